package risk

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"mekiki/internal/testutil"
)

func costs(escape, overkill, badRate float64, look ...float64) Costs {
	c := Costs{Escape: escape, Overkill: overkill, BadRate: badRate, Confidence: 0.95}
	if len(look) > 0 {
		c.Look = &look[0]
	}
	return c
}

// naiveCost is the formula of ByCost, part by part.
func naiveCost(t Thresholds, good, bad []float64, c Costs) float64 {
	sum := 0.0
	for _, s := range bad {
		switch {
		case s < t.Low:
			sum += c.BadRate * c.Escape / float64(len(bad))
		case s < t.High:
			sum += c.BadRate * *c.Look / float64(len(bad))
		}
	}
	for _, s := range good {
		switch {
		case s >= t.High:
			sum += (1 - c.BadRate) * c.Overkill / float64(len(good))
		case s >= t.Low:
			sum += (1 - c.BadRate) * *c.Look / float64(len(good))
		}
	}
	return sum
}

// TestByCostIsTheCheapest tries all pairs of thresholds.
func TestByCostIsTheCheapest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	bands := 0
	for trial := range 300 {
		good, bad := make([]float64, 1+rng.IntN(12)), make([]float64, 1+rng.IntN(8))
		for i := range good {
			good[i] = float64(rng.IntN(10))
		}
		for i := range bad {
			bad[i] = float64(rng.IntN(10)) + 2
		}
		c := costs(1+99*rng.Float64(), 0.5+5*rng.Float64(), 0.01+0.4*rng.Float64())
		if trial%2 == 0 {
			look := rng.Float64()
			c.Look = &look
		}
		got := testutil.Must(ByCost(good, bad, c))
		if err := got.Thresholds.Check(); err != nil {
			t.Fatal(err)
		}
		if got.Thresholds.Low < got.Thresholds.High {
			bands++
		}
		least := math.Inf(1)
		for low := -0.5; low < 13; low++ {
			for high := low; high < 13; high++ {
				if c.Look != nil || low == high {
					least = min(least, naiveCost(Thresholds{low, high}, good, bad, c))
				}
			}
		}
		testutil.Near(t, "cost", got.Cost.Value, least, 1e-12)
		testutil.Near(t, "cost at the thresholds", naiveCost(got.Thresholds, good, bad, c), least, 1e-12)
		if got.Cost.Lo > least || got.Cost.Hi <= least {
			t.Errorf("cost %v lies outside of its interval %v", least, got.Cost)
		}
		testutil.Near(t, "all OK", got.AllOK, naiveCost(Thresholds{100, 100}, good, bad, c), 1e-12)
		testutil.Near(t, "all NG", got.AllNG, naiveCost(Thresholds{-100, -100}, good, bad, c), 1e-12)
	}
	if bands < 20 {
		t.Errorf("only %d REVIEW bands in 300 trials", bands)
	}
}

func TestByCostWhereItIsPlain(t *testing.T) {
	good, bad := []float64{1, 2, 3}, []float64{5, 6}
	for name, c := range map[string]Costs{"no look": costs(500, 3, 0.005), "look": costs(500, 3, 0.005, 1), "free look": costs(500, 3, 0.005, 0)} {
		got := testutil.Must(ByCost(good, bad, c))
		if got.Thresholds != (Thresholds{4, 4}) || got.Cost.Value != 0 || got.Cost.Lo != 0 || got.Cost.Hi <= 0 {
			t.Errorf("%s: parts that lie apart: %+v", name, got)
		}
	}
	good, bad = []float64{1, 2, 4, 5}, []float64{3, 6}
	if got := testutil.Must(ByCost(good, bad, costs(500, 3, 0.005, 0))); got.Thresholds != (Thresholds{2.5, 5.5}) || got.Cost.Value != 0 {
		t.Errorf("free looks: %+v", got)
	}
	// Where a look costs more than either mistake nobody looks.
	if got := testutil.Must(ByCost(good, bad, costs(500, 3, 0.005, 1000))); got.Thresholds.Low != got.Thresholds.High {
		t.Errorf("dear looks: %+v", got)
	}
	// Where bad parts are rare and cheap, inspection costs more than it saves.
	got := testutil.Must(ByCost([]float64{1, 2, 7}, []float64{2.5, 6}, costs(1, 1000, 0.001)))
	if got.Thresholds.Low <= 7 || got.Cost.Value != got.AllOK {
		t.Errorf("cheap escapes: %+v", got)
	}
	got = testutil.Must(ByCost([]float64{1, 2, 7}, []float64{0, 6}, costs(1000, 1, 0.9)))
	if got.Thresholds.High != 0 || got.Cost.Value != got.AllNG {
		t.Errorf("dear escapes: %+v", got)
	}
}

func TestCostsRefused(t *testing.T) {
	for want, c := range map[string]Costs{
		"an escape must cost more than 0": costs(0, 3, 0.01),
		"overkill must cost":              costs(500, 0, 0.01),
		"not -1":                          costs(500, 3, 0.01, -1),
		"share of bad parts":              costs(500, 3, 0),
		"not NaN: if":                     costs(math.NaN(), 3, 0.1),
		"a confidence":                    {Escape: 1, Overkill: 1, BadRate: 0.1},
	} {
		if _, err := ByCost([]float64{1}, []float64{2}, c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := ByCost([]float64{1}, nil, costs(500, 3, 0.01)); err == nil || !strings.Contains(err.Error(), "1 good and 0 bad") {
		t.Errorf("no bad parts: %v", err)
	}
}

// TestCostIntervalHolds: the true cost of the thresholds that were chosen lies in the
// interval in at least nine of ten draws, though they were chosen by the same parts.
func TestCostIntervalHolds(t *testing.T) {
	const draws, shift = 500, 3.0
	survival := distuv.UnitNormal.Survival
	for _, c := range []Costs{costs(500, 3, 0.005), costs(500, 3, 0.005, 0.5), costs(20, 1, 0.1), costs(20, 1, 0.1, 0.3)} {
		for _, n := range [][2]int{{20, 5}, {50, 12}, {350, 100}} {
			rng := rand.New(rand.NewPCG(uint64(n[0]), 7))
			held := 0
			for range draws {
				good, bad := make([]float64, n[0]), make([]float64, n[1])
				for i := range good {
					good[i] = rng.NormFloat64()
				}
				for i := range bad {
					bad[i] = rng.NormFloat64() + shift
				}
				got := testutil.Must(ByCost(good, bad, c))
				look := 0.0
				if c.Look != nil {
					look = *c.Look
				}
				lo, hi := got.Thresholds.Low, got.Thresholds.High
				truth := c.BadRate*(c.Escape*(1-survival(lo-shift))+look*(survival(lo-shift)-survival(hi-shift))) +
					(1-c.BadRate)*(c.Overkill*survival(hi)+look*(survival(lo)-survival(hi)))
				if got.Cost.Lo <= truth && truth <= got.Cost.Hi {
					held++
				}
			}
			t.Logf("%v, %d good and %d bad parts: held in %d of %d draws", c, n[0], n[1], held, draws)
			if held < draws*9/10 {
				t.Errorf("%+v, %d good and %d bad parts: the interval held in %d of %d draws", c, n[0], n[1], held, draws)
			}
		}
	}
}
