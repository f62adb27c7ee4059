package spc

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestSharesAsSciPy: testdata/spc.py writes what SciPy's distributions say.
func TestSharesAsSciPy(t *testing.T) {
	b, err := os.ReadFile("testdata/spc.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Base              [][2]int
		Share, Dispersion float64
		Tried             []struct {
			Found, Of int
			Z         float64
		}
		Limits []struct {
			Of        int
			Z, Lo, Hi float64
		}
	}
	if err := json.Unmarshal(b, &cases); err != nil || len(cases) < 7 {
		t.Fatal(err, len(cases))
	}
	for _, c := range cases {
		var base []Count
		for _, b := range c.Base {
			base = append(base, Count{b[0], b[1]})
		}
		s := NewShares(base)
		near(t, "share", s.Share, c.Share, 1e-12)
		near(t, "dispersion", s.Dispersion, c.Dispersion, 1e-9)
		for _, v := range c.Tried {
			near(t, "z", s.Z(Count{v.Found, v.Of}), v.Z, 1e-6)
		}
		for _, l := range c.Limits {
			lo, hi := s.Limits(l.Of, l.Z)
			near(t, "lower limit", lo, l.Lo, 1e-9)
			near(t, "upper limit", hi, l.Hi, 1e-9)
		}
	}
}

// TestOrangeJuice: the cans of Montgomery, Introduction to Statistical Quality Control, table 7.1.
func TestOrangeJuice(t *testing.T) {
	var base []Count
	for _, x := range []int{12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6} {
		base = append(base, Count{x, 50})
	}
	s := NewShares(base)
	near(t, "centre", s.Share, 0.2313, 5e-5)
	plain := Shares{s.Share, 1}
	lo, hi := plain.Limits(50, 3)
	near(t, "lower limit", lo, 0.0524, 0.02) // the book's are those of the normal distribution
	near(t, "upper limit", hi, 0.4102, 0.03)
	for i, c := range base { // samples 15 and 23 are beyond them
		if z := plain.Z(c); z > 3 != (i == 14 || i == 22) {
			t.Errorf("sample %d: %v", i+1, z)
		}
	}
}

// TestFalseSignals: a share that does not change is beyond a limit no more often than a normal value is.
func TestFalseSignals(t *testing.T) {
	for _, p := range []float64{0.0005, 0.01, 0.2, 0.5, 0.97} {
		for _, n := range []int{20, 100, 1500} {
			b, s := distuv.Binomial{N: float64(n), P: p}, Shares{p, 1}
			for _, z := range []float64{0, 1, 2, 3} {
				up, down, tail := 0.0, 0.0, distuv.UnitNormal.CDF(-z)
				lo, hi := s.Limits(n, max(z, 1e-9))
				for x := range n + 1 {
					v := s.Z(Count{x, n})
					if v > z {
						up += b.Prob(float64(x))
					}
					if v < -z {
						down += b.Prob(float64(x))
					}
					if share := float64(x) / float64(n); z > 0 && math.Abs(math.Abs(v)-z) > 1e-6 && (v > z != (share > hi && hi < 1) || v < -z != (share < lo)) {
						t.Errorf("%v, %d of %d: score %v, limits %v and %v", p, x, n, v, lo, hi)
					}
				}
				if up > tail*(1+1e-9) || down > tail*(1+1e-9) {
					t.Errorf("share %v of %d: beyond %v with %v and %v, not %v at most", p, n, z, up, down, tail)
				}
			}
		}
	}
}

// TestDispersion: lots that differ widen limits; the same shares in smaller groups do not.
func TestDispersion(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var big, small []Count
	for range 200 {
		p := 0.05 * math.Exp(random.NormFloat64()*0.3)
		big = append(big, drawn(random, p, 5000))
		small = append(small, drawn(random, 0.05, 200))
	}
	if d := NewShares(big).Dispersion; d < 3 || d > 7 {
		t.Errorf("dispersion of lots that differ: %v", d)
	}
	if d := NewShares(small).Dispersion; d > 1.15 {
		t.Errorf("dispersion of chance: %v", d)
	}
	s, beyond := NewShares(big), 0
	for _, c := range big {
		if math.Abs(s.Z(c)) > 3 {
			beyond++
		}
	}
	if beyond > 4 {
		t.Errorf("%d of 200 groups of the base line are beyond its limits", beyond)
	}
}

func drawn(random *rand.Rand, p float64, of int) Count {
	c := Count{Of: of}
	for range of {
		if random.Float64() < p {
			c.Found++
		}
	}
	return c
}

// TestViscosity: batches of Montgomery's chart of individuals (table 6.6 in the sixth edition).
func TestViscosity(t *testing.T) {
	v := []float64{33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84}
	c := NewIndividuals(v)
	near(t, "mean", c.Mean, 33.52, 0.005)
	near(t, "lower limit", c.Value(-3), 32.24, 0.01)
	near(t, "upper limit", c.Value(3), 34.80, 0.01)
	near(t, "score", c.Z(c.Value(1.5)), 1.5, 1e-9)
	if same := NewIndividuals([]float64{2, 2, 2}); same.Z(2) != 0 || same.Z(2.1) != most || same.Z(1) != -most {
		t.Error(same.Z(2), same.Z(2.1), same.Z(1))
	}
}

// TestEqualBase: a base line of equal values, of which a mean may differ by its rounding, gives no signal about them.
func TestEqualBase(t *testing.T) {
	for _, v := range []float64{1, 0.1, 0.9337, 1.0 / 3, 12345.678} {
		for n := 2; n <= 40; n++ {
			if c := NewIndividuals(slices.Repeat([]float64{v}, n)); c.Z(v) != 0 {
				t.Fatalf("%d times %g: %g", n, v, c.Z(v))
			}
		}
	}
}

// TestEWMA: the example of the NIST/SEMATECH e-Handbook, 6.3.2.4.
func TestEWMA(t *testing.T) {
	x := []float64{52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1}
	want := []float64{50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99}
	c := Individuals{50, 2.0539}
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = c.Z(v)
	}
	for i, v := range EWMA(z, 0.3) {
		near(t, "average", c.Value(v), want[i], 0.006)
	}
	near(t, "limit", c.Value(EWMALimit(1000, 0.3, 3)), 52.5884, 1e-3)
	near(t, "first limit", EWMALimit(0, 0.3, 3), 0.9, 1e-12)
}

// TestRules: each pattern by hand, on both sides.
func TestRules(t *testing.T) {
	for _, c := range []struct {
		z    []float64
		rule Rule
		at   []int
	}{
		{[]float64{0, 2.9, 3.1, 0, -1}, Beyond, []int{2}},
		{[]float64{2.1, 0, 2.1, 0, 0, 2.1, -2.1, 2.1, 1}, TwoOfThree, []int{2, 7}},
		{[]float64{2.1, 2.1, 0}, TwoOfThree, []int{1}}, // the point that ends the pattern is in its zone
		{[]float64{1.1, 1.1, 0, 1.1, 1.1, 1.1, 0, 0}, FourOfFive, []int{4, 5}},
		{[]float64{.1, .1, .1, .1, .1, .1, .1, .1, .1, 0, .1}, Run, []int{7, 8}},
		{[]float64{.1, .1, .1, .1, .1, .1, .1, 0, .1}, Run, nil},
	} {
		for _, up := range []bool{true, false} {
			z := slices.Clone(c.z)
			for i := range z {
				if !up {
					z[i] = -z[i]
				}
			}
			var at []int
			for _, s := range Signals(z, c.rule) {
				if s.Up != up || s.Rule != c.rule {
					t.Errorf("%+v", s)
				}
				for i := s.From; i <= s.To; i++ {
					at = append(at, i)
				}
			}
			if !slices.Equal(at, c.at) {
				t.Errorf("rule %d on %v: %v, want %v", c.rule, z, at, c.at)
			}
		}
	}
	list := Signals([]float64{0, 3.5, 3.5}, WesternElectric()...)
	if got := At(list, 2); !slices.Equal(got, []Rule{Beyond, TwoOfThree}) || At(list, 0) != nil {
		t.Errorf("%v of %+v", got, list)
	}
}

// TestRuns: how often the rules signal for nothing, by Champ and Woodall and by simulation.
func TestRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates")
	}
	random := rand.New(rand.NewPCG(1, 2))
	run := func(points int, first func([]float64) int) float64 {
		signals, z := 0, make([]float64, 0, 4096)
		for n := 0; n < points; {
			z = z[:0]
			for at := -1; at < 0; {
				for range 64 {
					z = append(z, random.NormFloat64())
				}
				if at = first(z); at >= 0 {
					n, signals = n+at+1, signals+1
				}
			}
		}
		return float64(points) / float64(signals)
	}
	soonest := func(list []Signal) int {
		at := -1
		for _, s := range list {
			if at < 0 || s.From < at {
				at = s.From
			}
		}
		return at
	}
	for _, c := range []struct {
		rules []Rule
		run   float64
	}{{[]Rule{Beyond, TwoOfThree}, 225.44}, {[]Rule{Beyond, FourOfFive}, 166.05}, {[]Rule{Beyond, Run}, 152.73}, {WesternElectric(), RunOfWesternElectric}} {
		got := run(200_000, func(z []float64) int { return soonest(Signals(z, c.rules...)) })
		near(t, "points between false signals", got, c.run, 0.12*c.run)
	}
	got := run(400_000, func(z []float64) int { return soonest(append(SmoothedSignals(z), Signals(z, Beyond)...)) })
	near(t, "points between false signals with the average", got, RunOfSmoothed, 0.06*RunOfSmoothed)
}
