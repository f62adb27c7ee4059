package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

// sharesOracle is testdata/shares.json, written by SciPy and scikit-learn.
type sharesOracle struct {
	Limits []struct {
		K, N                             int
		Confidence, Lo, Hi, Lower, Upper float64
	}
	Between []struct {
		K                 float64
		N                 int
		Confidence, Upper float64
	}
	Needed []struct {
		Found, N         int
		Rate, Confidence float64
	}
	Areas []struct {
		High, Low                []float64
		Confidence, Area, Lo, Hi float64
	}
}

func readShares(t *testing.T) sharesOracle {
	var o sharesOracle
	raw := testutil.Must(os.ReadFile("testdata/shares.json"))
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Limits) < 30 || len(o.Areas) < 10 {
		t.Fatal("the oracle lacks cases")
	}
	return o
}

func TestClopperPearsonAsSciPy(t *testing.T) {
	o := readShares(t)
	for _, c := range o.Limits {
		what := fmt.Sprintf("%d of %d at %v", c.K, c.N, c.Confidence)
		p := float64(c.K) / float64(c.N)
		lo, hi := ClopperPearson(p, c.N, c.Confidence)
		testutil.Near(t, what+" low", lo, c.Lo, 1e-11)
		testutil.Near(t, what+" high", hi, c.Hi, 1e-11)
		testutil.Near(t, what+" lower limit", LowerLimit(p, c.N, c.Confidence), c.Lower, 1e-11)
		testutil.Near(t, what+" upper limit", UpperLimit(p, c.N, c.Confidence), c.Upper, 1e-11)
	}
	for _, c := range o.Between {
		testutil.Near(t, "a share between counts", UpperLimit(c.K/float64(c.N), c.N, c.Confidence), c.Upper, 1e-11)
	}
	// Minitab's figures for 8 of 15 and 15 of 15; the latter is one-sided there.
	lo, hi := ClopperPearson(8./15, 15, 0.95)
	testutil.Near(t, "Minitab 8/15 low", lo, 0.2659, 5e-5)
	testutil.Near(t, "Minitab 8/15 high", hi, 0.7873, 5e-5)
	testutil.Near(t, "Minitab 15/15", LowerLimit(1, 15, 0.95), 0.8190, 5e-5)
	if lo, hi := ClopperPearson(0, 0, 0.95); lo != 0 || hi != 1 {
		t.Errorf("no cases: %v to %v", lo, hi)
	}
}

func TestCasesNeeded(t *testing.T) {
	for _, c := range readShares(t).Needed {
		if n := CasesNeeded(c.Found, c.Rate, c.Confidence); n != c.N {
			t.Errorf("%d found, %v at %v: %d cases, want %d", c.Found, c.Rate, c.Confidence, n, c.N)
		}
		// One case fewer leaves more open, and a case more allows no more to be found.
		at := UpperLimit(float64(c.Found)/float64(c.N), c.N, c.Confidence)
		if at > c.Rate*(1+1e-9) {
			t.Errorf("%d of %d: limit %v above %v", c.Found, c.N, at, c.Rate)
		}
		if n := c.N - 1; n > c.Found && UpperLimit(float64(c.Found)/float64(n), n, c.Confidence) <= c.Rate {
			t.Errorf("%d of %d would do", c.Found, n)
		}
		if got := MostFound(c.N, c.Rate, c.Confidence); got != c.Found {
			t.Errorf("of %d cases %d may be found, want %d", c.N, got, c.Found)
		}
		if got := MostFound(c.N-1, c.Rate, c.Confidence); got >= c.Found {
			t.Errorf("of %d cases %d may be found", c.N-1, got)
		}
	}
}

// TestClopperPearsonHolds counts, for every outcome, the chance with which the limits hold
// a true share: never less than they promise.
func TestClopperPearsonHolds(t *testing.T) {
	const n, confidence = 20, 0.9
	for _, share := range []float64{0.001, 0.01, 0.05, 0.11, 0.3, 0.5, 0.77, 0.99} {
		chance, both, upper := math.Pow(1-share, n), 0.0, 0.0
		for k := range n + 1 {
			p := float64(k) / n
			if lo, hi := ClopperPearson(p, n, confidence); lo <= share && share <= hi {
				both += chance
			}
			if share <= UpperLimit(p, n, confidence) {
				upper += chance
			}
			chance *= float64(n-k) / float64(k+1) * share / (1 - share)
		}
		if both < confidence || upper < confidence {
			t.Errorf("share %v: held with chance %v, from above %v", share, both, upper)
		}
	}
}

func TestAUCAsDeLong(t *testing.T) {
	for i, c := range readShares(t).Areas {
		got := AUC(c.High, c.Low, c.Confidence)
		testutil.Near(t, fmt.Sprintf("area %d", i), got.Value, c.Area, 1e-14)
		testutil.Near(t, fmt.Sprintf("area %d low", i), got.Lo, c.Lo, 1e-9)
		testutil.Near(t, fmt.Sprintf("area %d high", i), got.Hi, c.Hi, 1e-9)
		// Turned round, it is the rest to 1.
		back := AUC(c.Low, c.High, c.Confidence)
		testutil.Near(t, fmt.Sprintf("area %d turned", i), back.Value, 1-got.Value, 1e-14)
		testutil.Near(t, fmt.Sprintf("area %d turned low", i), back.Lo, 1-got.Hi, 1e-9)
	}
	if got := AUC([]float64{1, math.NaN()}, []float64{0}, 0.95); !math.IsNaN(got.Value) || !math.IsNaN(got.Lo) {
		t.Errorf("with NaN: %v", got)
	}
	if got := AUC(nil, []float64{0}, 0.95); !math.IsNaN(got.Value) {
		t.Errorf("of nothing: %v", got)
	}
}

func TestResampler(t *testing.T) {
	draws := func(seed uint64) []int {
		r := NewResampler(seed)
		out := make([]int, 1000)
		for i := range out {
			out[i] = r.Draw(10)
		}
		return out
	}
	if !slices.Equal(draws(3), draws(3)) || slices.Equal(draws(3), draws(4)) {
		t.Error("a seed must give its own draws, always the same")
	}
	if d := draws(3); slices.Min(d) != 0 || slices.Max(d) != 9 {
		t.Error("not all units are drawn, or others")
	}
	if i := PercentileInterval(0.5, nil, 0.025); i != (Interval{0.5, 0.5, 0.5}) {
		t.Errorf("without replicates: %v", i)
	}
}

func TestSharesRefuse(t *testing.T) {
	for name, f := range map[string]func(){
		"share":      func() { UpperLimit(1.1, 3, 0.9) },
		"no number":  func() { UpperLimit(math.NaN(), 3, 0.9) },
		"confidence": func() { LowerLimit(0.5, 3, 1) },
		"cases":      func() { ClopperPearson(0.5, -1, 0.9) },
		"rate":       func() { CasesNeeded(0, 0, 0.9) },
		"found":      func() { CasesNeeded(-1, 0.1, 0.9) },
		"units":      func() { NewResampler(1).Draw(0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
