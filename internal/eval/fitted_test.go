package eval

import (
	"math/rand/v2"
	"strings"
	"testing"

	"mekiki/internal/metric/distance"
)

// With W = diag(1, 9) mahalanobis of x is the Euclidean distance of Wx, in pairs
// and in neighbours.
func TestStateOfMahalanobis(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	rows := func(n int) (plain, white []float32) {
		for range n {
			x, y := float32(rng.IntN(9)), float32(rng.IntN(9))
			plain, white = append(plain, x, y), append(white, x, 9*y)
		}
		return plain, white
	}
	in, stretched := Input{Dim: 2}, Input{Dim: 2}
	in.Test, stretched.Test = rows(3 * 50)
	in.Val, stretched.Val = rows(3 * 50)
	in.Query.Emb, stretched.Query.Emb = rows(40)
	in.Gallery.Emb, stretched.Gallery.Emb = rows(60)
	for i := range 60 {
		in.Gallery.Labels = append(in.Gallery.Labels, int32(i%3))
	}
	in.Query.Labels = in.Gallery.Labels[:40]
	stretched.Query.Labels, stretched.Gallery.Labels = in.Query.Labels, in.Gallery.Labels
	got, err := Run(t.Context(), in, Options{Own: "mah", Mahalanobis: distance.Whitening{1, 0, 9}})
	if err != nil {
		t.Fatal(err)
	}
	want, err := Run(t.Context(), stretched, Options{Own: "euc"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{Own, "mahalanobis"} {
		if g, w := got.Verification[name], want.Verification["euclidean"]; g == nil || g.AUC != w.AUC || g.Threshold != w.Threshold {
			t.Errorf("%s: %+v, want %+v", name, g, w)
		}
	}
	if g, w := got.Neighbours[Own], want.Neighbours["euclidean"]; g == nil || g.KNN5 != w.KNN5 || g.MAPR != w.MAPR {
		t.Errorf("neighbours %+v, want %+v", g, w)
	}
	if got.Verification["euclidean"].AUC == want.Verification["euclidean"].AUC || want.Verification["mahalanobis"] != nil {
		t.Error("the state changes nothing, or mahalanobis is shown without one")
	}
	_, err = Run(t.Context(), in, Options{Mahalanobis: distance.Whitening{1}})
	if err == nil || !strings.Contains(err.Error(), "for 1 values, but embeddings of 2") {
		t.Errorf("another dim: %v", err)
	}
}
