package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"mekiki/internal/testutil"
)

// TestWilsonByHand has the four cases of table I of Newcombe, Two-sided Confidence
// Intervals for the Single Proportion, 1998, and two that can be done by hand: for
// 0 of n the upper end is z²/(n+z²).
func TestWilsonByHand(t *testing.T) {
	for _, c := range []struct {
		k, n   int
		lo, hi float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
		{0, 10, 0, 3.8415 / 13.8415},
		{10, 10, 10 / 13.8415, 1},
	} {
		lo, hi := Wilson(float64(c.k)/float64(c.n), c.n)
		testutil.Near(t, "lo", lo, c.lo, 6e-5)
		testutil.Near(t, "hi", hi, c.hi, 6e-5)
	}
	if lo, hi := Wilson(0.3, 0); lo != 0 || hi != 1 {
		t.Errorf("no case: %v to %v", lo, hi)
	}
}

// TestWilsonSolvesItsEquation: the ends are the shares from which p lies 1.96 of
// their own standard errors away.
func TestWilsonSolvesItsEquation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		p := float64(rapid.IntRange(0, n).Draw(t, "k")) / float64(n)
		lo, hi := Wilson(p, n)
		if !(0 <= lo && lo <= p && p <= hi && hi <= 1) {
			t.Fatalf("%v of %d: %v to %v", p, n, lo, hi)
		}
		for _, q := range []float64{lo, hi} {
			if q == 0 || q == 1 {
				continue
			}
			if z := math.Abs(p-q) / math.Sqrt(q*(1-q)/float64(n)); math.Abs(z-1.959963984540054) > 1e-6 {
				t.Fatalf("%v of %d: %v lies %v standard errors away", p, n, q, z)
			}
		}
	})
}

func TestMeanShare(t *testing.T) {
	mean, lo, hi := MeanShare([]float64{0.3}, []int{40})
	l, h := Wilson(0.3, 40)
	testutil.Near(t, "mean of one", mean, 0.3, 1e-15)
	testutil.Near(t, "lo of one", lo, l, 1e-15)
	testutil.Near(t, "hi of one", hi, h, 1e-15)
	if m, _, _ := MeanShare(nil, nil); !math.IsNaN(m) {
		t.Errorf("mean of none %v", m)
	}
	// How often the truth lies within, of three classes of very different size.
	rng := rand.New(rand.NewPCG(1, 2))
	truth, n := []float64{0.98, 0.7, 0.4}, []int{300, 38, 12}
	const times = 4000
	within := 0
	for range times {
		p := make([]float64, len(n))
		for i := range p {
			b := distuv.Binomial{N: float64(n[i]), P: truth[i], Src: rng}
			p[i] = b.Rand() / float64(n[i])
		}
		_, lo, hi := MeanShare(p, n)
		if want := (0.98 + 0.7 + 0.4) / 3; lo <= want && want <= hi {
			within++
		}
	}
	if share := float64(within) / times; share < 0.93 || share > 0.975 {
		t.Errorf("%v of the intervals hold the truth", share)
	}
}
