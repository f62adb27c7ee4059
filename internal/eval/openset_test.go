package eval

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/search"
)

// crowds are pictures of classes around points far apart, class c of each in turn; some are copies.
func crowds(rng *rand.Rand, n, dim int, classes []int32) Set {
	var s Set
	for i := range n {
		class := classes[i%len(classes)]
		s.Labels = append(s.Labels, class)
		if i > len(classes) && rng.IntN(5) == 0 {
			s.Emb = append(s.Emb, s.Emb[(i-len(classes))*dim:(i-len(classes)+1)*dim]...)
			continue
		}
		for k := range dim {
			s.Emb = append(s.Emb, float32(math.Round(4*(3*math.Sin(float64(class)*2+float64(k))+rng.NormFloat64())))/4)
		}
	}
	return s
}

func row(s Set, dim, i int) []float32 { return s.Emb[i*dim : (i+1)*dim] }

func TestKnownCallsAsANaiveSearch(t *testing.T) {
	const dim = 3
	rng := rand.New(rand.NewPCG(4, 5))
	for _, name := range []string{"cosine", "euclidean", "cos + 0.1*euc", "manhattan"} {
		known, query := crowds(rng, 60, dim, []int32{0, 1, 2, 4}), crowds(rng, 40, dim, []int32{0, 1, 2, 4})
		measure, err := metric.ParseMeasure[float32](name)
		if err != nil {
			t.Fatal(err)
		}
		index, err := search.NewIndex(known.Emb, dim, measure, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, shown := range []int{1, 3, 5, 17, 100} {
			calls, err := NewKnown(index, known.Labels).Call(t.Context(), query.Emb, shown)
			if err != nil {
				t.Fatal(err)
			}
			for q, c := range calls {
				var all []search.Hit
				for i := range known.Labels {
					all = append(all, search.Hit{Index: i, Distance: measure.Value(row(query, dim, q), row(known, dim, i))})
				}
				slices.SortStableFunc(all, func(a, b search.Hit) int { return nearFirst(a.Distance, b.Distance) })
				if want := all[:min(shown, len(all))]; !slices.Equal(c.Near, want) {
					t.Fatalf("%s, %d: query %d has %v, want %v", name, shown, q, c.Near, want)
				}
			}
			// The classes are those that an evaluation calls, whatever number is shown.
			n, _, err := SearchOwn(t.Context(), query, known, dim, Options{Own: name})
			if err != nil {
				t.Fatal(err)
			}
			for q, c := range calls {
				if c.Class != n.Called[q] {
					t.Errorf("%s, %d: query %d is called %d, evaluation says %d", name, shown, q, c.Class, n.Called[q])
				}
			}
		}
	}
}

func TestKnownOfOneClassAndFew(t *testing.T) {
	index, err := search.NewIndex([]float32{1, 0, 0, 1}, 2, mustMeasure(t, "euclidean"), 1)
	if err != nil {
		t.Fatal(err)
	}
	calls, err := NewKnown(index, []int32{3, 3}).Call(t.Context(), []float32{0, 2}, 5)
	if err != nil || len(calls) != 1 || calls[0].Class != 3 || len(calls[0].Near) != 2 || calls[0].Near[0] != (search.Hit{Index: 1, Distance: 1}) {
		t.Errorf("%+v, %v", calls, err)
	}
	if _, err := NewKnown(index, []int32{3, 3}).Call(t.Context(), []float32{0, float32(math.NaN())}, 5); err == nil {
		t.Error("a query that is no number is called")
	}
	panics(t, "NewKnown", func() { NewKnown(index, []int32{3}) })
}

func mustMeasure(t *testing.T, name string) metric.Measure[float32] {
	t.Helper()
	m, err := metric.ParseMeasure[float32](name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestThresholdByDefinition compares with loops over all pairs.
func TestThresholdByDefinition(t *testing.T) {
	const dim = 3
	rng := rand.New(rand.NewPCG(6, 7))
	known, heldOut := crowds(rng, 90, dim, []int32{0, 1, 3}), crowds(rng, 101, dim, []int32{0, 1, 2, 3})
	measure := mustMeasure(t, "euclidean")
	for _, reject := range []float64{0, 0.01, 0.1, 0.5} {
		o, err := ChooseThreshold(t.Context(), heldOut, known, dim, measure, reject, 1)
		if err != nil {
			t.Fatal(err)
		}
		near := func(q int, but int32) float64 {
			best := math.Inf(1)
			for i, c := range known.Labels {
				if c != but {
					best = min(best, measure.Value(row(heldOut, dim, q), row(known, dim, i)))
				}
			}
			return best
		}
		var own []float64
		left, unseen := 0, 0
		for q, c := range heldOut.Labels {
			if c == 2 {
				if near(q, -1) <= o.Threshold {
					unseen++
				}
				continue
			}
			own = append(own, near(q, -1))
			if near(q, c) <= o.Threshold {
				left++
			}
		}
		rejected := func(at float64) (n int) {
			for _, d := range own {
				if d > at {
					n++
				}
			}
			return n
		}
		if most := int(reject * float64(len(own))); o.Rejected != rejected(o.Threshold) || o.Rejected > most || o.HeldOut != len(own) {
			t.Errorf("reject %v: %d of %d rejected, by definition %d, allowed %d", reject, o.Rejected, o.HeldOut, rejected(o.Threshold), most)
		}
		for _, d := range own { // no smaller distance would do
			if d < o.Threshold && rejected(d) <= int(reject*float64(len(own))) {
				t.Errorf("reject %v: %v would do as well as %v", reject, d, o.Threshold)
			}
		}
		if o.LeftOut.Accepted != left || o.LeftOut.Pictures != len(own) || len(o.LeftOut.Classes) != 3 || o.Unseen.Accepted != unseen || o.Unseen.Pictures != 25 {
			t.Errorf("reject %v: left out %+v, by definition %d; unseen %+v, by definition %d", reject, o.LeftOut, left, o.Unseen, unseen)
		}
		for _, workers := range []int{2, 5} {
			if again, err := ChooseThreshold(t.Context(), heldOut, known, dim, measure, reject, workers); err != nil || !reflect.DeepEqual(again, o) {
				t.Errorf("%d workers: %+v, %v; one: %+v", workers, again, err, o)
			}
		}
	}
}

func TestThresholdByHand(t *testing.T) {
	known := Set{Emb: []float32{0, 10}, Labels: []int32{0, 1}}
	// Distances 1, 2, 4 and 3 from the nearest; 9, 8, 6, 7 from the other class.
	heldOut := Set{Emb: []float32{1, 2, 4, 7}, Labels: []int32{0, 0, 0, 1}}
	measure := mustMeasure(t, "euclidean")
	o, err := ChooseThreshold(t.Context(), heldOut, known, 1, measure, 0.25, 1)
	if err != nil {
		t.Fatal(err)
	}
	if o.Threshold != 3 || o.Rejected != 1 || o.NewRejected != 0.4 || o.LeftOut.Accepted != 0 || o.Unseen != nil {
		t.Errorf("%+v, %+v", o, o.LeftOut)
	}
	d := o.Decision("euc", "made", "0f")
	if d.Beyond(3) || !d.Beyond(3.1) || !d.Beyond(math.NaN()) {
		t.Error("what is unknown")
	}
	if want := (model.ChosenOn{Data: "made", Fingerprint: "0f", Pictures: 4, Reject: 0.25}); d.Measure != "euc" || *d.ChosenOn != want {
		t.Errorf("decision by %q, chosen on %+v", d.Measure, d.ChosenOn)
	}
	// One class: nothing to leave out.
	if o, err = ChooseThreshold(t.Context(), Set{[]float32{1}, []int32{0}}, Set{[]float32{0}, []int32{0}}, 1, measure, 0.5, 1); err != nil || o.Threshold != 1 || o.LeftOut != nil {
		t.Errorf("%+v, %v", o, err)
	}
	if _, err := ChooseThreshold(t.Context(), Set{[]float32{1}, []int32{7}}, known, 1, measure, 0, 1); err == nil {
		t.Error("a threshold of pictures of unknown classes only")
	}
	nan := float32(math.NaN())
	if _, err := ChooseThreshold(t.Context(), Set{[]float32{nan}, []int32{0}}, known, 1, measure, 0, 1); err == nil {
		t.Error("a held-out picture that is no number")
	}
	if _, err := ChooseThreshold(t.Context(), heldOut, Set{[]float32{nan}, []int32{0}}, 1, measure, 0, 1); err == nil {
		t.Error("a known picture that is no number")
	}
	panics(t, "reject 1", func() { _, _ = ChooseThreshold(t.Context(), heldOut, known, 1, measure, 1, 1) })
}

func panics(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s does not panic", what)
		}
	}()
	f()
}
