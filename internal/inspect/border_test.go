package inspect

import (
	"context"
	"math"
	"slices"
	"testing"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/head"
)

// TestBorder: near the border all distances count less by the share that patch.Features.Border
// gives, in the first power; an inspector of before does not.
func TestBorder(t *testing.T) {
	n := *few.of(t, 3)
	if !n.Border {
		t.Fatal("a new inspector has distances near the border count as all others")
	}
	ring, _ := rings(t, 60, 1)
	see := func(border bool) (*Sight, []float32) {
		n.Border = border
		j, err := n.Judge(1)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		return j.sight(ring[0]), j.border
	}
	with, share := see(true)
	without, none := see(false)
	if none != nil || share[0] == 1 {
		t.Fatalf("shares %v and %v", share[0], none)
	}
	for p := range gallery.Parts {
		for i, v := range without.maps[p] {
			if got := with.maps[p][i]; math.Abs(float64(got-v*share[i])) > 1e-6*float64(v) {
				t.Fatalf("%s of place %d: %v, not %v of %v", PartNames[p], i, got, share[i], v)
			}
		}
	}
}

// TestHeadBorder: in the space of a head, too; a head of before does not.
func TestHeadBorder(t *testing.T) {
	n := few.of(t, 3)
	features, err := n.features(1)
	if err != nil {
		t.Fatal(err)
	}
	dim := n.Gallery.Dim
	net, err := head.Train(context.Background(), &head.Pool{
		Dim: dim, Good: n.Gallery.X[:40*dim], Picture: slices.Repeat([]int{0, 1}, 20),
		Bad: []head.Bad{{X: n.Gallery.X[40*dim : 80*dim], Far: make([]float32, 40)}},
	}, head.Loss{}, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	h := &Head{Net: net, Space: space(net, n.Gallery.X[:100*dim], dim, 1), Mix: n.Mix}
	ring, _ := rings(t, 60, 1)
	look := features.Looker()
	defer look.Close()
	v := make([]float32, features.Places()*dim)
	look.Look(ring[0]).Rows(v)
	without := newHeadJudge(h, features, 0, 1).see(v)
	h.Border = true
	j := newHeadJudge(h, features, 0, 1)
	with := j.see(v)
	for _, p := range headParts {
		for i, far := range without.maps[p] {
			if want := far * j.border[i]; with.maps[p][i] != want {
				t.Fatalf("%s of place %d: %v, not %v", PartNames[p], i, with.maps[p][i], want)
			}
		}
	}
}
