package eye

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// sketch is a network behind y, a map of 2 channels and of the size of the picture.
type sketch struct{ wire.Graph }

// conv adds a convolution with weights and a bias of its own.
func (s *sketch) conv(in, out string, from, to, side int, attrs ...wire.Attr) *sketch {
	weights, bias := make([]float32, to*from*side*side), make([]float32, to)
	for i := range weights {
		weights[i] = float32(i*7%5)/4 - 0.4
	}
	for i := range bias {
		bias[i] = float32(i) / 8
	}
	s.Initializers = append(s.Initializers, wire.NewFloats(out+".w", []int{to, from, side, side}, weights), wire.NewFloats(out+".b", []int{to}, bias))
	return s.node("Conv", out, []string{in, out + ".w", out + ".b"}, attrs...)
}

func (s *sketch) node(op, out string, in []string, attrs ...wire.Attr) *sketch {
	s.Nodes = append(s.Nodes, wire.Node{Op: op, Inputs: in, Outputs: []string{out}, Attrs: attrs})
	return s
}

func (s *sketch) add(a, b, out string) *sketch { return s.node("Add", out, []string{a, b}) }

func attr(name string, v ...int64) wire.Attr {
	return wire.Attr{Name: name, Type: wire.AttrInts, Ints: v}
}

// eye looks at some of its values.
func (s *sketch) eye(t *testing.T, taps ...string) *Eye {
	t.Helper()
	text, err := json.Marshal(taps)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Decode(onnxBytes(func(m *wire.Model) {
		m.Properties = []wire.Property{{Key: preprocessKey, Value: `{}`}, {Key: tapsKey, Value: string(text)}}
		m.Graph.Nodes, m.Graph.Initializers = append(m.Graph.Nodes[:1], s.Nodes...), append(m.Graph.Initializers, s.Initializers...)
	}), "small")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestTailOfManyBlocks: blocks one behind the other are read one by one, whichever of the two summands comes
// first in the file.
func TestTailOfManyBlocks(t *testing.T) {
	const blocks = 60
	s, last := new(sketch), "y"
	for i := range blocks {
		body, sum := fmt.Sprint("u", i), fmt.Sprint("y", i)
		s.conv(last, body, 2, 2, 1)
		if i%2 == 0 {
			s.add(body, last, sum)
		} else {
			s.add(last, body, sum)
		}
		last = sum
	}
	tail, err := s.eye(t, last).Tail("y", Options{Height: 8, Width: 8})
	if err != nil {
		t.Fatal(err)
	}
	if len(tail.Layer.Body) != blocks+1 || tail.Layer.Body[0].Kind != nn.Residual {
		t.Errorf("%d layers: %s", len(tail.Layer.Body), tail.Layer)
	}
}

// TestTailOfOnePlace: where nothing but one place is left, strides do not matter.
func TestTailOfOnePlace(t *testing.T) {
	s := new(sketch).conv("y", "c", 2, 2, 1, attr("strides", 8, 8))
	s.conv("c", "u", 2, 3, 3, attr("pads", 1, 1, 1, 1), attr("strides", 2, 2)).conv("c", "s", 2, 3, 1, attr("strides", 2, 2)).add("u", "s", "z")
	e, o := s.eye(t, "y", "z"), Options{Height: 8, Width: 8}
	tail, err := e.Tail("c", o)
	if err != nil {
		t.Fatal(err)
	}
	f, err := e.Front(o)
	if err != nil {
		t.Fatal(err)
	}
	head, err := nn.Build(nn.Arch{{Kind: nn.Norm}}, nn.Shape{Height: 1, Width: 1, Channels: 5}, 1)
	if err != nil {
		t.Fatal(err)
	}
	compareTail(t, "one place", head.WithTail(tail.Layer, tail.Weights), tail, f, drawnBytes(8*8*3))
}

// TestTailRefusesShapes: what nn's layers and blocks would compute otherwise.
func TestTailRefusesShapes(t *testing.T) {
	border, even := attr("pads", 1, 1, 1, 1), attr("strides", 2, 2)
	group := wire.Attr{Name: "group", Type: wire.AttrInt, Int: 2}
	const apart, window = "does not come from one layer, as it is or by a 1x1 convolution", "borders of half its size"
	for name, c := range map[string]struct {
		s    *sketch
		says string
	}{
		// Of 8 places steps of 5 reach two, and so do steps of 4, but others.
		"another stride": {new(sketch).conv("y", "u", 2, 2, 1, attr("strides", 5, 5)).conv("y", "s", 2, 2, 1, attr("strides", 5, 5)).add("u", "s", "z"), apart},
		"3x3":            {new(sketch).conv("y", "u", 2, 2, 3, border, even).conv("y", "s", 2, 2, 3, border, even).add("u", "s", "z"), apart},
		"same shape":     {new(sketch).conv("y", "u", 2, 2, 1).conv("y", "s", 2, 2, 1).add("u", "s", "z"), apart},
		"one for all":    {new(sketch).conv("y", "u", 2, 2, 1, attr("strides", 8, 8)).add("y", "u", "z"), apart},
		"no border":      {new(sketch).conv("y", "z", 2, 2, 3), window},
		"gaps":           {new(sketch).conv("y", "z", 2, 2, 3, border, attr("dilations", 2, 2)), window},
		"oblong steps":   {new(sketch).conv("y", "z", 2, 2, 3, border, attr("strides", 1, 2)), window},
		"depthwise /2":   {new(sketch).conv("y", "z", 1, 2, 3, border, even, group), "2 groups at stride 2"},
	} {
		if _, err := c.s.eye(t, "z").Tail("y", Options{Height: 8, Width: 8}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTailRefusesTapsWithin: a tap within a block, or beside its body, would change with what is trained.
func TestTailRefusesTapsWithin(t *testing.T) {
	s := new(sketch).conv("y", "u", 2, 3, 1).conv("u", "v", 3, 3, 1).conv("y", "s", 2, 3, 1).add("v", "s", "z")
	for _, tap := range []string{"u", "s"} {
		if _, err := s.eye(t, tap, "z").Tail("y", Options{Height: 8, Width: 8}); err == nil || !strings.Contains(err.Error(), `"`+tap+`" is looked at`) {
			t.Errorf("%s: %v", tap, err)
		}
	}
}
