package head

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/inspect/gallery"
)

// toy is a pool of pictures of 60 places that scatter about a few directions; a bad picture has 12
// places that lean a little toward one more, and all its places are longer.
func toy(bad int) *Pool {
	const dim, places = 20, 60
	r := rand.New(rand.NewPCG(1, 1))
	place := func(lean, length float64) []float32 {
		x := make([]float32, dim)
		for q := range x {
			x[q] = float32(length * (1 + 0.3*r.NormFloat64()))
		}
		x[7] += float32(length * lean)
		return x
	}
	p := &Pool{Dim: dim}
	for i := range 12 {
		for range places {
			p.Good, p.Picture = append(p.Good, place(0, 1)...), append(p.Picture, i)
		}
	}
	for range bad {
		b := Bad{}
		for k := range places {
			lean := 0.0
			if k < 12 {
				lean = 1
			}
			b.X, b.Far = append(b.X, place(lean, 1.5)...), append(b.Far, float32(lean+0.9*r.NormFloat64()))
		}
		p.Bad = append(p.Bad, b)
	}
	return p
}

// TestTrain: in the space of a head places of a bad picture that it has not seen lie farther from
// good ones than before, and neither workers nor a way through Weights change a bit.
func TestTrain(t *testing.T) {
	p := toy(9)
	unseen := p.Bad[8].X
	p.Bad = p.Bad[:8]
	h, err := Train(context.Background(), p, Loss{}, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	one, err := Train(context.Background(), p, Loss{}, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(h.Weights(), one.Weights()) {
		t.Error("other weights with another number of workers")
	}
	again, err := FromWeights(h.Weights(), p.Dim)
	if err != nil {
		t.Fatal(err)
	}
	known, fresh := make([]float32, len(p.Picture)*Numbers), make([]float32, 60*Numbers)
	h.Embed(known, p.Good, 1)
	h.Embed(fresh, unseen, 1)
	other := make([]float32, len(fresh))
	again.Embed(other, unseen, 3)
	if !slices.Equal(fresh, other) {
		t.Error("the head from its weights gives other numbers")
	}
	learned := inOrder(Space(known).Rows(fresh, 60, 1, gallery.Euclidean).Distance[gallery.Euclidean])
	plain := inOrder(gallery.New(units(p.Good, p.Dim), len(p.Picture), p.Dim, nil, nil).Rows(units(unseen, p.Dim), 60, 1, gallery.Euclidean).Distance[gallery.Euclidean])
	t.Logf("in order: %.3f, without the head %.3f", learned, plain)
	if learned < plain+0.1 {
		t.Errorf("%.3f of the pairs are in order, %.3f without the head", learned, plain)
	}
}

// TestMarked: where far places mislead, marks say which places are bad.
func TestMarked(t *testing.T) {
	p := toy(8)
	for i := range p.Bad {
		for k := range p.Bad[i].Far {
			p.Bad[i].Far[k] = float32(k) // the farthest are good
		}
	}
	misled := ordered(t, p)
	for i := range p.Bad {
		p.Bad[i].Marked = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	}
	if told := ordered(t, p); told < 0.85 || told < misled+0.1 {
		t.Errorf("%.3f of the pairs are in order with marks, %.3f without", told, misled)
	}
}

// ordered is the share of pairs in order, by a head trained on a toy, in a picture that it has not seen.
func ordered(t *testing.T, p *Pool) (share float64) {
	h, err := Train(context.Background(), p, Loss{}, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	known, fresh := make([]float32, len(p.Picture)*Numbers), make([]float32, 60*Numbers)
	h.Embed(known, p.Good, 2)
	h.Embed(fresh, toy(9).Bad[8].X, 2)
	return inOrder(Space(known).Rows(fresh, 60, 2, gallery.Euclidean).Distance[gallery.Euclidean])
}

// inOrder is the share of pairs in order: a bad place farther than a good one of the same picture.
func inOrder(far []float32) (share float64) {
	for _, b := range far[:12] {
		for _, g := range far[12:] {
			if b > g {
				share += 1.0 / 12 / 48
			}
		}
	}
	return share
}

// TestLight: a head gives a place in another light the same numbers.
func TestLight(t *testing.T) {
	p := toy(1)
	h := newHead(gallery.NewWhitening(p.Good, len(p.Picture), p.Dim), 1)
	x := p.Good[:p.Dim]
	bright := make([]float32, p.Dim)
	for q, v := range x {
		bright[q] = 2 * v
	}
	a, b := make([]float32, Numbers), make([]float32, Numbers)
	h.Embed(a, x, 1)
	h.Embed(b, bright, 1)
	if !slices.Equal(a, b) || slices.Max(a) == 0 {
		t.Error("light changes what a head gives")
	}
}

// TestFromWeightsRefuses too few of them and numbers that are none.
func TestFromWeightsRefuses(t *testing.T) {
	w := newHead(gallery.NewWhitening(make([]float32, 40), 2, 20), 1).Weights()
	if _, err := FromWeights(w[1:], 20); err == nil || !strings.Contains(err.Error(), "weights, not") {
		t.Error(err)
	}
	w[5] = float32(math.NaN())
	if _, err := FromWeights(w, 20); err == nil || !strings.Contains(err.Error(), "none") {
		t.Error(err)
	}
}

// TestTrainEnds when it is told to.
func TestTrainEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Train(ctx, toy(1), Loss{}, 1, 1); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
