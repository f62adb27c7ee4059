package eval

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// planted has leaked queries whose label only their duplicates have.
func planted() (query, gallery Set, dim int, leaked, double []bool) {
	const classes = 3
	dim = 6
	rng := rand.New(rand.NewPCG(3, 9))
	query, gallery = random(rng, 60, dim, classes, false), random(rng, 200, dim, classes, false)
	leaked, double = make([]bool, 60), make([]bool, 200)
	for i := range 12 {
		leaked[5*i] = true
		query.Labels[5*i] = (query.Labels[5*i] + 1) % classes // no other picture would say so
		for k := range 5 {                                    // enough to win the vote
			double[5*i+k] = true
			copy(gallery.Emb[(5*i+k)*dim:], query.Emb[5*i*dim:(5*i+1)*dim])
			gallery.Labels[5*i+k] = query.Labels[5*i]
		}
	}
	return query, gallery, dim, leaked, double
}

// only are the rows of a set that are marked so.
func only(s Set, dim int, marked []bool, want bool) (out Set) {
	for i, m := range marked {
		if m == want {
			out.Emb = append(out.Emb, s.Emb[i*dim:(i+1)*dim]...)
			out.Labels = append(out.Labels, s.Labels[i])
		}
	}
	return out
}

// TestWithoutLeaks compares with searches in sets that were cut by hand.
func TestWithoutLeaks(t *testing.T) {
	query, gallery, dim, leaked, double := planted()
	opt := Options{Resamples: 50, Seed: 4, Own: "cos + euc", SkipRetrieval: true}
	got, notes, err := WithoutLeaks(t.Context(), query, gallery, dim, leaked, double, opt)
	if err != nil || len(notes) != 0 || len(got) != 3 {
		t.Fatalf("%v, %v, %v", got, notes, err)
	}
	for i, name := range []string{"cosine", "euclidean", Own} {
		knn := func(q, g Set) *Interval {
			n, err := Search(t.Context(), q, g, dim, name, opt)
			if name == Own {
				n, err = searchMeasure(t.Context(), q, g, dim, opt.Own, opt)
			}
			if err != nil {
				t.Fatal(err)
			}
			return &n.KNN5
		}
		want := Leaks{
			Distance: name, All: *knn(query, gallery), Kept: knn(only(query, dim, leaked, false), gallery),
			Leaked: knn(only(query, dim, leaked, true), gallery), Cleaned: knn(query, only(gallery, dim, double, false)),
		}
		if diff := cmp.Diff(want, got[i]); diff != "" {
			t.Errorf("%s (-by hand +got):\n%s", name, diff)
		}
		if want.Leaked.Value != 1 || want.Kept.Value >= want.All.Value || want.Cleaned.Value >= want.All.Value {
			t.Errorf("the leaks help nobody: %+v", want)
		}
	}
}

func TestWithoutLeaksAtTheEnds(t *testing.T) {
	query, gallery, dim, leaked, double := planted()
	none, noneDouble := make([]bool, len(leaked)), make([]bool, len(double))
	got, _, err := WithoutLeaks(t.Context(), query, gallery, dim, none, noneDouble, Options{})
	if err != nil || got[0].Leaked != nil || *got[0].Kept != got[0].All || *got[0].Cleaned != got[0].All {
		t.Errorf("nothing leaked: %+v, %v", got, err)
	}
	all := slices.Repeat([]bool{true}, len(leaked))
	got, _, err = WithoutLeaks(t.Context(), query, gallery, dim, all, double, Options{})
	if err != nil || got[0].Kept != nil || *got[0].Leaked != got[0].All {
		t.Errorf("everything leaked: %+v, %v", got, err)
	}
	for i, c := range gallery.Labels {
		double[i] = c == query.Labels[0]
	}
	got, notes, err := WithoutLeaks(t.Context(), query, gallery, dim, leaked, double, Options{})
	if err != nil || got[0].Cleaned != nil || len(notes) != 1 || !strings.Contains(notes[0], "that no training picture has") {
		t.Errorf("a class is gone: %+v, %q, %v", got, notes, err)
	}
}

func TestWithoutLeaksTooSlow(t *testing.T) {
	query, gallery, dim, leaked, double := planted()
	if _, _, err := WithoutLeaks(t.Context(), query, gallery, dim, leaked, double, Options{Own: "nonsense"}); err == nil {
		t.Error("no error for a distance that is none")
	}
	const n, wide = 4000, 128 // n*n*wide is above mostProducts
	many := Set{Emb: make([]float32, n*wide), Labels: make([]int32, n)}
	for i := range many.Labels {
		many.Labels[i], many.Emb[i*wide+i%wide] = int32(i%3), 1
	}
	got, notes, err := WithoutLeaks(t.Context(), many, many, wide, make([]bool, n), make([]bool, n), Options{Own: "che"})
	if err != nil || len(got) != 2 || len(notes) != 1 {
		t.Errorf("%v, %q, %v", got, notes, err)
	}
}
