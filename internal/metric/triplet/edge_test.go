package triplet

import (
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// The hinge is taken in float64: two squared distances that are infinite in
// float32 still have a difference.
func TestLossBeyondFloat32IsInfiniteNotNaN(t *testing.T) {
	spec := Spec{Formula: "relu(sqeuc_ap - sqeuc_an)"}
	emb := append(append(testutil.Fill[float32](4, 1e30), testutil.Fill[float32](4, -2e30)...), testutil.Fill[float32](4, 0)...)
	loss, live, grad := make([]float32, 1), make([]bool, 1), make([]float32, len(emb))
	eval(compile[float32](t, spec), emb, grad, 4, loss, live, 1)
	if !math.IsInf(float64(loss[0]), 1) || !live[0] {
		t.Errorf("loss %g, live %v; want +Inf, true", loss[0], live[0])
	}
	testutil.Near(t, "gradient by the positive", float64(grad[4]), -6e30, 1e-6)
}

// Collapsed embeddings sit at the margin: live by value, without a gradient.
func TestCollapsedEmbeddingsSitAtTheMargin(t *testing.T) {
	const dim = 6
	same := testutil.Normals[float32](4, dim, 1)
	for _, s := range specs(t) {
		l := compile[float32](t, s.Spec)
		for what, row := range map[string][]float32{"zero": make([]float32, dim), "one point": same} {
			emb := append(append(append([]float32{}, row...), row...), row...)
			loss, live, grad := make([]float32, 1), make([]bool, 1), testutil.Fill[float32](3*dim, 9)
			eval(l, emb, grad, dim, loss, live, 1)
			testutil.Near(t, s.Name+", "+what, float64(loss[0]), l.AtMargin(), 1e-6)
			if !live[0] {
				t.Errorf("%s, %s: not live", s.Name, what)
			}
			testutil.Near(t, s.Name+", "+what+": gradient", testutil.Length(grad), 0, 1e-7)
		}
	}
}

// A broken embedding must show in the loss.
func TestNaNIsNotHiddenInALoss(t *testing.T) {
	for _, s := range specs(t) {
		l := compile[float32](t, s.Spec)
		for row := range 3 {
			emb := testutil.Normals[float32](5, 9, 1)
			emb[3*row] = float32(math.NaN())
			loss, live, grad := make([]float32, 1), make([]bool, 1), make([]float32, 9)
			eval(l, emb, grad, 3, loss, live, 1)
			if loss[0] == loss[0] || !live[0] {
				t.Errorf("%s: NaN in row %d gives loss %g, live %v", s.Name, row, loss[0], live[0])
			}
		}
	}
}
