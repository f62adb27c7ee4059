package projection

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"mekiki/internal/testutil"
)

// mapOracle is testdata/map.json, which NumPy and scikit-learn wrote.
type mapOracle struct {
	Dim    int       `json:"dim"`
	X      []float32 `json:"x"`
	Labels []int32   `json:"labels"`
	Spaces map[string]struct {
		PCA         []float64     `json:"pca"`
		Variance    []float64     `json:"variance"`
		Affinities  []float64     `json:"affinities"`
		PCAFigures  oracleFigures `json:"pca_figures"`
		TSNEFigures oracleFigures `json:"tsne_figures"`
		KL          float64       `json:"kl"`
	} `json:"spaces"`
}

type oracleFigures struct {
	Trustworthiness float64 `json:"trustworthiness"`
	Kept            float64 `json:"kept"`
}

func readMapOracle(t *testing.T) (o mapOracle, in Input) {
	t.Helper()
	b, err := os.ReadFile("testdata/map.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	return o, Input{Emb: o.X, Dim: o.Dim, Labels: o.Labels}
}

// clusters are n vectors around each of k centres, in turn.
func clusters(k, n, dim int, spread float64) Input {
	rng := rand.New(rand.NewPCG(3, 3))
	centre := make([]float64, k*dim)
	for i := range centre {
		centre[i] = rng.NormFloat64()
	}
	in := Input{Dim: dim}
	for i := range k * n {
		c := i % k
		in.Labels = append(in.Labels, int32(c))
		for t := range dim {
			in.Emb = append(in.Emb, float32(centre[c*dim+t]+spread*rng.NormFloat64()))
		}
	}
	return in
}

func drawn(t *testing.T, in Input, opt Options) *Result {
	t.Helper()
	if opt.Space == "" {
		opt.Space = "euclidean"
	}
	r, err := Run(t.Context(), in, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMapOracle(t *testing.T) {
	o, in := readMapOracle(t)
	for space, want := range o.Spaces {
		r := drawn(t, in, Options{Space: space, Seed: 1})
		tsne, pca := r.Projections[0], r.Projections[1]
		for k := range 2 {
			testutil.Near(t, space+" variance", pca.Variance[k], want.Variance[k], 1e-6)
			for i := k; i < len(want.PCA); i += 2 {
				testutil.Near(t, fmt.Sprintf("%s PCA of %d along %d", space, i/2, k), pca.XY[i], want.PCA[i], 2e-6)
			}
		}
		testutil.Near(t, space+" trustworthiness of PCA", pca.Trustworthiness, want.PCAFigures.Trustworthiness, 1e-5) // ranks by float32
		testutil.Near(t, space+" kept by PCA", pca.Kept, want.PCAFigures.Kept, 1e-9)
		// Two runs of t-SNE never give the same places, but they are worth as much.
		testutil.Near(t, space+" trustworthiness of t-SNE", tsne.Trustworthiness, want.TSNEFigures.Trustworthiness, 0.002)
		testutil.Near(t, space+" kept by t-SNE", tsne.Kept, want.TSNEFigures.Kept, 0.02)
		testutil.Near(t, space+" divergence", tsne.Divergence, want.KL, 0.01)
	}
}

func TestPlantedClustersSeparate(t *testing.T) {
	in := clusters(6, 40, 20, 0.15)
	r := drawn(t, in, Options{Seed: 4})
	if *r.KNN5 != 1 {
		t.Errorf("5-NN in the space %v", *r.KNN5)
	}
	tsne, pca := r.Projections[0], r.Projections[1]
	if tsne.Method != TSNE || pca.Method != PCA || *tsne.KNN5 != 1 {
		t.Errorf("maps %s with %v, %s", tsne.Method, *tsne.KNN5, pca.Method)
	}
	// Every pair of the same cluster is nearer than every pair of different ones.
	within, between := 0.0, math.Inf(1)
	for i, a := range in.Labels {
		for j, b := range in.Labels {
			d := math.Hypot(tsne.XY[2*i]-tsne.XY[2*j], tsne.XY[2*i+1]-tsne.XY[2*j+1])
			if a == b {
				within = max(within, d)
			} else {
				between = min(between, d)
			}
		}
	}
	if !(within < between) {
		t.Errorf("on the t-SNE map a cluster is %v wide and two are %v apart", within, between)
	}
}

func TestMapWorkersChangeNothing(t *testing.T) {
	in := clusters(5, 120, 24, 0.8) // more than one block of places
	one := drawn(t, in, Options{Seed: 7, Workers: 1})
	sameMaps(t, one, drawn(t, in, Options{Seed: 7, Workers: 3}))
	other := drawn(t, in, Options{Seed: 8})
	if other.Projections[0].XY[0] == one.Projections[0].XY[0] || other.Projections[1].XY[0] != one.Projections[1].XY[0] {
		t.Error("another seed must give another t-SNE and the same PCA")
	}
	many := clusters(5, 900, 6, 0.8) // more than one strip of rows
	opt := Options{Methods: []string{PCA}, Workers: 1}
	first := drawn(t, many, opt)
	opt.Workers = 4
	sameMaps(t, first, drawn(t, many, opt))
}

func sameMaps(t *testing.T, a, b *Result) {
	t.Helper()
	for m, p := range a.Projections {
		q := b.Projections[m]
		if p.Trustworthiness != q.Trustworthiness || p.Kept != q.Kept || p.Divergence != q.Divergence {
			t.Errorf("%s: the figures depend on the workers", p.Method)
		}
		for i, v := range p.XY {
			if math.Float64bits(v) != math.Float64bits(q.XY[i]) {
				t.Fatalf("%s: coordinate %d is %v or %v, depending on the workers", p.Method, i, v, q.XY[i])
			}
		}
	}
}

// TestMapOfOddSets looks at what is small, flat, doubled or has a single class.
func TestMapOfOddSets(t *testing.T) {
	line := Input{Dim: 1, Emb: []float32{1, 2, 3, 4, 5, 6, 7}}
	twice := clusters(2, 30, 5, 0.3)
	twice.Emb = append(twice.Emb, twice.Emb...)
	twice.Labels = append(twice.Labels, twice.Labels...)
	spike := Input{Dim: 3, Emb: make([]float32, 3*50)} // all equal but for one
	spike.Emb[7] = 1
	huge := clusters(3, 10, 4, 0.2)
	for i := range huge.Emb {
		huge.Emb[i] *= 1e37
	}
	far := clusters(3, 10, 4, 0.2) // a spot far from the origin
	for i := range far.Emb {
		far.Emb[i] = far.Emb[i]/64 + 100
	}
	same := clusters(1, 12, 3, 1)
	for name, in := range map[string]Input{"line": line, "twice": twice, "spike": spike, "huge": huge, "far": far, "one class": same, "five": {Dim: 2, Emb: same.Emb[:10]}} {
		for _, space := range []string{"euclidean", "cosine"} {
			if name == "line" && space == "cosine" {
				continue // all have the same direction
			}
			r := drawn(t, in, Options{Space: space})
			for _, p := range r.Projections {
				for i, v := range p.XY {
					if math.IsNaN(v) || math.IsInf(v, 0) {
						t.Fatalf("%s, %s, %s: coordinate %d is %v", name, space, p.Method, i, v)
					}
				}
				if !(p.Trustworthiness >= 0 && p.Trustworthiness <= 1) || math.IsNaN(p.Divergence) {
					t.Errorf("%s, %s, %s: %+v", name, space, p.Method, p)
				}
			}
			if (name == "one class" || in.Labels == nil) != (r.KNN5 == nil) || (r.KNN5 == nil) != (r.Called == nil) {
				t.Errorf("%s: 5-NN accuracy %v", name, r.KNN5)
			}
			if name == "far" && space == "euclidean" && *r.Projections[0].KNN5 < 1 {
				t.Errorf("digits are lost far from the origin: 5-NN %v", *r.Projections[0].KNN5)
			}
		}
	}
}

func TestMapBadInput(t *testing.T) {
	good := clusters(2, 5, 3, 1)
	nan := clusters(2, 5, 3, 1)
	nan.Emb[4] = float32(math.NaN())
	equal := Input{Dim: 2, Emb: []float32{1, 2, 1, 2, 1, 2, 1, 2, 1, 2}}
	ray := Input{Dim: 2, Emb: []float32{1, 2, 2, 4, 4, 8, 8, 16, 16, 32}}
	for _, c := range []struct {
		in   Input
		opt  Options
		part string
	}{
		{Input{Dim: 2, Emb: equal.Emb[:8]}, Options{Space: "cosine"}, "at least 5 pictures, not 4"},
		{nan, Options{Space: "cosine"}, "vector 1 holds NaN"},
		{equal, Options{Space: "cosine"}, "all vectors are equal"},
		{ray, Options{Space: "cosine"}, "same direction"},
		{good, Options{Space: "manhattan"}, `no space "manhattan"`},
		{good, Options{Space: "cosine", Methods: []string{"umap"}}, `no map method "umap"`},
	} {
		if _, err := Run(t.Context(), c.in, c.opt); err == nil || !strings.Contains(err.Error(), c.part) {
			t.Errorf("error %v, want %q", err, c.part)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	steps := 0
	_, err := Run(ctx, good, Options{Space: "cosine", Progress: func(done, of int) {
		if steps++; done > of/2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || steps < 2 {
		t.Errorf("after %d reports the cancelled map gives %v", steps, err)
	}
}

// TestSharesOfTheWhole: the variance along two axes is never more than all of it,
// and is all of it where there are two dimensions.
func TestSharesOfTheWhole(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 9))
		n, dim := 30+rng.IntN(200), 2+rng.IntN(2)
		emb := make([]float32, n*dim)
		for i := range emb {
			emb[i] = float32(rng.NormFloat64())
			if i%dim == 2 {
				emb[i] = 7 // no variance
			}
		}
		r, err := Run(t.Context(), Input{Emb: emb, Dim: dim}, Options{Space: "euclidean", Methods: []string{PCA}})
		if err != nil {
			t.Fatal(err)
		}
		v := r.Projections[0].Variance
		if sum := v[0] + v[1]; sum > 1 || sum < 1-1e-6 {
			t.Errorf("seed %d: shares %v and %v of the variance, %.12f in all", seed, v[0], v[1], sum)
		}
	}
}
