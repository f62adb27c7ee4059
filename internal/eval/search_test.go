package eval

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric"
	"mekiki/internal/stats"
)

type neighboursOracle struct {
	Dim           int       `json:"dim"`
	Query         []float32 `json:"query"`
	QueryLabels   []int32   `json:"query_labels"`
	Gallery       []float32 `json:"gallery"`
	GalleryLabels []int32   `json:"gallery_labels"`
	Cases         []struct {
		Metric     string  `json:"metric"`
		KNN        []int32 `json:"knn"`
		Tied       []bool  `json:"tied"`
		Near       [][]int `json:"near"`
		ClassMean  float64 `json:"class_mean"`
		Precision1 float64 `json:"precision_at_1"`
		RPrecision float64 `json:"r_precision"`
		MAPR       float64 `json:"map_at_r"`
	} `json:"cases"`
}

// rounding is what pictures whose distances differ by less than float32 shows
// may change in the retrieval figures of these small sets.
const rounding = 2e-5

func closeTo(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// TestSearchOracle compares with scikit-learn. Only where classes have equally
// many votes may 5-NN differ, as Neighbours says.
func TestSearchOracle(t *testing.T) {
	var o neighboursOracle
	readOracle(t, "testdata/neighbours.json", &o)
	for _, c := range o.Cases {
		t.Run(c.Metric, func(t *testing.T) {
			query, gallery := Set{o.Query, o.QueryLabels}, Set{o.Gallery, o.GalleryLabels}
			got, err := Search(t.Context(), query, gallery, o.Dim, c.Metric, Options{})
			if err != nil {
				t.Fatal(err)
			}
			confusion := make([][]int, 5)
			for i := range confusion {
				confusion[i] = make([]int, 5)
			}
			right := 0
			for i, call := range c.KNN {
				if c.Tied[i] {
					call = firstOfTied(c.Near[i], o.GalleryLabels)
				}
				confusion[o.QueryLabels[i]][call]++
				if call == o.QueryLabels[i] {
					right++
				}
			}
			if !reflect.DeepEqual(got.Confusion, confusion) {
				t.Errorf("confusion %v, want %v", got.Confusion, confusion)
			}
			near(t, "5-NN", got.KNN5.Value, float64(right)/float64(len(c.KNN)))
			near(t, "class mean", got.ClassMean.Value, c.ClassMean)
			near(t, "precision@1", got.Precision1.Value, c.Precision1)
			closeTo(t, "R-precision", got.RPrecision.Value, c.RPrecision, rounding)
			closeTo(t, "MAP@R", got.MAPR.Value, c.MAPR, rounding)
		})
	}
}

// firstOfTied counts votes the long way.
func firstOfTied(near []int, labels []int32) int32 {
	votes := map[int32]int{}
	for _, j := range near {
		votes[labels[j]]++
	}
	most := 0
	for _, n := range votes {
		most = max(most, n)
	}
	for _, j := range near {
		if votes[labels[j]] == most {
			return labels[j]
		}
	}
	panic("no neighbours")
}

// naive is Search with loops and sorting, in float64. Runs of equal distances
// are ordered at random many times for the retrieval figures; with orders 0 the
// mean over all orders is computed.
func naive(query, gallery Set, dim int, distance string, orders int) [measures]float64 {
	d, err := metric.ParseMeasure[float32](distance)
	if err != nil {
		panic(err)
	}
	rng := rand.New(rand.NewPCG(9, 9))
	var sum [measures]float64
	for q, class := range query.Labels {
		var all []neighbour
		for j := range gallery.Labels {
			all = append(all, neighbour{d.Value(query.Emb[q*dim:][:dim], gallery.Emb[j*dim:][:dim]), j})
		}
		slices.SortStableFunc(all, nearer)
		sum[scoreKNN] += one(votedFor(all, gallery.Labels) == class)
		sum[scoreFirst] += firstShare(all, gallery.Labels, class)
		size := 0
		for _, c := range gallery.Labels {
			if c == class {
				size++
			}
		}
		if orders == 0 {
			rPrecision, mapR := ranked(all, gallery.Labels, class, size)
			sum[scoreRPrecision] += rPrecision
			sum[scoreMAPR] += mapR
		}
		for range orders {
			rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			slices.SortStableFunc(all, nearer)
			hits := 0.0
			for i, a := range all[:size] {
				if gallery.Labels[a.index] == class {
					hits++
					sum[scoreMAPR] += hits / float64(i+1) / float64(size*orders)
				}
			}
			sum[scoreRPrecision] += hits / float64(size*orders)
		}
	}
	for k := range sum {
		sum[k] /= float64(len(query.Labels))
	}
	return sum
}

// ranked gives R-precision and MAP@R of sorted neighbours, whose equals may
// differ by float64 rounding.
func ranked(all []neighbour, labels []int32, class int32, size int) (rPrecision, mapR float64) {
	keys := make([]uint32, len(all))
	rank := uint32(0)
	for i, a := range all {
		if i > 0 {
			b := all[i-1].distance
			if a.distance-b > 1e-12*max(1, math.Abs(b)) || math.IsNaN(a.distance) != math.IsNaN(b) {
				rank++
			}
		}
		keys[i] = rank << 1
		if labels[a.index] == class {
			keys[i] |= 1
		}
	}
	slices.Sort(keys)
	return precision(keys, size)
}

// random makes n embeddings around class centres. With steps, values are few
// whole numbers, so that there are many equal distances and equal vectors.
func random(rng *rand.Rand, n, dim, classes int, steps bool) Set {
	s := Set{Emb: make([]float32, n*dim), Labels: make([]int32, n)}
	for i := range n {
		c := i % classes
		s.Labels[i] = int32(c)
		for k := range dim {
			v := rng.NormFloat64() + float64((c>>(k%3)&1)*2)
			if steps {
				v = math.Round(v)
			}
			s.Emb[i*dim+k] = float32(v)
		}
	}
	return s
}

func TestSearchNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for _, c := range []struct {
		name         string
		n, g, dim, k int
		steps        bool
	}{
		{"smooth", 53, 400, 17, 4, false},
		{"several strips", 30, 2*2048 + 77, 5, 3, false},
		{"equal distances", 40, 300, 4, 4, true},
		{"tiny gallery", 10, 3, 4, 2, false},
	} {
		query, gallery := random(rng, c.n, c.dim, c.k, c.steps), random(rng, c.g, c.dim, c.k, c.steps)
		for _, distance := range spaces() {
			if c.steps && distance == "cosine" {
				// Equal angles stay equal after rounding if lengths are powers of 2.
				signs(query)
				signs(gallery)
			}
			t.Run(c.name+" "+distance, func(t *testing.T) {
				orders, tolerance := 1, rounding
				if c.steps {
					orders, tolerance = 300, 5e-3
				}
				got, err := Search(t.Context(), query, gallery, c.dim, distance, Options{Workers: 2})
				if err != nil {
					t.Fatal(err)
				}
				want := naive(query, gallery, c.dim, distance, orders)
				near(t, "5-NN", got.KNN5.Value, want[scoreKNN])
				near(t, "precision@1", got.Precision1.Value, want[scoreFirst])
				closeTo(t, "R-precision", got.RPrecision.Value, want[scoreRPrecision], tolerance)
				closeTo(t, "MAP@R", got.MAPR.Value, want[scoreMAPR], tolerance)
			})
		}
	}
}

// signs makes every value 1 or -1.
func signs(s Set) {
	for i, v := range s.Emb {
		s.Emb[i] = 1
		if v < 1 {
			s.Emb[i] = -1
		}
	}
}

// TestNearTies: pictures on a sphere around the query, whose distances differ by
// less than float32 products can tell, are still in their exact order.
func TestNearTies(t *testing.T) {
	const dim, n = 64, 40
	rng := rand.New(rand.NewPCG(25, 26))
	for trial := range 30 {
		query, gallery := random(rng, 1, dim, 1, false), random(rng, n, dim, 2, false)
		for i := range n {
			y := gallery.Emb[i*dim : (i+1)*dim]
			length := 0.0
			for _, v := range y {
				length += float64(v) * float64(v)
			}
			for k, v := range y {
				y[k] = query.Emb[k] + float32(float64(v)/math.Sqrt(length))
			}
		}
		got, err := Search(t.Context(), query, gallery, dim, "euclidean", Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := naive(query, gallery, dim, "euclidean", 1)
		near(t, fmt.Sprint("5-NN of trial ", trial), got.KNN5.Value, want[scoreKNN])
		near(t, fmt.Sprint("precision@1 of trial ", trial), got.Precision1.Value, want[scoreFirst])
	}
}

// TestCollapsed: an embedding that has collapsed to a spot far from zero keeps
// its order, although float32 products there have no digits left for it.
func TestCollapsed(t *testing.T) {
	const dim = 8
	rng := rand.New(rand.NewPCG(13, 14))
	query, gallery := random(rng, 40, dim, 4, false), random(rng, 500, dim, 4, false)
	for _, s := range []Set{query, gallery} {
		for i := range s.Emb {
			s.Emb[i] = 1000 + s.Emb[i]/128
		}
	}
	for _, distance := range spaces() {
		got, err := Search(t.Context(), query, gallery, dim, distance, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := naive(query, gallery, dim, distance, 1)
		near(t, distance+" 5-NN", got.KNN5.Value, want[scoreKNN])
		closeTo(t, distance+" MAP@R", got.MAPR.Value, want[scoreMAPR], rounding)
	}
}

// TestExtremes: lengths at the ends of float32 change no order.
func TestExtremes(t *testing.T) {
	const dim = 6
	rng := rand.New(rand.NewPCG(15, 16))
	query, gallery := random(rng, 30, dim, 3, false), random(rng, 200, dim, 3, false)
	for _, distance := range spaces() {
		want, err := Search(t.Context(), query, gallery, dim, distance, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, factor := range []float32{1 << 120, 1.0 / (1 << 60)} {
			got, err := Search(t.Context(), times(query, factor), times(gallery, factor), dim, distance, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s times %v: got %+v, want %+v", distance, factor, got, want)
			}
		}
	}
}

func times(s Set, factor float32) Set {
	out := Set{slices.Clone(s.Emb), s.Labels}
	for i := range out.Emb {
		out.Emb[i] *= factor
	}
	return out
}

// TestAllEqual: with nothing to go by, retrieval figures are chance, whatever
// the order of the gallery.
func TestAllEqual(t *testing.T) {
	const dim = 3
	for _, value := range []float32{0, 0.1} {
		gallery := Set{slices.Repeat([]float32{value}, 100*dim), make([]int32, 100)}
		for i := range 75 {
			gallery.Labels[i] = 1
		}
		query := Set{slices.Repeat([]float32{value}, 2*dim), []int32{0, 1}}
		for _, distance := range spaces() {
			got, err := Search(t.Context(), query, gallery, dim, distance, Options{})
			if err != nil {
				t.Fatal(err)
			}
			near(t, fmt.Sprint(distance, value, " R-precision"), got.RPrecision.Value, (0.25+0.75)/2)
			near(t, fmt.Sprint(distance, value, " precision@1"), got.Precision1.Value, (0.25+0.75)/2)
			if !slices.Equal(got.Called, []int32{1, 1}) {
				t.Errorf("%s, %v: called %v, want what most are", distance, value, got.Called)
			}
		}
	}
}

// TestZeroVector: by cosine, a zero vector is at distance 1 from everything.
func TestZeroVector(t *testing.T) {
	// Between the first query and (-0.25, 1) lie 67 degrees: nearer than the zero
	// vector, although farther than 1 on the circle.
	gallery := Set{[]float32{0, 0, 1, 1, -1, 0.5, -1, -1, -0.25, 1, 2, 1}, []int32{0, 1, 2, 2, 1, 1}}
	query := Set{[]float32{1, 0.75, 0, 0}, []int32{1, 0}}
	got, err := Search(t.Context(), query, gallery, 2, "cosine", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := naive(query, gallery, 2, "cosine", 20000)
	near(t, "5-NN", got.KNN5.Value, want[scoreKNN])
	near(t, "precision@1", got.Precision1.Value, want[scoreFirst])
	closeTo(t, "MAP@R", got.MAPR.Value, want[scoreMAPR], 5e-3)
}

// TestWorkers: any number of workers gives bitwise the same.
func TestWorkers(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 20))
	query, gallery := random(rng, 101, 9, 5, false), random(rng, 700, 9, 5, false)
	opt := Options{Resamples: 100, Seed: 3}
	var want *Neighbours
	for _, opt.Workers = range []int{1, 2, 3, 16} {
		got, err := Search(t.Context(), query, gallery, 9, "cosine", opt)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers: %+v, one: %+v", opt.Workers, got, want)
		}
	}
	if !(want.KNN5.Lo < want.KNN5.Value && want.KNN5.Value < want.KNN5.Hi) {
		t.Errorf("5-NN %+v has no interval", want.KNN5)
	}
	opt.SkipRetrieval = true
	got, err := Search(t.Context(), query, gallery, 9, "cosine", opt)
	if err != nil {
		t.Fatal(err)
	}
	if got.KNN5 != want.KNN5 || got.MAPR != (Interval{}) || got.RPrecision != (Interval{}) {
		t.Errorf("without retrieval: %+v, with: %+v", got, want)
	}
}

// TestMeansNaive: the interval of a mean agrees with resampling it the long way.
func TestMeansNaive(t *testing.T) {
	scores := make([][measures]float64, 40)
	rng := rand.New(rand.NewPCG(21, 22))
	for i := range scores {
		for k := range scores[i] {
			scores[i][k] = rng.Float64()
		}
	}
	got := means(scores, Options{Resamples: 150, Seed: 5})
	for k := range measures {
		rs := stats.NewResampler(5)
		var rep []float64
		for range 150 {
			sum := 0.0
			for range scores {
				sum += scores[rs.Draw(len(scores))][k]
			}
			rep = append(rep, sum/float64(len(scores)))
		}
		want := interval(got[k].Value, rep)
		near(t, "low", got[k].Lo, want.Lo)
		near(t, "high", got[k].Hi, want.Hi)
	}
}

// TestMemory: never the whole matrix of distances.
func TestMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 24))
	query, gallery := random(rng, 1500, 4, 3, false), random(rng, 6000, 4, 3, false)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Search(t.Context(), query, gallery, 4, "euclidean", Options{Workers: 2, SkipRetrieval: true}); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	matrix := uint64(4 * len(query.Labels) * len(gallery.Labels))
	if got := after.TotalAlloc - before.TotalAlloc; got > matrix/4 {
		t.Errorf("%d bytes allocated, the whole matrix would take %d", got, matrix)
	}
}

// TestManyClasses: a far label takes no memory for a matrix of classes.
func TestManyClasses(t *testing.T) {
	s := random(rand.New(rand.NewPCG(27, 28)), 3000, 2, maxConfusion+1, false)
	got, err := Search(t.Context(), Set{s.Emb[:20], s.Labels[:10]}, s, 2, "euclidean", Options{})
	if err != nil || got.Confusion != nil || got.Precision1.Value != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := random(rand.New(rand.NewPCG(1, 1)), 50, 3, 2, false)
	if _, err := Search(ctx, s, s, 3, "cosine", Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSearchErrors(t *testing.T) {
	nan := float32(math.NaN())
	good := Set{[]float32{1, 2, 3, 4}, []int32{0, 1}}
	for _, c := range []struct {
		want           string
		query, gallery Set
		distance       string
	}{
		{"no test pictures", Set{}, good, "cosine"},
		{"no training pictures", good, Set{}, "cosine"},
		{"all 2 training pictures have class 0", good, Set{good.Emb, []int32{0, 0}}, "cosine"},
		{"training picture 1 has label 2147483647", good, Set{good.Emb, []int32{0, math.MaxInt32}}, "cosine"},
		{"training picture 0 has label -1", good, Set{good.Emb, []int32{-1, 1}}, "cosine"},
		{"test picture 1 has class 7", Set{good.Emb, []int32{0, 7}}, good, "cosine"},
		{"test picture 0 has class 1", Set{good.Emb, []int32{1, 0}}, Set{[]float32{1, 2, 3, 4, 5, 6}, []int32{0, 2, 0}}, "cosine"},
		{"query picture 1 holds NaN", Set{[]float32{1, 2, nan, 4}, []int32{0, 1}}, good, "cosine"},
		{"gallery picture 0 holds NaN", good, Set{[]float32{1, nan, 3, 4}, []int32{0, 1}}, "cosine"},
		{`not "angular"`, good, good, "angular"},
	} {
		if _, err := Search(t.Context(), c.query, c.gallery, 2, c.distance, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want an error with %q, got %v", c.want, err)
		}
	}
}
