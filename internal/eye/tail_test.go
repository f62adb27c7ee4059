package eye

import (
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// drawnBytes are values of a picture without a pattern.
func drawnBytes(n int) []uint8 {
	pix := make([]uint8, n)
	state := uint32(1)
	for i := range pix {
		state = state*1664525 + 1013904223
		pix[i] = uint8(state >> 24)
	}
	return pix
}

// TestTail: the layers that are trained give what the eye gives, by the eye's own weights
// and, folded back into it, by others.
func TestTail(t *testing.T) {
	e, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Height: 48, Width: 66}
	for _, behind := range []string{"block5", "block8", "_blocks.8._depthwise_conv"} {
		tail, err := e.Tail(behind, o)
		if err != nil {
			t.Fatal(err)
		}
		head, err := nn.Build(nn.Arch{{Kind: nn.Norm}}, nn.Shape{Height: 1, Width: 1, Channels: 152}, 1)
		if err != nil {
			t.Fatal(err)
		}
		net := head.WithTail(tail.Layer, tail.Weights)
		pix := drawnBytes(48 * 66 * 3)
		compare := func(what string, f *Front) []float32 {
			t.Helper()
			return compareTail(t, behind+", "+what, net, tail, f, pix)
		}
		f, err := e.Front(o)
		if err != nil {
			t.Fatal(err)
		}
		before := compare("as it is", f)
		same, err := tail.Tuned(tail.Weights)
		if err != nil {
			t.Fatal(err)
		}
		if again := compare("folded back", same); !slices.Equal(again, before) {
			t.Errorf("%s: the eye's own weights give other means", behind)
		}
		for i := range net.Tensors()[:len(tail.Weights)] {
			v := net.Values(i)
			for k := range v {
				v[k] += 0.02 * float32(k%3)
			}
			net.SetValues(i, v)
		}
		_, values := net.WithoutTail()
		tuned, err := tail.Tuned(values)
		if err != nil {
			t.Fatal(err)
		}
		if after := compare("tuned", tuned); slices.Equal(after, before) || !slices.Equal(after[:40], before[:40]) {
			t.Errorf("%s: tuning changes all or nothing", behind)
		}
		if tuned.Eye.Name != "EfficientNet-Lite0 (tuned)" || tuned.Eye.Licence != e.Licence || tuned.Eye.Hash == same.Eye.Hash || !slices.Equal(tuned.Taps(), f.Taps()) {
			t.Errorf("%+v", tuned.Eye)
		}
		if now, _ := e.Front(o); !slices.Equal(meansOf(now, pix), before) {
			t.Errorf("%s: the eye in the program was changed", behind)
		}
	}
}

// compareTail holds a network, the tail and a norm that changes nothing, to what a front
// sees of a picture.
func compareTail(t *testing.T, what string, net *nn.Net, tail *Tail, f *Front, pix []uint8) []float32 {
	t.Helper()
	seen, got, want := make([]float32, tail.Dim()), make([]float32, f.Dim()), make([]float32, f.Dim())
	tail.See(seen, pix)
	f.See(want, pix)
	net.Embed(got, nn.Source{Size: len(seen), F32: seen}, nil, 1)
	for i, v := range got {
		if math.Abs(float64(v)*math.Sqrt(1+1e-5)-float64(want[i])) > 2e-5*(1+math.Abs(float64(want[i]))) {
			t.Fatalf("%s: value %d is %v, the eye gives %v", what, i, v, want[i])
		}
	}
	return want
}

// meansOf are what a front sees.
func meansOf(f *Front, pix []uint8) []float32 {
	v := make([]float32, f.Dim())
	f.See(v, pix)
	return v
}

func TestTailRefuses(t *testing.T) {
	e, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		behind string
		taps   []string
		says   string
	}{
		{"blok8", nil, `did you mean "block8"?`},
		{"block10", nil, "there is nothing to train"},
		{"block3", []string{"block4", "block5"}, "borders of half its size"},
		{"block4", nil, "borders of half its size"},
		{"block9", []string{"block4", "block8"}, "not every way"},
		{"block8", []string{"block9", "block10"}, `"block9" is looked at`},
		{"_blocks.10._expand_conv", nil, "not every way"},
		{"_blocks.10._depthwise_conv", nil, "does not come from one layer"},
	} {
		if _, err := e.Tail(c.behind, Options{Height: 64, Width: 64, Taps: c.taps}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s of %v: %v does not say %q", c.behind, c.taps, err, c.says)
		}
	}
	small := func(nodes []wire.Node, weights ...wire.Tensor) *Eye {
		b := onnxBytes(func(m *wire.Model) {
			m.Properties = []wire.Property{{Key: preprocessKey, Value: `{}`}, {Key: tapsKey, Value: `["z"]`}}
			m.Graph.Nodes, m.Graph.Initializers = append(m.Graph.Nodes[:1], nodes...), append(m.Graph.Initializers, weights...)
		})
		e, err := Decode(b, "small")
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	ones := wire.NewFloats("v", []int{2, 2, 1, 1}, []float32{1, 1, 1, 1})
	for says, e := range map[string]*Eye{
		"it has no bias":   small([]wire.Node{{Op: "Conv", Inputs: []string{"y", "v"}, Outputs: []string{"z"}}}, ones),
		"Mul of two maps":  small([]wire.Node{{Op: "Mul", Inputs: []string{"y", "y"}, Outputs: []string{"z"}}}),
		"no gradient here": small([]wire.Node{{Op: "MaxPool", Inputs: []string{"y"}, Outputs: []string{"z"}, Attrs: []wire.Attr{{Name: "kernel_shape", Type: wire.AttrInts, Ints: []int64{2, 2}}}}}),
		"ReLU and ReLU6":   small([]wire.Node{{Op: "Sigmoid", Inputs: []string{"y"}, Outputs: []string{"z"}}}),
		"computed, shared": small([]wire.Node{
			{Op: "Conv", Inputs: []string{"y", "v", "b"}, Outputs: []string{"u"}}, {Op: "Conv", Inputs: []string{"u", "v", "b"}, Outputs: []string{"z"}},
		}, ones, wire.NewFloats("b", []int{2}, []float32{1, 2})),
	} {
		if _, err := e.Tail("y", Options{Height: 8, Width: 8}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v does not say %q", err, says)
		}
	}
	// What is not trained must not change with what is.
	bias, others := wire.NewFloats("b", []int{2}, []float32{1, 2}), wire.NewFloats("v2", []int{2, 2, 1, 1}, []float32{1, 2, 3, 4})
	shared := small([]wire.Node{
		{Op: "Conv", Inputs: []string{"y", "v", "b"}, Outputs: []string{"u"}}, {Op: "Conv", Inputs: []string{"u", "v2", "b"}, Outputs: []string{"z"}},
	}, ones, others, bias)
	if _, err := shared.Tail("u", Options{Height: 8, Width: 8}); err == nil || !strings.Contains(err.Error(), `"b" are computed, shared`) {
		t.Errorf("weights of a layer before: %v", err)
	}
	branch := small([]wire.Node{
		{Op: "Conv", Inputs: []string{"y", "v", "b"}, Outputs: []string{"u"}}, {Op: "Relu", Inputs: []string{"u"}, Outputs: []string{"z"}},
		{Op: "Sigmoid", Inputs: []string{"u"}, Outputs: []string{"s"}},
	}, ones, bias)
	if _, err := branch.Tail("y", Options{Height: 8, Width: 8, Taps: []string{"s", "z"}}); err == nil || !strings.Contains(err.Error(), `"s" is looked at`) {
		t.Errorf("a tap of a branch: %v", err)
	}
	if _, err := branch.Tail("u", Options{Height: 8, Width: 8, Taps: []string{"s", "z"}}); err != nil {
		t.Errorf("a tap of a branch that stays as it is: %v", err)
	}
}
