package wire

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"mekiki/internal/lang"
)

// Model is a whole file.
type Model struct {
	Producer string         // the program that wrote it, and its version
	Opset    map[string]int // domain to version; the standard's domain is ""
	Graph    Graph
	// Properties are what the writer says of the model (metadata_props), in the file's
	// order.
	Properties []Property
	// Functions are names of operations that the file itself defines.
	Functions []string
}

// Property is one thing that a writer says of a model.
type Property struct{ Key, Value string }

// Graph is a network: what comes in, what goes out, and what is done.
type Graph struct {
	Name         string
	Inputs       []ValueInfo // may name initialisers too
	Outputs      []ValueInfo
	Nodes        []Node
	Initializers []Tensor
}

// ValueInfo names a value with its type.
type ValueInfo struct {
	Name string
	Type DataType
	// Dims are nil where the file says nothing of the shape, not even its length.
	Dims []Dim
}

// Dim is one extent: a number, a symbol, or nothing (-1 and "").
type Dim struct {
	Size   int64 // -1: open
	Symbol string
}

// Node is one operation.
type Node struct {
	Name    string
	Op      string
	Domain  string // "" is the standard's
	Inputs  []string
	Outputs []string
	Attrs   []Attr
}

// Parse reads the bytes of an ONNX file. Weights stay views of b, which must not
// change afterwards. Errors say what the file is instead, where that can be seen.
// Weights that lie in other files are an error.
func Parse(b []byte) (*Model, error) { return ParseWith(b, nil) }

// ParseWith is Parse, and weights that lie in other files are views of what open gives
// for the names of these: paths as they stand in the file, which may lead anywhere.
func ParseWith(b []byte, open func(location string) ([]byte, error)) (*Model, error) {
	m, err := parse(b)
	if err != nil {
		return nil, err
	}
	return m, m.fetch(open)
}

func parse(b []byte) (*Model, error) {
	if err := notONNX(b); err != nil {
		return nil, err
	}
	m := &Model{Opset: map[string]int{}}
	graphs := 0
	err := scan(b, func(f field) error {
		switch f.num {
		case 2:
			m.Producer = f.text() + m.Producer
		case 3:
			m.Producer += " " + f.text()
		case 7:
			graphs++
			return m.Graph.parse(f.b)
		case 8:
			domain, version := "", 0
			err := scan(f.b, func(f field) error {
				switch f.num {
				case 1:
					domain = f.text()
				case 2:
					version = int(int64(f.bits))
				}
				return nil
			})
			if domain == "ai.onnx" {
				domain = ""
			}
			m.Opset[domain] = version
			return err
		case 14:
			key, value, err := entry(f.b)
			m.Properties = append(m.Properties, Property{key, value})
			return err
		case 25:
			return scan(f.b, func(f field) error {
				if f.num == 1 {
					m.Functions = append(m.Functions, f.text())
				}
				return nil
			})
		}
		return nil
	})
	switch {
	case errors.Is(err, errCut) && graphs == 0:
		return nil, lang.Errorf("this is no ONNX file, or it is cut short")
	case err != nil:
		return nil, err
	case graphs != 1:
		return nil, lang.Errorf("this is no ONNX file: it has %d graphs where one is needed", graphs)
	}
	return m, nil
}

// notONNX knows some things that are given by mistake.
func notONNX(b []byte) error {
	head := b[:min(len(b), 512)]
	switch {
	case len(b) == 0:
		return lang.Errorf("the file is empty")
	case bytes.HasPrefix(head, []byte("version https://git-lfs")):
		return lang.Errorf("this is a placeholder of Git LFS, not the network; fetch the file itself with `git lfs pull`")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return lang.Errorf("this is a zip archive (a .pth or .zip), not an ONNX file")
	case bytes.HasPrefix(head, []byte("\x89HDF")):
		return lang.Errorf("this is an HDF5 file (Keras), not ONNX; convert it with tf2onnx")
	case utf8.Valid(head[:max(0, len(head)-utf8.UTFMax)]) && !bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }):
		return lang.Errorf("this is a text; neither a network nor weights stand in it")
	}
	return nil
}

func (g *Graph) parse(b []byte) error {
	return scan(b, func(f field) error {
		switch f.num {
		case 1:
			n, err := parseNode(f.b)
			if err != nil {
				return within(lang.T("node"), n.label(), err)
			}
			g.Nodes = append(g.Nodes, n)
		case 2:
			g.Name = f.text()
		case 5:
			t, err := parseTensor(f.b)
			if err != nil {
				return within(lang.T("initialiser"), t.Name, err)
			}
			g.Initializers = append(g.Initializers, t)
		case 11, 12:
			v, err := parseValueInfo(f.b)
			if err != nil {
				return within(lang.T("value"), v.Name, err)
			}
			if f.num == 11 {
				g.Inputs = append(g.Inputs, v)
			} else {
				g.Outputs = append(g.Outputs, v)
			}
		case 15:
			return lang.Errorf("the file has sparse initialisers, which are not read; export with dense weights")
		}
		return nil
	})
}

// label is what a node is called in messages: its name, or else its first output.
func (n *Node) label() string {
	if n.Name == "" && len(n.Outputs) > 0 {
		return n.Outputs[0]
	}
	return n.Name
}

func parseNode(b []byte) (Node, error) {
	var n Node
	err := scan(b, func(f field) error {
		switch f.num {
		case 1:
			n.Inputs = append(n.Inputs, f.text())
		case 2:
			n.Outputs = append(n.Outputs, f.text())
		case 3:
			n.Name = f.text()
		case 4:
			n.Op = f.text()
		case 5:
			a, err := parseAttr(f.b)
			if err != nil {
				return within(lang.T("attribute"), a.Name, err)
			}
			n.Attrs = append(n.Attrs, a)
		case 7:
			if n.Domain = f.text(); n.Domain == "ai.onnx" {
				n.Domain = ""
			}
		}
		return nil
	})
	return n, err
}
