package distance

import (
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/testutil"
)

func TestNamesAreSortedAndKnown(t *testing.T) {
	names := Names()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Fatalf("Names() = %v", names)
	}
	for _, name := range []string{"angular", "cosine", "euclidean", "sqeuclidean"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing from %v", name, names)
		}
	}
	symbols := map[string]string{}
	for _, name := range names {
		d := lookup[float32](t, name)
		if wide := lookup[float64](t, name); d.Name() != name || wide.Name() != name || wide.Symbol() != d.Symbol() {
			t.Errorf("Lookup(%q) is %q %q and %q %q", name, d.Name(), d.Symbol(), wide.Name(), wide.Symbol())
		}
		if other := symbols[d.Symbol()]; other != "" {
			t.Errorf("%s and %s share the symbol %s", name, other, d.Symbol())
		}
		symbols[d.Symbol()] = name
	}
}

// named is a distance of another name.
type named struct {
	euclidean
	name, symbol string
}

func (n named) Name() string   { return n.name }
func (n named) Symbol() string { return n.symbol }

func TestRegisterRefuses(t *testing.T) {
	before := slices.Clone(Names())
	for what, n := range map[string]named{
		"a name that is there":   {name: "cosine", symbol: "new"},
		"a symbol that is there": {name: "new", symbol: "cos"},
		"no name":                {symbol: "new"},
		"no symbol":              {name: "new"},
		"an underscore":          {name: "new", symbol: "n_ap"},
		"a digit first":          {name: "new", symbol: "1n"},
		"capitals":               {name: "New", symbol: "new"},
		"a letter of Greek":      {name: "new", symbol: "β"},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("no panic for %s", what)
				}
			}()
			registerMoments(n)
		}()
	}
	if !slices.Equal(Names(), before) {
		t.Errorf("a refused distance stays: %v", Names())
	}
}

func TestRegisterSorts(t *testing.T) {
	before, count := registry, len(Names())
	defer func() { registry = before }()
	registry = slices.Clone(before)
	registerMoments(named{name: "zz1", symbol: "zz1"})
	registerMoments(named{name: "aa1", symbol: "aa1"})
	registerMoments(named{name: "dd1", symbol: "dd1"})
	if names := Names(); !slices.IsSorted(names) || len(names) != count+3 {
		t.Errorf("Names() = %v", names)
	}
	if got := lookup[float32](t, "dd1").Symbol(); got != "dd1" {
		t.Errorf("Lookup finds %q", got)
	}
}

func TestLookupSuggests(t *testing.T) {
	_, err := Lookup[float64]("euclidian")
	if err == nil || !strings.Contains(err.Error(), `did you mean "euclidean"?`) {
		t.Errorf("error %v suggests nothing", err)
	}
	_, err = Lookup[float64]("hamming")
	if err == nil || strings.Contains(err.Error(), "did you mean") || !strings.Contains(err.Error(), "sqeuclidean") {
		t.Errorf("error %v; want the known names and no suggestion", err)
	}
}

// Numbers that can be checked by hand.
func TestDistancesByHand(t *testing.T) {
	for _, c := range []struct {
		name string
		x, y []float64
		want float64
	}{
		{"cosine", []float64{3, 0}, []float64{0, 2}, 1},
		{"cosine", []float64{3, 0}, []float64{-2, 0}, 2},
		{"cosine", []float64{1, 0}, []float64{1, 1}, 1 - math.Sqrt2/2},
		{"angular", []float64{1, 0}, []float64{1, 1}, 0.25},
		{"angular", []float64{3, 0}, []float64{-2, 0}, 1},
		{"euclidean", []float64{1, 2}, []float64{4, 6}, 5},
		{"sqeuclidean", []float64{1, 2}, []float64{4, 6}, 25},
	} {
		testutil.Near(t, c.name, lookup[float64](t, c.name).Value(c.x, c.y), c.want, 1e-15)
	}
}

func TestDistancesAgainstNaiveLoops(t *testing.T) {
	for _, name := range Names() {
		for _, dim := range []int{1, 2, 3, 7, 16, 128, 129} {
			for seed := range uint64(20) {
				v := testutil.Normals[float32](seed, 2*dim, 3)
				x, y := v[:dim], v[dim:]
				want := naive[name](testutil.Widen(x), testutil.Widen(y))
				tol := known[name].tol
				testutil.Near(t, name+" float32", lookup[float32](t, name).Value(x, y), want, tol)
				testutil.Near(t, name+" float64", lookup[float64](t, name).Value(testutil.Widen(x), testutil.Widen(y)), want, tol)
			}
		}
	}
}

func TestTripletMomentsAreBitwisePairMoments(t *testing.T) {
	for _, dim := range []int{1, 5, 128} {
		v := testutil.Normals[float64](7, 3*dim, 2)
		a, p, n := v[:dim], v[dim:2*dim], v[2*dim:]
		ap, an := TripletMoments(a, p, n)
		if ap != MomentsOf(a, p) || an != MomentsOf(a, n) {
			t.Errorf("dim %d: sums of the triplet differ from those of its pairs", dim)
		}
	}
}

func TestDistancesDoNotAllocate(t *testing.T) {
	const dim = 128
	v := testutil.Normals[float32](8, 2*dim, 1)
	dx, dy := make([]float32, dim), make([]float32, dim)
	for _, name := range Names() {
		d := lookup[float32](t, name)
		if n := testing.AllocsPerRun(20, func() {
			d.AddGrad(d.Value(v[:dim], v[dim:]), v[:dim], v[dim:], dx, dy)
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func TestDistancesPanicOnAShortVector(t *testing.T) {
	for _, name := range Names() {
		d := lookup[float64](t, name)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic for a y shorter than x", name)
				}
			}()
			d.Value(make([]float64, 3), make([]float64, 2))
		}()
	}
}

func TestFullName(t *testing.T) {
	for _, r := range registry {
		for _, called := range []string{r.double.Name(), r.double.Symbol()} {
			if got, err := FullName(called); err != nil || got != r.double.Name() {
				t.Errorf("%s is %s, %v", called, got, err)
			}
		}
	}
	if _, err := FullName("cosin"); err == nil || !strings.Contains(err.Error(), `did you mean "cosine"?`) {
		t.Errorf("error %v", err)
	}
}
