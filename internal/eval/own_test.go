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
)

// ownFormulas are of either sign, kinked, steep, undefined in places, of one
// value for many pairs, and one of the vectors themselves.
var ownFormulas = []string{
	"0.8*cos + 0.02*euc", "0.5*cos + sqeuc", "cos + abs(|x| - |y|)", "cos - euc", "-1/(1 + euc)", "rtb", "2*ang",
	"where(cos < 0.5, cos, euc - 3)", "sqrt(euc - 2)", "log(cos - 0.2)", "max(cos, 0.4)", "100 + 0.01*cos", "man", "man - 3*cos",
}

func TestSearchMeasureNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(51, 52))
	for _, c := range []struct {
		name         string
		n, g, dim, k int
		steps        bool
	}{
		{"smooth", 53, 400, 17, 4, false},
		{"several strips", 26, 2048 + 2*256 + 77, 5, 3, false},
		{"equal distances", 40, 300, 4, 4, true},
		{"tiny gallery", 10, 3, 4, 2, false},
	} {
		query, gallery := random(rng, c.n, c.dim, c.k, c.steps), random(rng, c.g, c.dim, c.k, c.steps)
		clear(query.Emb[:c.dim])
		clear(gallery.Emb[c.dim : 2*c.dim])
		copy(gallery.Emb[2*c.dim:], query.Emb[c.dim:2*c.dim])
		for _, distance := range ownFormulas {
			t.Run(c.name+" "+distance, func(t *testing.T) {
				tolerance := rounding
				if c.steps {
					// Of distances that would be equal without rounding, some keys differ.
					tolerance = 5e-4
				}
				got, err := searchMeasure(t.Context(), query, gallery, c.dim, distance, Options{Workers: 2})
				if err != nil {
					t.Fatal(err)
				}
				want := naive(query, gallery, c.dim, distance, 0)
				near(t, "5-NN", got.KNN5.Value, want[scoreKNN])
				near(t, "precision@1", got.Precision1.Value, want[scoreFirst])
				near(t, "class mean", got.ClassMean.Value, naiveMean(query, gallery, c.dim, distance))
				closeTo(t, "R-precision", got.RPrecision.Value, want[scoreRPrecision], tolerance)
				closeTo(t, "MAP@R", got.MAPR.Value, want[scoreMAPR], tolerance)
			})
		}
	}
}

// naiveMean is the class-mean accuracy the long way.
func naiveMean(query, gallery Set, dim int, distance string) float64 {
	d, err := metric.ParseMeasure[float64](distance)
	if err != nil {
		panic(err)
	}
	right := 0.0
	for q, class := range query.Labels {
		best, at := int32(-1), math.Inf(1)
		for c := range slices.Max(gallery.Labels) + 1 {
			x, mean, n := make([]float64, dim), make([]float64, dim), 0.0
			for k := range x {
				x[k] = float64(query.Emb[q*dim+k])
			}
			for j, label := range gallery.Labels {
				if label == c {
					n++
					for k := range mean {
						mean[k] += float64(gallery.Emb[j*dim+k])
					}
				}
			}
			for k := range mean {
				mean[k] /= n
			}
			v := d.Value(x, mean)
			if math.IsNaN(v) {
				v = math.Inf(1)
			}
			if best < 0 || v < at {
				best, at = c, v
			}
		}
		right += one(best == class)
	}
	return right / float64(len(query.Labels))
}

// TestOwnIsSearchedAlready: a formula that is cosine or Euclidean distance has
// their result bit for bit; one of the same order finds the same neighbours.
func TestOwnIsSearchedAlready(t *testing.T) {
	rng := rand.New(rand.NewPCG(55, 56))
	in := Input{
		Dim: 4, Test: triplets(rng, 10), Query: random(rng, 60, 4, 3, false), Gallery: random(rng, 500, 4, 3, false),
	}
	in.Val = in.Test
	for own, of := range map[string]string{
		"cos": "cosine", "cosine": "cosine", "1*cos": "cosine", "angular": "cosine", "euc": "euclidean", "sqeuc": "euclidean",
	} {
		r, err := Run(t.Context(), in, Options{Own: own, Resamples: 30})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Neighbours[Own]; got == nil || !reflect.DeepEqual(got, r.Neighbours[of]) {
			t.Errorf("%s: %+v, want that of %s: %+v", own, got, of, r.Neighbours[of])
		}
	}
	for own, of := range map[string]string{"2*cos": "cosine", "4*sqeuc": "euclidean"} {
		r, err := Run(t.Context(), in, Options{Own: own, Resamples: 30})
		if err != nil {
			t.Fatal(err)
		}
		got, want := r.Neighbours[Own], r.Neighbours[of]
		if got.KNN5 != want.KNN5 || got.Precision1 != want.Precision1 || !reflect.DeepEqual(got.Confusion, want.Confusion) {
			t.Errorf("%s: %+v, want about %+v", own, got, want)
		}
		closeTo(t, own+" MAP@R", got.MAPR.Value, want.MAPR.Value, rounding)
	}
}

// TestOwnNote: what would take too long is left out, with a reason.
func TestOwnNote(t *testing.T) {
	const dim = 4096
	query, gallery := Set{make([]float32, 500*dim), make([]int32, 500)}, Set{make([]float32, 1000*dim), make([]int32, 1000)}
	r := &Result{Neighbours: map[string]*Neighbours{}}
	in := Input{Dim: dim, Query: query, Gallery: gallery}
	if err := r.searchOwn(t.Context(), in, Options{Own: "man"}); err != nil || r.Neighbours[Own] != nil || !strings.Contains(r.OwnNote, "neighbours by man were not searched") {
		t.Errorf("%+v, %v", r, err)
	}
	if err := r.searchOwn(t.Context(), in, Options{Own: "man + 2*cos - "}); err == nil {
		t.Error("a formula that ends too early passes")
	}
}

func TestSearchMeasureWorkers(t *testing.T) {
	rng := rand.New(rand.NewPCG(57, 58))
	query, gallery := random(rng, 101, 9, 5, false), random(rng, 700, 9, 5, false)
	for _, distance := range []string{"0.8*cos - 0.3*euc", "where(euc < 3, euc, log(cos - 0.5))", "man"} {
		opt := Options{Resamples: 50, Seed: 3}
		var want *Neighbours
		for _, opt.Workers = range []int{1, 2, 3, 16} {
			got, err := searchMeasure(t.Context(), query, gallery, 9, distance, opt)
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %d workers: %+v, one: %+v", distance, opt.Workers, got, want)
			}
		}
	}
}

// TestSearchMeasureEqual: with nothing to go by, or nothing but NaN, the figures
// are chance, and all of the gallery vote.
func TestSearchMeasureEqual(t *testing.T) {
	const dim = 3
	for _, value := range []float32{0, 0.1, 1e30} {
		gallery := Set{slices.Repeat([]float32{value}, 1000*dim), make([]int32, 1000)}
		for i := range 750 {
			gallery.Labels[i] = 1
		}
		query := Set{slices.Repeat([]float32{value}, 2*dim), []int32{0, 1}}
		for _, distance := range []string{"cos + euc", "-cos", "sqrt(cos - 1 - euc)", "man - euc"} {
			got, err := searchMeasure(t.Context(), query, gallery, dim, distance, Options{})
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

// TestSearchMeasureExtremes: lengths at the ends of float32, in one gallery, and
// factors that change no order.
func TestSearchMeasureExtremes(t *testing.T) {
	const dim, distance = 6, "cos - 2*euc/(|x| + |y|)"
	rng := rand.New(rand.NewPCG(59, 60))
	query, gallery := random(rng, 30, dim, 3, false), random(rng, 200, dim, 3, false)
	want, err := searchMeasure(t.Context(), query, gallery, dim, distance, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, factor := range []float32{1 << 120, 1.0 / (1 << 60)} {
		got, err := searchMeasure(t.Context(), times(query, factor), times(gallery, factor), dim, distance, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got.KNN5 != want.KNN5 || got.ClassMean != want.ClassMean || math.Abs(got.MAPR.Value-want.MAPR.Value) > rounding {
			t.Errorf("times %v: got %+v, want %+v", factor, got, want)
		}
	}
	for j := range gallery.Labels {
		for k := range dim {
			gallery.Emb[j*dim+k] *= float32(math.Pow(10, float64(j%61-30)))
		}
	}
	got, err := searchMeasure(t.Context(), query, gallery, dim, distance, Options{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "5-NN of mixed lengths", got.KNN5.Value, naive(query, gallery, dim, distance, 1)[scoreKNN])
}

// TestSearchMeasureMemory: never the whole matrix of distances.
func TestSearchMeasureMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(61, 62))
	query, gallery := random(rng, 1500, 4, 3, false), random(rng, 6000, 4, 3, false)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := searchMeasure(t.Context(), query, gallery, 4, "cos - euc", Options{Workers: 2, SkipRetrieval: true}); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	matrix := uint64(4 * len(query.Labels) * len(gallery.Labels))
	if got := after.TotalAlloc - before.TotalAlloc; got > matrix/4 {
		t.Errorf("%d bytes allocated, the whole matrix would take %d", got, matrix)
	}
}

func TestSearchMeasureErrors(t *testing.T) {
	s := random(rand.New(rand.NewPCG(1, 1)), 50, 3, 2, false)
	if _, err := searchMeasure(t.Context(), s, s, 3, "coss + euc", Options{}); err == nil || !strings.Contains(err.Error(), "coss") {
		t.Errorf("got %v", err)
	}
	if _, err := searchMeasure(t.Context(), Set{}, s, 3, "cos + euc", Options{}); err == nil || !strings.Contains(err.Error(), "no test pictures") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := searchMeasure(ctx, s, s, 3, "cos + euc", Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// searchMeasure searches by any distance.
func searchMeasure(ctx context.Context, query, gallery Set, dim int, distance string, opt Options) (*Neighbours, error) {
	job, err := newJob(query, gallery, dim, distance, opt)
	if err != nil {
		return nil, err
	}
	return job.neighbours(ctx, opt)
}
