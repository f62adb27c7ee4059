package nn

import (
	"fmt"
	"slices"
	"testing"
)

func TestProductsAreThoseOfTheNetwork(t *testing.T) {
	n := arch(t, "conv 5; norm; relu; maxpool; residual(conv 6 /2; norm); relu; dense 4", Shape{8, 10, 2})
	var got []string
	for _, p := range n.Products() {
		got = append(got, fmt.Sprintf("%s of %s %s: %v", p.Layer, p.Input, p.Kind, p.FLOPs))
	}
	const first, body, short, end = 2 * 80 * 5 * 2 * 9, 2 * 2 * 3 * 6 * 5 * 9, 2 * 2 * 3 * 6 * 5, 2 * 2 * 3 * 6 * 4
	var want []string
	for _, l := range []struct {
		layer string
		flops float64
		kinds []string
	}{
		{"conv 5 3x3 of 8x10x2", first, []string{"forward", "weight gradient"}},
		{"conv 6 3x3 of 4x5x5", body, []string{"forward", "input gradient", "weight gradient"}},
		{"conv 6 1x1 of 4x5x5", short, []string{"forward", "input gradient", "weight gradient"}},
		{"dense 4 of 2x3x6", end, []string{"forward", "input gradient", "weight gradient"}},
	} {
		for _, kind := range l.kinds {
			want = append(want, fmt.Sprintf("%s %s: %v", l.layer, kind, l.flops))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestProductsCompute runs every product of every kind of network, and sees
// that results are written and weights are not.
func TestProductsCompute(t *testing.T) {
	for _, a := range archs {
		n := arch(t, a.text, a.in)
		weights := slices.Clone(n.params)
		for _, p := range n.Products() {
			run := p.Prepare()
			run()
			run()
		}
		if !slices.Equal(n.params, weights) {
			t.Errorf("%s: a product changed the weights", a.text)
		}
	}
	n := arch(t, archs[3].text, archs[3].in)
	o := n.tensors[0].conv
	x := n.alone(o)
	before := slices.Clone(x.val[o.out])
	o.forward(x, 0, x.chunk, 0)
	for _, j := range o.jobs(nil) {
		j.run(x, 0)
	}
	if slices.Equal(before, x.val[o.out]) || slices.Max(x.grads[o.weight:o.weight+o.size()]) == 0 {
		t.Error("a product writes nothing")
	}
}
