package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// values draws a sample of lo to hi values, few enough different ones for ties.
func values(t *rapid.T, name string, lo, hi int) []float64 {
	whole := rapid.SliceOfN(rapid.IntRange(-6, 6), lo, hi).Draw(t, name)
	x := make([]float64, len(whole))
	for i, v := range whole {
		x[i] = float64(v)
	}
	return x
}

func negated(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = -v
	}
	return out
}

// naiveRank is the mean rank: those below, and half of those alike.
func naiveRank(x []float64, v float64) float64 {
	r := 0.5
	for _, w := range x {
		if w < v {
			r++
		} else if w == v {
			r += 0.5
		}
	}
	return r
}

// naiveSignedRank tries all 2^n signs.
func naiveSignedRank(d []float64) float64 {
	var size, ranks []float64
	above := 0
	for _, v := range d {
		if v != 0 {
			if v > 0 {
				above |= 1 << len(size)
			}
			size = append(size, math.Abs(v))
		}
	}
	total := 0.0
	for _, v := range size {
		ranks = append(ranks, naiveRank(size, v))
		total += naiveRank(size, v)
	}
	// How far the sum of the chosen ranks is from one half.
	far := func(signs int) float64 {
		sum := 0.0
		for i, r := range ranks {
			if signs>>i&1 == 1 {
				sum += r
			}
		}
		return math.Abs(sum - total/2)
	}
	hits := 0
	for signs := range 1 << len(ranks) {
		if far(signs) >= far(above) {
			hits++
		}
	}
	return float64(hits) / float64(int(1)<<len(ranks))
}

func TestWilcoxonNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := values(t, "d", 1, 10)
		got := wilcoxon(d)
		if want := naiveSignedRank(d); math.Abs(got-want) > 1e-15 {
			t.Fatalf("%v: p %g, want %g", d, got, want)
		}
		if back := wilcoxon(negated(d)); back != got {
			t.Fatalf("%v: p %g, negated %g", d, got, back)
		}
	})
}

// TestWilcoxonMeets shows that the approximation begins where it is good.
func TestWilcoxonMeets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := values(t, "d", exactUpTo, exactUpTo)
		for i := range size {
			size[i] += 6.5 // no zeros
		}
		ranks, ties := midRanks(size, 0)
		w := float64(rapid.IntRange(300, 637).Draw(t, "w"))
		exact, normal := exactSignedRank(ranks, w), normalSignedRank(exactUpTo, ties, w)
		if math.Abs(exact-normal) > 0.02 {
			t.Fatalf("w %g: exact %g, normal %g", w, exact, normal)
		}
	})
}

// TestPairedRounding shows that shares of whole numbers are compared as the
// whole numbers are: rounding breaks no tie and makes no difference.
func TestPairedRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		a, b, d := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range n {
			hits := rapid.IntRange(1300, 1400).Draw(t, "hits")
			more := rapid.IntRange(-3, 3).Draw(t, "more")
			a[i], b[i], d[i] = float64(hits+more)/1500, float64(hits)/1500, float64(more)
		}
		got, want := ComparePaired(a, b), ComparePaired(d, make([]float64, n))
		if got.WilcoxonP != want.WilcoxonP || (got.SD == 0) != (want.SD == 0) || got.identical() != want.identical() {
			t.Fatalf("%v:\n%+v\n%+v", d, got, want)
		}
		if math.Abs(got.P-want.P) > 1e-9 {
			t.Fatalf("%v: p %g, want %g", d, got.P, want.P)
		}
	})
}

func TestPairedSwapped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := values(t, "a", 2, 12)
		b := values(t, "b", len(a), len(a))
		r, s := ComparePaired(a, b), ComparePaired(b, a)
		if r.Mean != -s.Mean || r.SD != s.SD || r.Lo != -s.Hi || r.Hi != -s.Lo || r.T != -s.T || r.P != s.P || r.WilcoxonP != s.WilcoxonP {
			t.Fatalf("%+v\n%+v", r, s)
		}
		if r.HasInterval() && (r.P < level) != (r.Lo > 0 || r.Hi < 0) {
			t.Fatalf("p and interval disagree: %+v", r)
		}
		if r.HasInterval() == (r.SD == 0) || !(r.P >= 0 && r.P <= 1 && r.Lo <= r.Mean && r.Mean <= r.Hi) {
			t.Fatalf("%+v", r)
		}
	})
}

// TestHolmClosed compares with the closed test that Holm's is a short cut for:
// an entry's adjusted value is the largest Bonferroni value of all sets with it.
func TestHolmClosed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 8).Draw(t, "p")
		got := Holm(p)
		for i := range p {
			want := 0.0
			for set := range 1 << len(p) {
				if set>>i&1 == 0 {
					continue
				}
				least, size := 1.0, 0.0
				for k, v := range p {
					if set>>k&1 == 1 {
						least, size = min(least, v), size+1
					}
				}
				want = max(want, min(1, size*least))
			}
			if got[i] != want {
				t.Fatalf("%v: entry %d is %g, want %g", p, i, got[i], want)
			}
		}
		at := rapid.IntRange(0, len(p)).Draw(t, "at")
		with := Holm(slices.Insert(slices.Clone(p), at, math.NaN()))
		if !math.IsNaN(with[at]) || !slices.Equal(slices.Delete(with, at, at+1), got) {
			t.Fatalf("%v: a NaN at %d changes the others to %v", got, at, with)
		}
	})
}

func TestMcNemarNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, c := rapid.IntRange(0, 20).Draw(t, "b"), rapid.IntRange(0, 20).Draw(t, "c")
		term, sum := 1.0, 0.0
		for k := range min(b, c) + 1 {
			sum += term
			term = term * float64(b+c-k) / float64(k+1)
		}
		want := min(1, math.Ldexp(2*sum, -b-c))
		if got := McNemar(b, c); math.Abs(got-want) > 1e-12*want || got != McNemar(c, b) {
			t.Fatalf("%d, %d: p %g, want %g, swapped %g", b, c, got, want, McNemar(c, b))
		}
	})
}

func TestDetectableScales(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 300).Draw(t, "n")
		sd := rapid.Float64Range(1e-6, 1e3).Draw(t, "sd")
		one := detectable(1, n)
		if got := detectable(sd, n); math.Abs(got-sd*one) > 1e-12*sd*one {
			t.Fatalf("sd %g, n %d: %g, want %g", sd, n, got, sd*one)
		}
		if next := detectable(1, n+1); next >= one {
			t.Fatalf("%d pairs show %g, one more %g", n, one, next)
		}
	})
}

func TestSpearmanNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := values(t, "x", 2, 30)
		y := values(t, "y", len(x), len(x))
		rx, ry, curved := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
		for i := range x {
			rx[i], ry[i], curved[i] = naiveRank(x, x[i]), naiveRank(y, y[i]), math.Exp(x[i])
		}
		got, want := Spearman(x, y), Pearson(rx, ry)
		both := func(v float64) bool { return v == got || math.IsNaN(v) && math.IsNaN(got) }
		if !both(want) || !both(Spearman(curved, y)) || !both(Spearman(y, x)) || !both(-Spearman(negated(x), y)) {
			t.Fatalf("%v, %v: %g, by naive ranks %g", x, y, got, want)
		}
		if got < -1 || got > 1 {
			t.Fatalf("%g is no correlation", got)
		}
	})
}

func TestQuantilesRise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 40).Draw(t, "x")
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 10).Draw(t, "p")
		slices.Sort(p)
		q := Quantiles(x, p...)
		if !slices.IsSorted(q) || q[0] < slices.Min(x) || q[len(q)-1] > slices.Max(x) {
			t.Fatalf("quantiles %v at %v of %v", q, p, x)
		}
		// Each value is the quantile at its place.
		k := rapid.IntRange(0, len(x)-1).Draw(t, "k")
		share := 0.0
		if len(x) > 1 {
			share = float64(k) / float64(len(x)-1)
		}
		if got, want := Quantiles(x, share)[0], slices.Sorted(slices.Values(x))[k]; math.Abs(got-want) > 1e-6 {
			t.Fatalf("value %d is %g, want %g", k, got, want)
		}
	})
}
