package eval

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"mekiki/internal/metric"
	"mekiki/internal/search"
)

// skewed are vectors of some classes that vary much more in one direction than in others.
func skewed(seed uint64, n, dim, classes int) Set {
	rng := rand.New(rand.NewPCG(seed, 1))
	var s Set
	for i := range n {
		c := int32(i % classes)
		along := rng.NormFloat64()
		for q := range dim {
			v := 20 + math.Sin(float64(int(c)*7+q)) + 3*along*math.Cos(float64(q)) + 0.1*rng.NormFloat64()
			s.Emb = append(s.Emb, float32(v))
		}
		s.Labels = append(s.Labels, c)
	}
	return s
}

// TestWithinClassWhitens holds the map against its definition: the mean goes to 0, and the shrunk
// covariance within classes to a multiple of the unit matrix.
func TestWithinClassWhitens(t *testing.T) {
	const n, dim, classes = 60, 5, 3
	s := skewed(3, n, dim, classes)
	w := FitWithinClass(s.Emb, s.Labels, dim)
	got := w.Apply(s.Emb)
	mean := make([]float64, dim)
	for i := range n {
		for q := range dim {
			mean[q] += float64(got[i*dim+q]) / n
		}
	}
	for q, m := range mean {
		if math.Abs(m) > 1e-4 {
			t.Errorf("the mean of number %d is %g", q, m)
		}
	}
	cov := within(s.Emb, s.Labels, dim)
	trace := 0.0
	for q := range dim {
		trace += cov[q*dim+q]
	}
	least := withinShrinkage * trace / dim
	for q := range dim {
		cov[q*dim+q] += least
	}
	for r := range dim {
		for c := range dim {
			sum := 0.0
			for i := range dim {
				for j := range dim {
					sum += float64(w.Matrix[r*dim+i]) * cov[i*dim+j] * float64(w.Matrix[c*dim+j])
				}
			}
			want := 0.0
			if r == c {
				want = least
			}
			if math.Abs(sum-want) > 1e-5*least {
				t.Errorf("(%d, %d) is %g, want %g", r, c, sum, want)
			}
		}
	}
}

// within is the covariance within classes by plain loops, as (dim, dim).
func within(x []float32, labels []int32, dim int) []float64 {
	mean, count := map[int32][]float64{}, map[int32]float64{}
	for i, c := range labels {
		if mean[c] == nil {
			mean[c] = make([]float64, dim)
		}
		count[c]++
		for q := range dim {
			mean[c][q] += float64(x[i*dim+q])
		}
	}
	cov := make([]float64, dim*dim)
	for i, c := range labels {
		for r := range dim {
			for q := range dim {
				cov[r*dim+q] += (float64(x[i*dim+r]) - mean[c][r]/count[c]) * (float64(x[i*dim+q]) - mean[c][q]/count[c]) / float64(len(labels)-len(mean))
			}
		}
	}
	return cov
}

// TestWithinClassOfSingles has one picture a class: nothing is known of how one class varies.
func TestWithinClassOfSingles(t *testing.T) {
	w := FitWithinClass([]float32{1, 2, 3, 6}, []int32{0, 1}, 2)
	if got := w.Apply([]float32{3, 6}); !reflect.DeepEqual(got, []float32{1, 2}) {
		t.Errorf("%v", got)
	}
}

// TestThresholdWithin compares with maps made by hand, also of the classes left out.
func TestThresholdWithin(t *testing.T) {
	const dim, classes = 4, 3
	known, held := skewed(5, 30, dim, classes), skewed(6, 45, dim, classes)
	measure, err := metric.ParseMeasure[float32]("cos")
	if err != nil {
		t.Fatal(err)
	}
	o, w, err := ChooseThresholdWithin(t.Context(), held, known, dim, measure, 0.1, 2)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := ChooseThreshold(t.Context(), Set{w.Apply(held.Emb), held.Labels}, Set{w.Apply(known.Emb), known.Labels}, dim, measure, 0.1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if o.Threshold != plain.Threshold || o.Rejected != plain.Rejected || o.HeldOut != 45 {
		t.Errorf("%+v, want %+v", o, plain)
	}
	for c := range int32(classes) {
		others, _ := known.only(func(l int32) bool { return l != c }, dim)
		own, _ := held.only(func(l int32) bool { return l == c }, dim)
		m := FitWithinClass(others.Emb, others.Labels, dim)
		near, err := nearestByClass(t.Context(), Set{m.Apply(own.Emb), own.Labels}, Set{m.Apply(others.Emb), others.Labels}, dim, measure, 1)
		if err != nil {
			t.Fatal(err)
		}
		accepted := 0
		for _, d := range near.any {
			if d <= o.Threshold {
				accepted++
			}
		}
		if got := o.LeftOut.Classes[c]; got.Accepted != accepted || got.Pictures != 15 {
			t.Errorf("class %d left out: %+v, want %d", c, got, accepted)
		}
	}
}

// TestKnownWithinFile reads what was saved with a map, and calls raw vectors the same.
func TestKnownWithinFile(t *testing.T) {
	const dim = 4
	set, query := skewed(5, 30, dim, 3), skewed(9, 12, dim, 3)
	measure, err := metric.ParseMeasure[float32]("cos")
	if err != nil {
		t.Fatal(err)
	}
	w := FitWithinClass(set.Emb, set.Labels, dim)
	index, err := search.NewIndex(w.Apply(set.Emb), dim, measure, 1)
	if err != nil {
		t.Fatal(err)
	}
	k := NewKnown(index, set.Labels)
	k.Within(w)
	about := &KnownAbout{Classes: []string{"a", "b", "c"}, Names: make([]string, 30), OpenSet: &OpenSet{HeldOut: 1}, Eye: &KnownEye{Name: "embedded", Taps: []string{"x"}}}
	var b bytes.Buffer
	if err := k.Save(&b, about); err != nil {
		t.Fatal(err)
	}
	again, said, err := ReadKnown(bytes.NewReader(b.Bytes()), 1<<20, 1)
	if err != nil || !reflect.DeepEqual(said.Eye, about.Eye) {
		t.Fatalf("%+v, %v", said, err)
	}
	want, err := k.Call(t.Context(), query.Emb, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Call(t.Context(), query.Emb, 3); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	plain := NewKnown(index, set.Labels)
	if got, err := plain.Call(t.Context(), w.Apply(query.Emb), 3); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("mapped by hand %v, want %v", got, want)
	}
}
