package wire

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// TestEncodeIsTheReverseOfParse writes every file of the operations' tests again: what
// is read back is the same, and so are the bytes of a second writing.
func TestEncodeIsTheReverseOfParse(t *testing.T) {
	files, err := filepath.Glob("../testdata/ops/*.onnx")
	if err != nil || len(files) < 150 {
		t.Fatal(len(files), err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want := parsed(t, b)
		written := Encode(want)
		got := parsed(t, written)
		if !bytes.Equal(Encode(got), written) {
			t.Errorf("%s: written twice, it is not the same", name)
		}
		sameForm(want)
		sameForm(got)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: read back it is\n%+v\nnot\n%+v", name, got, want)
		}
	}
}

func TestEncodeProperties(t *testing.T) {
	m := &Model{
		Producer: "program 1.2 (of today)", Opset: map[string]int{"": 17, "own": 3},
		Graph:      Graph{Inputs: []ValueInfo{{"x", Float, []Dim{{-1, "N"}, {3, ""}, {-1, ""}}}, {Name: "sequence"}, {"any", Int64, nil}}},
		Properties: []Property{{"b", "1"}, {"a", "日本"}, {"b", ""}},
	}
	got := parsed(t, Encode(m))
	if !reflect.DeepEqual(got, m) {
		t.Errorf("%+v\nnot\n%+v", got, m)
	}
}

func TestEncodePanics(t *testing.T) {
	for name, do := range map[string]func(){
		"functions":       func() { Encode(&Model{Functions: []string{"f"}}) },
		"graph attribute": func() { Encode(&Model{Graph: Graph{Nodes: []Node{{Attrs: []Attr{{Type: AttrGraph}}}}}}) },
		"floats":          func() { NewFloats("w", []int{2, 2}, make([]float32, 3)) },
		"ints":            func() { NewInts("w", nil, nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			do()
		}()
	}
}

func parsed(t *testing.T, b []byte) *Model {
	t.Helper()
	m, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// sameForm has all numbers as raw bytes.
func sameForm(m *Model) {
	raw := func(x *Tensor) { x.raw, x.typed = append([]byte{}, x.bytes()...), nil }
	for i := range m.Graph.Initializers {
		raw(&m.Graph.Initializers[i])
	}
	for _, n := range m.Graph.Nodes {
		for _, a := range n.Attrs {
			if a.Tensor != nil {
				raw(a.Tensor)
			}
		}
	}
}
