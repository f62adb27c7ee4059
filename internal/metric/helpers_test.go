package metric

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// normals draws n standard normal values times size.
func normals[T Float](seed uint64, n int, size float64) []T {
	rng := rand.New(rand.NewPCG(seed, 1))
	v := make([]T, n)
	for i := range v {
		v[i] = T(size * rng.NormFloat64())
	}
	return v
}

func lookup[T Float](t testing.TB, name string) Distance[T] {
	t.Helper()
	d, err := Lookup[T](name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compile[T Float](t testing.TB, spec Spec) *Loss[T] {
	t.Helper()
	l, err := Compile[T](spec)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// hinges is a loss as a list of hinges, for naive loops.
type hinges struct {
	Spec
	terms []hinge
}

func ofTerms(t testing.TB, name string, terms ...hinge) hinges {
	t.Helper()
	s, err := ofHinges(name, terms)
	if err != nil {
		t.Fatal(err)
	}
	return hinges{s, terms}
}

// combined is the preset with these parameters.
func combined(wCos, mCos, wEuc, mEuc float64) Spec {
	s, err := Preset("combined")
	if err != nil {
		panic(err)
	}
	return s.With(map[string]float64{"w_cos": wCos, "m_cos": mCos, "w_euc": wEuc, "m_euc": mEuc})
}

// cosineLoss is the preset with these parameters.
func cosineLoss(weight, margin float64) Spec {
	s, err := Preset("cosine")
	if err != nil {
		panic(err)
	}
	return s.With(map[string]float64{"w_cos": weight, "m_cos": margin})
}

// specs are the presets and one loss with several distances, one of them twice
// and inverted.
func specs(t testing.TB) []hinges {
	t.Helper()
	inverted := func(h hinge) hinge { h.Inverted = true; return h }
	cos, euc := hinge{"cosine", 0.8, 0.4, false}, hinge{"euclidean", 0.02, -5, false}
	return []hinges{
		ofTerms(t, "cosine", hinge{"cosine", 1, 0.4, false}),
		ofTerms(t, "euclidean", hinge{"euclidean", 1, 1, false}),
		ofTerms(t, "combined", cos, euc),
		ofTerms(t, "combined-as-printed", inverted(cos), inverted(euc)),
		ofTerms(t, "all four", hinge{"angular", 0.5, 0.1, false}, cos, hinge{"euclidean", 0.02, -1, false},
			hinge{"sqeuclidean", 0.01, 2, false}, hinge{"cosine", 0.3, 0.9, true}),
	}
}

// eval is Eval with its results one by one.
func eval[T Float](l *Loss[T], emb, grad []T, dim int, loss []T, live []bool, scale T) int {
	return l.Eval(Batch[T]{Emb: emb, Grad: grad, Dim: dim, Loss: loss, Live: live, Scale: scale})
}

// valueOf is the loss of one triplet.
func valueOf[T Float](l *Loss[T], a, p, n []T) T {
	loss := make([]T, 1)
	eval(l, slices.Concat(a, p, n), nil, len(a), loss, nil, 1)
	return loss[0]
}

// naive is each distance as its formula reads, from the vectors alone; facts
// of a distance bring it.
var naive = map[string]func(x, y []float64) float64{}

func naiveCos(x, y []float64) float64 {
	lx, ly, c := 0.0, 0.0, 0.0
	for i := range x {
		lx, ly = math.Hypot(lx, x[i]), math.Hypot(ly, y[i])
	}
	for i := range x {
		c += (x[i] / lx) * (y[i] / ly)
	}
	return c
}

// naiveLoss is a sum of hinges as its comment reads.
func naiveLoss(terms []hinge, a, p, n []float64) float64 {
	sum := 0.0
	for _, t := range terms {
		diff := naive[t.Distance](a, p) - naive[t.Distance](a, n)
		if t.Inverted {
			diff = -diff
		}
		sum += t.Weight * math.Max(diff+t.Margin, 0)
	}
	return sum
}

func widen[T Float](v []T) []float64 {
	w := make([]float64, len(v))
	for i := range v {
		w[i] = float64(v[i])
	}
	return w
}
