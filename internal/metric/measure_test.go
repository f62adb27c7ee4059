package metric

import (
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/testutil"
)

func TestMeasure(t *testing.T) {
	v := testutil.Normals[float64](4, 14, 2)
	x, y := v[:7], v[7:]
	m, err := ParseMeasure[float64]("0.5*cos + euc/(1 + |x|*|y|)")
	if err != nil {
		t.Fatal(err)
	}
	zero := make([]float64, 7)
	euc := mustLookup("euclidean").Value
	testutil.Near(t, m.Name(), m.Value(x, y), 0.5*mustLookup("cosine").Value(x, y)+euc(x, y)/(1+euc(x, zero)*euc(y, zero)), 1e-13)
	for _, name := range []string{"cos", "cosine"} {
		if m, err := ParseMeasure[float64](name); err != nil || m.Name() != "cosine" {
			t.Errorf("%s is %v, %v", name, m, err)
		}
	}
	for _, bad := range []string{"", "cos_ap", "cozine", "1 + 2", "cos; euc"} {
		if _, err := ParseMeasure[float64](bad); err == nil {
			t.Errorf("%q is taken for a distance", bad)
		}
	}
}

func TestTripletDistances(t *testing.T) {
	const dim, count = 5, 4
	emb := testutil.Normals[float32](3, 3*dim*count, 1)
	for _, name := range distance.Names() {
		d, err := distance.Lookup[float32](name)
		if err != nil {
			t.Fatal(err)
		}
		ap, an := TripletDistances(d, emb, dim)
		if len(ap) != count || len(an) != count {
			t.Fatalf("%d and %d distances for %d triplets", len(ap), len(an), count)
		}
		for i := range count {
			row := func(j int) []float32 { return emb[(3*i+j)*dim : (3*i+j+1)*dim] }
			testutil.Near(t, name+" ap", float64(ap[i]), d.Value(row(0), row(1)), 1e-6)
			testutil.Near(t, name+" an", float64(an[i]), d.Value(row(0), row(2)), 1e-6)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic for embeddings that are not whole triplets")
		}
	}()
	TripletDistances(mustLookup("cosine"), make([]float64, dim), dim)
}

func TestFittedMeasure(t *testing.T) {
	const dim = 5
	m := fittedOf(t, dim)
	x, y := testutil.Normals[float64](53, dim, 1), testutil.Normals[float64](54, dim, 1)
	for text, want := range map[string]float64{
		"mah": m.Value(x, y), "mahalanobis": m.Value(x, y), "cos": mustLookup("cosine").Value(x, y),
		"cos + 0.1*mah": mustLookup("cosine").Value(x, y) + 0.1*m.Value(x, y),
	} {
		d, err := FittedMeasure[float64](text, m.State())
		if err != nil {
			t.Fatal(err)
		}
		testutil.Near(t, text, d.Value(x, y), want, 1e-15*(1+want))
	}
	for _, text := range []string{"mah", "cos + mah"} {
		if _, err := FittedMeasure[float64](text, distance.Whitening{1, 2}); err == nil {
			t.Errorf("%s: a damaged state is taken", text)
		}
	}
}

func mustLookup(name string) distance.Distance[float64] {
	d, err := distance.Lookup[float64](name)
	if err != nil {
		panic(err)
	}
	return d
}

// fittedOf is mahalanobis of random triplets.
func fittedOf(t *testing.T, dim int) *distance.Mahalanobis[float64] {
	t.Helper()
	state, err := distance.FitWhitening(testutil.Normals[float64](31, 12*dim*dim, 1), dim)
	if err != nil {
		t.Fatal(err)
	}
	m, err := distance.ReadWhitening[float64](state)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
