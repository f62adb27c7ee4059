package onnx

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/export"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
)

// forms are the attributes and the most inputs that operations have in opset 17 and, of
// those that are newer, in the first opset that has them. ReduceMean and ReduceMax are those
// of opset 18.
var forms = map[string]struct {
	inputs int
	attrs  []string
}{
	"Clip": {3, nil}, "Pad": {4, []string{"mode"}}, "Slice": {5, nil}, "Split": {2, []string{"axis"}}, "Dropout": {3, []string{"seed"}},
	"Squeeze": {2, nil}, "Unsqueeze": {2, nil}, "ReduceSum": {2, []string{"keepdims", "noop_with_empty_axes"}},
	"ReduceMean": {2, []string{"keepdims", "noop_with_empty_axes"}}, "ReduceMax": {2, []string{"keepdims", "noop_with_empty_axes"}},
	"BatchNormalization": {5, []string{"epsilon", "momentum", "training_mode"}}, "Softmax": {1, []string{"axis"}}, "LogSoftmax": {1, []string{"axis"}},
	"Resize": {4, []string{"mode", "coordinate_transformation_mode", "nearest_mode"}}, "Upsample": {0, nil},
}

// eyeNode is a node; attributes are whole numbers, lists of them, float32 numbers or texts.
func eyeNode(op string, in []string, out []string, attrs ...any) wire.Node {
	n := wire.Node{Op: op, Inputs: in, Outputs: out}
	for i := 0; i < len(attrs); i += 2 {
		a := wire.Attr{Name: attrs[i].(string)}
		switch v := attrs[i+1].(type) {
		case int:
			a.Type, a.Int = wire.AttrInt, int64(v)
		case float64:
			a.Type, a.Float = wire.AttrFloat, float32(v)
		case string:
			a.Type, a.Text = wire.AttrString, v
		case []int64:
			a.Type, a.Ints = wire.AttrInts, v
		case []float32:
			a.Type, a.Floats = wire.AttrFloats, v
		}
		n.Attrs = append(n.Attrs, a)
	}
	return n
}

// TestExportedEyes: networks of all versions before the one that was trained, with
// operations that were written otherwise once, and with new ones, and outputs that lie in
// every way, give what they give alone; and no node has a form that the file's version
// does not know.
func TestExportedEyes(t *testing.T) {
	of := func(names ...string) []string { return names }
	whole := func(v ...int64) []int64 { return v }
	conv := eyeNode("Conv", of("x", "w"), of("conv"), "pads", whole(1, 1, 1, 1))
	type output struct {
		name string
		tap  export.Tap
	}
	for name, c := range map[string]struct {
		opset, writes int
		nodes         []wire.Node
		outputs       []output
	}{
		"opset 9": {9, export.Opset, []wire.Node{
			eyeNode("Pad", of("x"), of("pad"), "pads", whole(0, 0, 1, 0, 0, 0, 1, 2), "value", 0.5),
			eyeNode("Conv", of("pad", "w"), of("conv")),
			eyeNode("BatchNormalization", of("conv", "scale", "shift", "shift", "var"), of("norm", "mean.after")),
			eyeNode("Dropout", of("norm"), of("drop"), "ratio", 0.4),
			eyeNode("Clip", of("drop"), of("clip"), "max", 0.3),
			eyeNode("Split", of("clip"), of("a", "b"), "axis", 1, "split", whole(1, 3)),
			eyeNode("Softmax", of("a"), of("soft"), "axis", 2),
			eyeNode("Concat", of("soft", "b"), of("joined"), "axis", 1),
			eyeNode("Slice", of("joined"), of("slice"), "axes", whole(3), "starts", whole(1), "ends", whole(-1)),
			eyeNode("Upsample", of("slice", "scales"), of("large"), "mode", "linear"),
			eyeNode("ReduceSum", of("large"), of("rows"), "axes", whole(2), "keepdims", 0),
			eyeNode("Unsqueeze", of("rows"), of("map"), "axes", whole(3)),
			eyeNode("Squeeze", of("map"), of("end"), "axes", whole(3)),
		}, []output{{"end", export.Tap{Axes: 3, Channels: 1}}, {"joined", export.Tap{Axes: 4, Channels: 1}}}},
		"opset 7": {7, export.Opset, []wire.Node{
			conv,
			eyeNode("BatchNormalization", of("conv", "scale", "shift", "shift", "var"), of("norm"), "spatial", 1),
			eyeNode("Upsample", of("norm"), of("large"), "mode", "bilinear", "scales", []float32{1, 1, 2, 1.5}),
			eyeNode("LogSoftmax", of("large"), of("soft")),
			eyeNode("ReduceMean", of("soft"), of("seen"), "axes", whole(2, 3), "keepdims", 0),
		}, []output{{"seen", export.Tap{Axes: 2, Channels: 1}}}},
		// The last versions that wrote an operation otherwise.
		"opset 10": {10, export.Opset, []wire.Node{
			eyeNode("Pad", of("x"), of("pad"), "pads", whole(0, 0, 1, 0, 0, 0, 1, 2)), eyeNode("Conv", of("pad", "w"), of("conv")),
			eyeNode("Clip", of("conv"), of("clip"), "min", -0.2, "max", 0.3), eyeNode("Resize", of("clip", "scales"), of("large"), "mode", "nearest"),
		}, []output{{"large", export.Tap{Axes: 4, Channels: 1}}}},
		"opset 11": {11, export.Opset, []wire.Node{conv, eyeNode("Dropout", of("conv"), of("drop"), "ratio", 0.4)}, []output{{"drop", export.Tap{Axes: 4, Channels: 1}}}},
		"opset 12": {12, export.Opset, []wire.Node{
			conv, eyeNode("Split", of("conv"), of("a", "b"), "axis", 1, "split", whole(1, 3)), eyeNode("LogSoftmax", of("b"), of("soft"), "axis", 1),
			eyeNode("ReduceSum", of("soft"), of("rows"), "axes", whole(2), "keepdims", 0), eyeNode("Unsqueeze", of("rows"), of("map"), "axes", whole(3)),
			eyeNode("Squeeze", of("map"), of("end"), "axes", whole(3)),
		}, []output{{"end", export.Tap{Axes: 3, Channels: 1}}, {"a", export.Tap{Axes: 4, Channels: 1}}}},
		"opset 13": {13, export.Opset, []wire.Node{
			conv, eyeNode("BatchNormalization", of("conv", "scale", "shift", "shift", "var"), of("norm", "mean.after")), eyeNode("Softmax", of("norm"), of("soft"), "axis", 1),
		}, []output{{"soft", export.Tap{Axes: 4, Channels: 1}}}},
		"opset 20": {20, 20, []wire.Node{
			conv, eyeNode("HardSwish", of("conv"), of("swish")), eyeNode("ReduceMean", of("swish", "places"), of("mean"), "keepdims", 1),
			eyeNode("HardSigmoid", of("mean"), of("gate"), "alpha", 0.2), eyeNode("Mul", of("swish", "gate"), of("gated")),
			eyeNode("Transpose", of("gated"), of("last"), "perm", whole(0, 2, 3, 1)),
			eyeNode("LayerNormalization", of("last", "scale", "shift"), of("norm"), "axis", -1), eyeNode("MatMul", of("norm", "square"), of("linear")),
			eyeNode("Gelu", of("linear"), of("gelu")), eyeNode("Reshape", of("gelu", "tokens"), of("end")),
		}, []output{{"end", export.Tap{Axes: 3, Channels: 2}}, {"gelu", export.Tap{Axes: 4, Channels: 3}}, {"gated", export.Tap{Axes: 4, Channels: 1}}}},
		"opset 20, old operations": {20, export.Opset, []wire.Node{conv, eyeNode("Relu", of("conv"), of("end"))}, []output{{"end", export.Tap{Axes: 4, Channels: 1}}}},
	} {
		r := rand.New(rand.NewPCG(1, 8))
		floats := func(name string, dims ...int) wire.Tensor {
			n := 1
			for _, d := range dims {
				n *= d
			}
			v := make([]float32, n)
			for i := range v {
				if v[i] = float32(r.NormFloat64()); name == "var" {
					v[i] = 0.5 + r.Float32()
				}
			}
			return wire.NewFloats(name, dims, v)
		}
		in := nn.Shape{Height: 6, Width: 7, Channels: 3}
		w := &wire.Model{Opset: map[string]int{"": c.opset}, Graph: wire.Graph{
			Nodes: c.nodes, Inputs: []wire.ValueInfo{{Name: "x", Type: wire.Float, Dims: []wire.Dim{{Size: -1}, {Size: 3}, {Size: -1}, {Size: -1}}}},
			Initializers: []wire.Tensor{
				floats("w", 4, 3, 3, 3), floats("scale", 4), floats("shift", 4), floats("var", 4), floats("square", 4, 4),
				wire.NewFloats("scales", []int{4}, []float32{1, 1, 2, 1.5}), wire.NewInts("places", []int{2}, []int64{2, 3}), wire.NewInts("tokens", []int{3}, []int64{0, -1, 4}),
			},
		}}
		eye, names := &export.Eye{}, []string{}
		for _, o := range c.outputs {
			w.Graph.Outputs = append(w.Graph.Outputs, wire.ValueInfo{Name: o.name, Type: wire.Float})
			eye.Taps, names = append(eye.Taps, o.tap), append(names, o.name)
		}
		var err error
		if eye.Model, err = Cut(w, names); err != nil {
			t.Fatal(name, err)
		}
		pictures := noise(3*in.Size(), 4)
		seen := meansOf(t, eye, in, pictures)
		dim := len(seen) / 3
		net := shaken(nn.New([]int{dim, 5}, 3))
		want := make([]float32, 3*5)
		net.Embed(want, nn.Source{Size: dim, F32: seen}, nil, 1)
		known := knownPictures(t, "cor + che", 5, nil)
		m, err := export.Model(net, in, eye, known, "", nil)
		if err != nil {
			t.Fatal(name, err)
		}
		if m.Opset[""] != c.writes {
			t.Errorf("%s: written as opset %d", name, m.Opset[""])
		}
		once := map[string]bool{}
		for _, n := range m.Graph.Nodes {
			form, known := forms[n.Op]
			if c.writes < 18 && (n.Op == "ReduceMean" || n.Op == "ReduceMax") {
				form.inputs, form.attrs = 1, of("axes", "keepdims")
			}
			for _, a := range n.Attrs {
				if known && !slices.Contains(form.attrs, a.Name) {
					t.Errorf("%s: %s has the attribute %q", name, n.Op, a.Name)
				}
			}
			if known && len(n.Inputs) > form.inputs || once[n.Name] || n.Op == "BatchNormalization" && len(n.Outputs) > 1 {
				t.Errorf("%s: %s %q of %q gives %q", name, n.Op, n.Name, n.Inputs, n.Outputs)
			}
			once[n.Name] = true
		}
		for i, v := range outputOf(t, m, in, pictures, export.Embedding) {
			if math.Abs(v-float64(want[i])) > 3e-6*(1+math.Abs(float64(want[i]))) {
				t.Errorf("%s: value %d is %v, not %v", name, i, v, want[i])
			}
		}
		for i, v := range outputOf(t, m, in, pictures, export.Distance) {
			at := i % len(known.Labels) * 5
			if d := known.Measure.Value(want[i/len(known.Labels)*5:][:5], known.Rows[at:at+5]); math.Abs(v-d) > 1e-5*(1+d) {
				t.Errorf("%s: distance %d is %v, not %v", name, i, v, d)
			}
		}
	}
}

// meansOf are the means of the channels of all outputs of an eye, a row a picture.
func meansOf(t *testing.T, eye *export.Eye, in nn.Shape, pictures []uint8) []float32 {
	t.Helper()
	m, err := From(eye.Model)
	if err != nil {
		t.Fatal(err)
	}
	n := len(pictures) / in.Size()
	g, err := m.Graph(Options{Batch: n, Height: in.Height, Width: in.Width})
	if err != nil {
		t.Fatal(err)
	}
	x := eval.Zeros(g.Inputs[0].Type)
	for i, v := range pictures { // channels last
		p, c := i/3%(in.Height*in.Width), i%3
		x.F[(i/in.Size()*3+c)*in.Height*in.Width+p] = float64(v) / 255
	}
	rows := make([][]float32, n)
	for k, out := range g.Outputs {
		var a *eval.Array
		if err := eval.Graph(g, []*eval.Array{x}, func(v *graph.Value, computed *eval.Array) {
			if v == out.Value {
				a = computed
			}
		}); err != nil {
			t.Fatal(err)
		}
		axis := eye.Taps[k].Channels
		channels, after := a.Shape[axis], 1
		for _, d := range a.Shape[axis+1:] {
			after *= d
		}
		per := a.Len() / n
		for i := range n {
			sums := make([]float64, channels)
			for j, v := range a.F[i*per:][:per] {
				sums[j/after%channels] += v
			}
			for _, s := range sums {
				rows[i] = append(rows[i], float32(s*float64(channels)/float64(per)))
			}
		}
	}
	return slices.Concat(rows...)
}
