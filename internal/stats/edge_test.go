package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

// eq holds NaN equal to NaN.
func eq(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func TestSummariseEdges(t *testing.T) {
	tenth := 0.1
	for name, c := range map[string]struct {
		x    []float64
		want Summary
	}{
		"empty":        {nil, Summary{0, nan, nan, nan, nan, nan, nan, nan, nan}},
		"one":          {[]float64{2}, Summary{1, 2, nan, 2, 2, 2, 2, 2, nan}},
		"equal":        {[]float64{tenth, tenth, tenth}, Summary{3, tenth, 0, tenth, tenth, tenth, tenth, tenth, nan}},
		"NaN":          {[]float64{1, nan, 3}, Summary{3, nan, nan, nan, nan, nan, nan, nan, nan}},
		"infinite":     {[]float64{inf, 1, 2}, Summary{3, inf, nan, 1, 1.5, 2, inf, inf, nan}},
		"all infinite": {[]float64{-inf, -inf}, Summary{2, -inf, nan, -inf, -inf, -inf, -inf, -inf, nan}},
	} {
		got := Summarise(c.x)
		g := []float64{got.Mean, got.SD, got.Min, got.Q25, got.Median, got.Q75, got.Max, got.Skew}
		w := []float64{c.want.Mean, c.want.SD, c.want.Min, c.want.Q25, c.want.Median, c.want.Q75, c.want.Max, c.want.Skew}
		if got.N != c.want.N || !slices.EqualFunc(g, w, eq) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestComparePairedEdges(t *testing.T) {
	for name, c := range map[string]struct {
		a, b                []float64
		want                Paired
		interval, identical bool
	}{
		"empty":         {nil, nil, Paired{0, nan, nan, nan, nan, nan, nan, nan, nan, nan}, false, false},
		"one":           {[]float64{3}, []float64{1}, Paired{1, 3, 1, 2, nan, nan, nan, nan, nan, 1}, false, false},
		"one alike":     {[]float64{3}, []float64{3}, Paired{1, 3, 3, 0, nan, nan, nan, nan, nan, 1}, false, true},
		"identical":     {[]float64{1, 2}, []float64{1, 2}, Paired{2, 1.5, 1.5, 0, 0, 0, 0, 0, 1, 1}, false, true},
		"all zero":      {[]float64{0, 0}, []float64{0, 0}, Paired{2, 0, 0, 0, 0, 0, 0, 0, 1, 1}, false, true},
		"same step":     {[]float64{2, 3, 4}, []float64{1, 2, 3}, Paired{3, 3, 2, 1, 0, 1, 1, inf, 0.25, 0.25}, false, false},
		"same fall":     {[]float64{1, 2, 3}, []float64{2, 3, 4}, Paired{3, 2, 3, -1, 0, -1, -1, -inf, 0.25, 0.25}, false, false},
		"rounded step":  {[]float64{0.3, 0.2, 0.5}, []float64{0.2, 0.1, 0.4}, Paired{3, 1.0 / 3, 0.7 / 3, 0.1, 0, 0.1, 0.1, inf, 0.25, 0.25}, false, false},
		"opposite":      {[]float64{1, 0}, []float64{0, 1}, Paired{2, 0.5, 0.5, 0, math.Sqrt2, -12.706204736174698, 12.706204736174698, 0, 1, 1}, true, false},
		"only rounding": {[]float64{math.Nextafter(0.3, 1), 0.5}, []float64{0.3, 0.5}, Paired{2, 0.4, 0.4, 0, 0, 0, 0, 0, 1, 1}, false, true},
		"NaN":           {[]float64{1, nan}, []float64{1, 2}, Paired{2, nan, nan, nan, nan, nan, nan, nan, nan, nan}, false, false},
		"infinite":      {[]float64{1, inf}, []float64{1, 2}, Paired{2, nan, nan, nan, nan, nan, nan, nan, nan, nan}, false, false},
	} {
		got := ComparePaired(c.a, c.b)
		near := func(a, b float64) bool { return eq(a, b) || math.Abs(a-b) < 1e-12 }
		g := []float64{got.MeanA, got.MeanB, got.Mean, got.SD, got.Lo, got.Hi, got.T, got.P, got.WilcoxonP}
		w := c.want
		if got.N != w.N || !slices.EqualFunc(g, []float64{w.MeanA, w.MeanB, w.Mean, w.SD, w.Lo, w.Hi, w.T, w.P, w.WilcoxonP}, near) {
			t.Errorf("%s: %+v, want %+v", name, got, w)
		}
		if got.HasInterval() != c.interval || got.identical() != c.identical {
			t.Errorf("%s: interval %v, identical %v", name, got.HasInterval(), got.identical())
		}
	}
}

func TestOneFigureEdges(t *testing.T) {
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"Wilcoxon of none", wilcoxon(nil), nan},
		{"Wilcoxon of one", wilcoxon([]float64{-2}), 1},
		{"Wilcoxon of zeros", wilcoxon([]float64{0, 0, 0}), 1},
		{"Wilcoxon with NaN", wilcoxon([]float64{1, nan}), nan},
		{"Wilcoxon with infinities", wilcoxon([]float64{1, inf, inf}), 0.25},
		{"Wilcoxon of fifty alike", wilcoxon(slices.Repeat([]float64{3}, 50)), math.Ldexp(1, -49)},
		{"Wilcoxon of many zeros", wilcoxon(append(make([]float64, 100), 1, 2, 3)), 0.25},
		{"Wilcoxon of many, balanced", wilcoxon(slices.Repeat([]float64{1, -1}, 30)), 1},
		{"McNemar of none", McNemar(0, 0), 1},
		{"McNemar of many, all one way", McNemar(300000, 0), 0},
		{"McNemar of very many", McNemar(1<<40, 1<<40+1), 1},
		{"Detectable with one pair", detectable(1, 1), inf},
		{"Detectable without spread", detectable(0, 5), 0},
		{"Detectable with NaN", detectable(nan, 5), nan},
		{"Detectable with an infinite spread", detectable(inf, 5), inf},
		{"Detectable of one run", ComparePaired([]float64{1}, []float64{2}).detectable(), inf},
		{"Pearson of none", Pearson(nil, nil), nan},
		{"Pearson of one", Pearson([]float64{1}, []float64{2}), nan},
		{"Pearson of equal values", Pearson([]float64{0.1, 0.1, 0.1}, []float64{1, 2, 3}), nan},
		{"Pearson with NaN", Pearson([]float64{1, nan, 3}, []float64{1, 2, 3}), nan},
		{"Pearson with an infinity", Pearson([]float64{1, inf, 3}, []float64{1, 2, 3}), nan},
		{"Pearson of a line", Pearson([]float64{1, 2, 4}, []float64{-0.1, -0.2, -0.4}), -1},
		{"Spearman of none", Spearman(nil, nil), nan},
		{"Spearman of equal values", Spearman([]float64{1, 2}, []float64{3, 3}), nan},
		{"Spearman with NaN", Spearman([]float64{1, nan, 3}, []float64{1, 2, 3}), nan},
		{"Spearman with infinities alike", Spearman([]float64{inf, inf, 1}, []float64{2, 1, 3}), -math.Sqrt(0.75)},
		{"Spearman with infinities", Spearman([]float64{-inf, 5, inf}, []float64{1, 2, 3}), 1},
	} {
		if !eq(c.got, c.want) && !(math.Abs(c.got-c.want) < 1e-15) {
			t.Errorf("%s: %g, want %g", c.what, c.got, c.want)
		}
	}
	if got := Holm(nil); len(got) != 0 {
		t.Errorf("Holm of none: %v", got)
	}
	if got := Holm([]float64{nan, 0.03, nan, 0.02}); !slices.EqualFunc(got, []float64{nan, 0.04, nan, 0.04}, eq) {
		t.Errorf("Holm with NaN: %v", got)
	}
}

func TestPanics(t *testing.T) {
	one, two := []float64{1}, []float64{1, 2}
	for name, f := range map[string]func(){
		"ComparePaired": func() { ComparePaired(one, two) },
		"Pearson":       func() { Pearson(one, two) },
		"Spearman":      func() { Spearman(two, one) },
		"McNemar":       func() { McNemar(-1, 2) },
		"Detectable":    func() { detectable(-1, 5) },
		"Quantiles":     func() { Quantiles(one, 1.5) },
		"Quantiles NaN": func() { Quantiles(one, nan) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			f()
		}()
	}
}

// TestArgumentsStay shows that no function sorts or changes what it is given.
func TestArgumentsStay(t *testing.T) {
	x, y := []float64{0.5, 0.1, 0.9, 0.3}, []float64{0.4, 0.2, 0.8, 0.1}
	kx, ky := slices.Clone(x), slices.Clone(y)
	Summarise(x)
	ComparePaired(x, y)
	wilcoxon(x)
	Holm(x)
	Pearson(x, y)
	Spearman(x, y)
	if !slices.Equal(x, kx) || !slices.Equal(y, ky) {
		t.Errorf("changed to %v, %v", x, y)
	}
}

// TestSpearmanMany has as many pairs as analyze; without ties there is a short formula.
func TestSpearmanMany(t *testing.T) {
	const n = 300_000
	rng := rand.New(rand.NewPCG(1, 2))
	x, y := make([]float64, n), make([]float64, n)
	rise := 0.0
	for i, k := range rng.Perm(n) {
		x[i], y[k] = float64(i), float64(i)
		rise += float64(i-k) * float64(i-k)
	}
	if got, want := Spearman(x, y), 1-6*rise/(float64(n)*(float64(n)*n-1)); math.Abs(got-want) > 1e-12 {
		t.Errorf("%g, want %g", got, want)
	}
}

// TestPearsonOfEqualValues has sizes where the rounded mean misses the value,
// and the formula would give an infinity.
func TestPearsonOfEqualValues(t *testing.T) {
	var x, y []float64
	for n := range 1000 {
		if got := Pearson(x, y); !math.IsNaN(got) {
			t.Fatalf("%d equal values correlate by %g", n, got)
		}
		x, y = append(x, 0.42467310586294105), append(y, math.Sin(float64(n)))
	}
}
