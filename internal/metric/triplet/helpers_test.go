package triplet

import (
	"math"
	"slices"
	"testing"

	"mekiki/internal/metric/distance"
)

func compile[T distance.Float](t testing.TB, spec Spec) *Loss[T] {
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
func eval[T distance.Float](l *Loss[T], emb, grad []T, dim int, loss []T, live []bool, scale T) int {
	return l.Eval(Batch[T]{Emb: emb, Grad: grad, Dim: dim, Loss: loss, Live: live, Scale: scale})
}

// valueOf is the loss of one triplet.
func valueOf[T distance.Float](l *Loss[T], a, p, n []T) T {
	loss := make([]T, 1)
	eval(l, slices.Concat(a, p, n), nil, len(a), loss, nil, 1)
	return loss[0]
}

// naiveLoss is a sum of hinges as its comment reads.
func naiveLoss(terms []hinge, a, p, n []float64) float64 {
	sum := 0.0
	for _, t := range terms {
		d := mustDistance(t.Distance)
		diff := d.Value(a, p) - d.Value(a, n)
		if t.Inverted {
			diff = -diff
		}
		sum += t.Weight * math.Max(diff+t.Margin, 0)
	}
	return sum
}

// mustDistance is a distance, which its own tests compare with its formula.
func mustDistance(name string) distance.Distance[float64] {
	d, err := distance.Lookup[float64](name)
	if err != nil {
		panic(err)
	}
	return d
}
