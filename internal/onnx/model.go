package onnx

import (
	"bytes"
	"io"
	"math"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
)

// Opsets of the standard that are read. Before 7 shapes were repeated in another
// way; what comes after the newest is not known yet.
const (
	oldestOpset = 7
	newestOpset = 28
)

// Model is a network as it stands in a file. It is not changed by use.
type Model struct {
	// Producer is the program that wrote the file, in its own words.
	Producer string
	Opset    int
	// Properties are what the file says of itself (metadata_props); of a key that
	// stands there twice, the last.
	Properties map[string]string
	// Inputs are what the network wants to be given.
	Inputs []Input
	// Outputs are the names of what it gives.
	Outputs []string

	graph   *wire.Graph
	weights map[string]*graph.Tensor
}

// Input is one input of a network.
type Input struct {
	Name string
	Kind graph.Kind
	// Dims has an entry an axis, mostly [N,C,H,W].
	Dims []Dim
}

// Dim is the extent of an axis: Size, or -1 where the file leaves it open and gives
// it at most a name.
type Dim struct {
	Size   int
	Symbol string
}

// Read reads an ONNX file of at most limit bytes. Errors are in a user's words, for
// which the caller puts the file's name in front.
func Read(r io.Reader, limit int64) (*Model, error) {
	// The buffer grows with what is there.
	var buf bytes.Buffer
	if n, err := io.Copy(&buf, io.LimitReader(r, limit+1)); err != nil {
		return nil, err
	} else if n > limit {
		return nil, lang.Errorf("the file has more than the %d bytes that are read", limit)
	}
	w, err := wire.Parse(buf.Bytes())
	if err != nil {
		return nil, err
	}
	return From(w)
}

// From is the network of a file that was read already, or that was put together in
// memory. Nodes, names and attributes are shared with w, which must not change
// afterwards; numbers are copied. Errors are those of Read.
func From(w *wire.Model) (*Model, error) {
	own := w.Graph
	own.Initializers = nil // they may hold the bytes of a file
	m := &Model{Producer: w.Producer, Opset: w.Opset[""], Properties: map[string]string{}, graph: &own, weights: map[string]*graph.Tensor{}}
	for _, p := range w.Properties {
		m.Properties[p.Key] = p.Value
	}
	switch {
	case m.Opset < oldestOpset || m.Opset > newestOpset:
		return nil, lang.Errorf("the file is of opset %d; opsets %d to %d are read: torch.onnx.export(..., opset_version=18)", m.Opset, oldestOpset, newestOpset)
	case len(w.Functions) > 0 && m.calls(w.Functions):
		return nil, lang.Errorf("the file defines operations of its own (%.80q), which are not read; put them in place: onnx.inliner.inline_local_functions in Python", w.Functions[0])
	}
	if err := m.takeWeights(w.Graph.Initializers); err != nil {
		return nil, err
	}
	if err := m.checkFactors(); err != nil {
		return nil, err
	}
	return m, m.takeInputs()
}

// calls reports whether a node is one of the file's own functions.
func (m *Model) calls(functions []string) bool {
	own := map[string]bool{}
	for _, f := range functions {
		own[f] = true
	}
	for _, n := range m.graph.Nodes {
		if own[n.Op] && n.Domain != "" {
			return true
		}
	}
	return false
}

// takeWeights turns the file's initialisers into tensors.
func (m *Model) takeWeights(initializers []wire.Tensor) error {
	for i := range initializers {
		t := &initializers[i]
		if m.weights[t.Name] != nil {
			return lang.Errorf("initialiser %.80q stands in the file twice", t.Name)
		}
		own := tensor(t)
		for _, v := range own.F {
			if math.IsNaN(float64(v)) {
				return lang.Errorf("initialiser %.80q has numbers that are none (NaN); the training has failed before this file was written", t.Name)
			}
		}
		m.weights[t.Name] = own
	}
	return nil
}

// checkFactors refuses infinite weights of what multiplies. Elsewhere infinity can be
// meant: a limit, or a mask before a softmax.
func (m *Model) checkFactors() error {
	for _, n := range m.graph.Nodes {
		switch n.Op {
		case "Conv", "ConvTranspose", "Gemm", "MatMul", "BatchNormalization":
		default:
			continue
		}
		for _, name := range n.Inputs {
			if w := m.weights[name]; w != nil && slices.ContainsFunc(w.F, func(v float32) bool { return math.IsInf(float64(v), 0) }) {
				return lang.Errorf("initialiser %.80q has infinite numbers, by which node %.80q (%s) multiplies; the training has failed before this file was written", name, label(&n), n.Op)
			}
		}
	}
	return nil
}

func (m *Model) takeInputs() error {
	for _, v := range m.graph.Inputs {
		if m.weights[v.Name] != nil {
			continue // files of before 2019 name initialisers among the inputs
		}
		in := Input{Name: v.Name}
		switch {
		case v.Dims == nil:
			return lang.Errorf("the file says nothing of the shape of its input %.80q; export it with one, such as [1,3,224,224]", v.Name)
		case v.Type.IsFloat():
		case v.Type == wire.Int64 || v.Type == wire.Int32 || v.Type == wire.Uint8 || v.Type == wire.Int8:
			in.Kind = graph.Int
		case v.Type == wire.Bool:
			in.Kind = graph.Bool
		default:
			return lang.Errorf("its input %.80q is of type %s; only numbers are read", v.Name, v.Type)
		}
		for _, d := range v.Dims {
			if d.Size > math.MaxInt32 {
				return lang.Errorf("its input %.80q has an axis of %d", v.Name, d.Size)
			}
			if d.Size <= 0 {
				d.Size = -1
			}
			in.Dims = append(in.Dims, Dim{int(d.Size), d.Symbol})
		}
		m.Inputs = append(m.Inputs, in)
	}
	for _, v := range m.graph.Outputs {
		m.Outputs = append(m.Outputs, v.Name)
	}
	return nil
}

// tensor is a tensor of a file as one of a graph.
func tensor(t *wire.Tensor) *graph.Tensor {
	own := &graph.Tensor{Type: graph.Type{Shape: t.Dims}}
	switch {
	case t.Type.IsFloat():
		own.F = t.Floats()
	case t.Type == wire.Bool:
		own.Kind, own.I = graph.Bool, t.Ints()
	default:
		own.Kind, own.I = graph.Int, t.Ints()
	}
	return own
}
