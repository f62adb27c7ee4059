package selftaught

import (
	"slices"
	"testing"

	"mekiki/internal/nn"
)

// TestTrain: training lowers its loss on triplets that it has not seen, and the number of workers changes no bit of it or of filters.
func TestTrain(t *testing.T) {
	p := weaves(3)
	begun := Drawn(p, 1)
	var first *nn.Net
	for _, workers := range []int{1, 2} {
		net, err := Filters(begun, p, workers, 1)
		if err != nil {
			t.Fatal(err)
		}
		if same(net, begun) {
			t.Error("filters are the weights as drawn")
		}
		if net, err = Train(t.Context(), net, p, Options{Steps: 6, Workers: workers, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = net
		} else if !same(first, net) {
			t.Error("the number of workers changes the weights")
		}
	}
	loss := func(net *nn.Net) float64 {
		d := newDeal(p, 99)
		const count = 24
		pix := make([]uint8, 3*count*patchValues)
		d.triplets(pix)
		emb := make([]float32, 3*count*net.Dim())
		net.Embed(emb, nn.Source{Size: patchValues, U8: pix}, nil, 1)
		v, _ := Loss().Mean(count)(emb, net.Dim(), nil, make([]float32, len(emb)))
		return v
	}
	trained, err := Train(t.Context(), begun, p, Options{Steps: 12, Workers: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if before, after := loss(begun), loss(trained); !(after < before) {
		t.Errorf("loss %v before and %v after training", before, after)
	}
}

func same(a, b *nn.Net) bool {
	for i := range a.Tensors() {
		if !slices.Equal(a.Values(i), b.Values(i)) {
			return false
		}
	}
	return true
}

// TestEye: an eye of the network looks at two maps, at strides 8 and 16.
func TestEye(t *testing.T) {
	e, err := Blank()
	if err != nil {
		t.Fatal(err)
	}
	if e.Name != "none" || len(e.Taps) != len(taps) {
		t.Errorf("eye %q with taps %v", e.Name, e.Taps)
	}
}
