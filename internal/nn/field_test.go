package nn

import (
	"slices"
	"testing"
)

// seenBy changes one pixel after another and gives, for each cell of the map of a
// layer, the first and the last row and column of the pixels that it saw. All weights are
// positive, so no ReLU and no largest value hides a change.
func seenBy(t *testing.T, n *Net, layer int, in Shape) [][4]int {
	t.Helper()
	for i, tensor := range n.Tensors() {
		v := n.Values(i)
		for k := range v {
			v[k] = 0.01 + 0.001*float32(k%7)
			if tensor.Name[len(tensor.Name)-3:] == "var" {
				v[k] = 1
			}
		}
		n.SetValues(i, v)
	}
	m, err := n.Features(layer, in, 1)
	if err != nil {
		t.Fatal(err)
	}
	src := Source{Size: in.Size(), F32: make([]float32, in.Size())}
	before, after := make([]float32, m.Output().Size()), make([]float32, m.Output().Size())
	m.Map(before, src, nil)
	seen := make([][4]int, m.out.Height*m.out.Width)
	for i := range seen {
		seen[i] = [4]int{in.Height, -1, in.Width, -1}
	}
	for y := range in.Height {
		for x := range in.Width {
			at := (y*in.Width + x) * in.Channels
			src.F32[at] = 1e6
			m.Map(after, src, nil)
			src.F32[at] = 0
			for i := range seen {
				if s := &seen[i]; !slices.Equal(before[i*m.out.Channels:(i+1)*m.out.Channels], after[i*m.out.Channels:(i+1)*m.out.Channels]) {
					*s = [4]int{min(s[0], y), max(s[1], y), min(s[2], x), max(s[3], x)}
				}
			}
		}
	}
	return seen
}

func TestFieldsAreThePixelsThatCount(t *testing.T) {
	for _, a := range []struct {
		text string
		in   Shape
	}{
		{"conv 3; norm; relu; maxpool; conv 4; relu; conv 2 5x5; gap", Shape{21, 18, 1}},
		{"conv 3 5x5 /2; relu; conv 2 /2; avgpool; gmp", Shape{34, 27, 2}},
		{"maxpool 3; conv 3; dropout 0.1; residual(conv 3; norm; relu; conv 3; norm); relu; residual(conv 4 /2; norm); dense 2", Shape{30, 24, 1}},
		{"residual(conv 2 1x1; norm); avgpool 3; residual(maxpool); gap", Shape{24, 24, 3}},
	} {
		n := arch(t, a.text, a.in)
		fields := n.arch.Fields(a.in)
		for layer := range n.LastMap() + 1 {
			f := fields[layer]
			m, err := n.Features(layer, a.in, 1)
			if err != nil || m.Field() != f {
				t.Fatalf("%s: layer %d: field %v, %v; want %v", a.text, layer, m.Field(), err, f)
			}
			for i, got := range seenBy(t, n, layer, a.in) {
				y, x := i/m.out.Width*f.Stride+f.First, i%m.out.Width*f.Stride+f.First
				want := [4]int{max(y, 0), min(y+f.Size, a.in.Height) - 1, max(x, 0), min(x+f.Size, a.in.Width) - 1}
				if got != want {
					t.Fatalf("%s: layer %d, field %+v: cell %d saw rows and columns %v, want %v", a.text, layer, f, i, got, want)
				}
			}
		}
		for layer, f := range fields {
			if f.Whole() != (layer > n.LastMap()) {
				t.Errorf("%s: layer %d: %+v", a.text, layer, f)
			}
		}
	}
}

// TestFieldWithoutAGrid has a block whose body goes by steps of three and
// whose shortcut by two, as four rows allow.
func TestFieldWithoutAGrid(t *testing.T) {
	n := arch(t, "residual(conv 2 1x1 /3); gap", Shape{4, 4, 1})
	if f := n.arch.Fields(n.input); !f[0].Whole() || n.LastMap() != -1 {
		t.Errorf("%+v", f)
	}
	// The largest pixel that a cell saw beyond the body's.
	if got := seenBy(t, n, 0, n.input)[3]; got != [4]int{2, 3, 2, 3} {
		t.Errorf("the last cell saw %v", got)
	}
}
