package onnx

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"mekiki/internal/onnx/graph"
	fastrun "mekiki/internal/onnx/run"
)

// msg is a message of protocol buffers: numbers and their fields, a string, bytes or
// an int each.
func msg(fields ...any) []byte {
	var b []byte
	for i := 0; i < len(fields); i += 2 {
		num := protowire.Number(fields[i].(int))
		switch v := fields[i+1].(type) {
		case string:
			b = protowire.AppendString(protowire.AppendTag(b, num, protowire.BytesType), v)
		case []byte:
			b = protowire.AppendBytes(protowire.AppendTag(b, num, protowire.BytesType), v)
		case int:
			b = protowire.AppendVarint(protowire.AppendTag(b, num, protowire.VarintType), uint64(v))
		}
	}
	return b
}

// opNode is a node with one result.
func opNode(op, in, out string, more ...any) []byte {
	fields := []any{3, "the_" + out, 4, op, 2, out}
	for _, name := range strings.Fields(in) {
		fields = append(fields, 1, name)
	}
	return msg(append(fields, more...)...)
}

// info names a value of float32.
func info(name string, dims ...int) []byte {
	var shape []any
	for _, d := range dims {
		if d < 0 {
			shape = append(shape, 1, msg(2, "open"))
		} else {
			shape = append(shape, 1, msg(1, d))
		}
	}
	return msg(1, name, 2, msg(1, msg(1, 1, 2, msg(shape...))))
}

// file is a model of opset 18 with an input x and an output y.
func file(dims []int, graph ...any) []byte {
	return msg(8, msg(2, 18), 7, msg(append(graph, 11, info("x", dims...), 12, msg(1, "y"))...))
}

func weight(name string, more ...any) []byte { return msg(append([]any{8, name, 2, 1}, more...)...) }

// TestErrors is about what users give by mistake: each message says what is wrong
// and where.
func TestErrors(t *testing.T) {
	picture := []int{1, 3, 8, 8}
	conv := opNode("Conv", "x w", "y")
	whole, err := os.ReadFile(filepath.Join("testdata", "ops", "conv.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		o    Options
		want []string
	}{
		"empty":          {nil, Options{}, []string{"empty"}},
		"text":           {[]byte("This is not a network, but a letter.\n"), Options{}, []string{"a text"}},
		"git lfs":        {[]byte("version https://git-lfs.github.com/spec/v1\noid sha256:12\n"), Options{}, []string{"git lfs pull"}},
		"zip":            {[]byte("PK\x03\x04\x00\x00\x00\x00"), Options{}, []string{"zip"}},
		"noise":          {bytes.Repeat([]byte{0xff, 1, 7}, 99), Options{}, []string{"no ONNX file"}},
		"cut":            {whole[:len(whole)/2], Options{}, []string{"no ONNX file, or it is cut short"}},
		"old":            {msg(8, msg(2, 6), 7, msg(11, info("x"))), Options{}, []string{"opset 6", "opset_version=18"}},
		"unknown":        {file(picture, 1, opNode("LSTM", "x", "y")), Options{}, []string{`"the_y" (LSTM, opset 18)`, "not known", "tap"}},
		"mistyped":       {file(picture, 1, opNode("Sotfmax", "x", "y")), Options{}, []string{"Softmax"}},
		"domain":         {file(picture, 1, opNode("FusedConv", "x", "y", 7, "com.microsoft")), Options{}, []string{"com.microsoft"}},
		"attribute":      {file(picture, 1, opNode("Relu", "x", "y", 5, msg(1, "slope", 3, 1, 20, 2))), Options{}, []string{"slope"}},
		"attribute type": {file(picture, 1, opNode("Softmax", "x", "y", 5, msg(1, "axis", 4, "1", 20, 3))), Options{}, []string{"axis", "another type"}},
		"missing":        {file(picture, 1, conv), Options{}, []string{`needs "w"`, "initialiser is missing"}},
		"missing input":  {file(picture, 1, opNode("Add", "x", "y")), Options{}, []string{"lacks input 2"}},
		"twice":          {file(picture, 5, weight("w", 1, 1, 9, "1234"), 5, weight("w", 1, 1, 9, "1234")), Options{}, []string{`"w"`, "twice"}},
		"made twice":     {file(picture, 1, opNode("Relu", "x", "y"), 1, opNode("Tanh", "x", "y")), Options{}, []string{`"y" is made twice`}},
		"circle":         {file(picture, 1, opNode("Add", "x b", "a"), 1, opNode("Relu", "a", "b"), 1, opNode("Relu", "b", "y")), Options{}, []string{"the_a", "circle"}},
		"self":           {file(picture, 1, opNode("Add", "x y", "y")), Options{}, []string{"circle"}},
		"terabytes":      {file(picture, 1, conv, 5, weight("w", 1, 1<<30, 1, 1<<10, 9, "1234")), Options{}, []string{`"w"`, "needs", "has 4"}},
		"overflow":       {file(picture, 1, conv, 5, weight("w", 1, 1<<31-1, 1, 1<<31-1, 1, 1<<31-1, 9, "")), Options{}, []string{"out of range"}},
		"negative":       {file(picture, 1, conv, 5, weight("w", 1, -1, 9, "1234")), Options{}, []string{`"w"`, "an axis of -1"}},
		"short weights":  {file(picture, 1, conv, 5, weight("w", 1, 2, 9, "1234")), Options{}, []string{"needs 8 bytes", "has 4"}},
		"external":       {file(picture, 1, conv, 5, weight("w", 1, 2, 14, 1, 13, msg(1, "location", 2, "../weights.bin"))), Options{}, []string{"weights.bin", "external_data=False"}},
		"strings":        {file(picture, 1, conv, 5, msg(8, "w", 2, 8)), Options{}, []string{"string", "float32"}},
		"NaN":            {file(picture, 1, conv, 5, weight("w", 1, 1, 9, "\x00\x00\xc0\x7f")), Options{}, []string{"NaN", `"w"`}},
		"infinite":       {file(picture, 1, conv, 5, weight("w", 1, 1, 9, "\x00\x00\x80\x7f")), Options{}, []string{"infinite", `"w"`, `"the_y" (Conv)`}},
		"5 dimensions":   {file([]int{1, 3, 4, 8, 8}, 1, opNode("Relu", "x", "y")), Options{}, []string{"5 dimensions"}},
		"open":           {file([]int{1, 3, -1, -1}, 1, opNode("Relu", "x", "y")), Options{}, []string{"axis 2 (open)", "height and width"}},
		"no tap":         {file(picture, 1, opNode("Relu", "x", "layer3.out"), 1, opNode("Relu", "layer3.out", "y")), Options{Taps: []string{"layer3.oot"}}, []string{"layer3.oot", `did you mean "layer3.out"`}},
		"axes":           {file(picture, 1, opNode("Transpose", "x", "y", 5, msg(1, "perm", 8, 0, 8, 9, 8, 2, 8, 1, 20, 7))), Options{}, []string{"orders axes as [0 9 2 1]"}},
		"many axes":      {file(picture, 1, opNode("Transpose", "x", "y", 5, msg(1, "perm", 8, 0, 8, 1, 20, 7))), Options{}, []string{"orders axes as [0 1]"}},
		"huge kernel":    {file(picture, 1, opNode("AveragePool", "x", "y", 5, msg(1, "kernel_shape", 8, 1<<20, 8, 1<<20, 20, 7), 5, msg(1, "pads", 8, 1<<19, 8, 1<<19, 8, 1<<19, 8, 1<<19, 20, 7))), Options{}, []string{"1048576 x 1048576", "too large"}},
		"a mask":         {file(picture, 1, opNode("Dropout", "x", "y", 2, "mask")), Options{Taps: []string{"mask"}}, []string{`"mask" is a further result of node "the_y" (Dropout)`, `ask for "y"`}},
		"wrong channels": {file(picture, 1, conv, 5, weight("w", 1, 1, 1, 4, 1, 1, 1, 1, 9, strings.Repeat("\x00\x00\x80?", 4))), Options{}, []string{"the_y", "3 channels"}},
		"small picture":  {file(picture, 1, opNode("MaxPool", "x", "y", 5, msg(1, "kernel_shape", 8, 9, 8, 9, 20, 7))), Options{}, []string{"larger pictures"}},
		"huge picture":   {file(picture, 1, opNode("Relu", "x", "y")), Options{Height: 1 << 20, Width: 1 << 20}, []string{"too large"}},
		"training":       {file(picture, 1, opNode("Dropout", "x r t", "y"), 5, weight("r", 9, "\x00\x00\x00?"), 5, msg(8, "t", 2, 9, 9, "\x01")), Options{}, []string{"model.eval()"}},
		"data dependent": {file(picture, 1, opNode("Cast", "x", "i", 5, msg(1, "to", 3, 7, 20, 2)), 1, opNode("Reshape", "x i", "y")), Options{}, []string{"depend on what is in the picture"}},
	} {
		m, err := Read(bytes.NewReader(c.file), 1<<20)
		if err == nil {
			_, err = m.Graph(c.o)
		}
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q does not say %q", name, err, w)
			}
		}
	}
	if _, err := Read(bytes.NewReader(whole), 10); err == nil || !strings.Contains(err.Error(), "more than the 10 bytes") {
		t.Errorf("limit: %v", err)
	}
}

// TestTaps builds only what is needed: what stands behind a tap may be unknown.
func TestTaps(t *testing.T) {
	b := file([]int{1, 3, 8, 8}, 1, opNode("Relu", "x", "a"), 1, opNode("Sigmoid", "a", "s"), 1, opNode("Mul", "a s", "b"), 1, opNode("LSTM", "b", "y"))
	m, err := Read(bytes.NewReader(b), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	g, err := m.Graph(Options{Taps: []string{"b", "a"}})
	if err != nil {
		t.Fatal(err)
	}
	if s := spell(g); s != "ReLU SiLU" || len(g.Outputs) != 2 || g.Outputs[0].Name != "b" || g.Outputs[1].Value.Name != "a" {
		t.Errorf("%s %+v", s, g.Outputs)
	}
	if _, err := g.Find("s"); err == nil || !strings.Contains(err.Error(), "larger operation") {
		t.Errorf("a value that was taken in: %v", err)
	}
	if _, err := g.Find("c"); err == nil {
		t.Error("a value that is not there was found")
	}
}

// FuzzRead gives anything to the reader. Small networks, and damaged ones, must end in
// a graph or an error; a graph of one picture is computed.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/ops/*.onnx")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(_ *testing.T, b []byte) {
		m, err := Read(bytes.NewReader(b), 1<<16)
		if err != nil {
			return
		}
		for _, plain := range []bool{true, false} {
			g, err := m.within(1<<16, Options{Height: 9, Width: 7, Plain: plain})
			if err != nil {
				continue
			}
			Describe(g)
			if net, err := fastrun.New(g, fastrun.Options{}); err == nil && !plain && values(g) < 1<<14 {
				r := net.Runner()
				r.Run(make([]float32, g.Inputs[0].Len()))
				r.Close()
			}
		}
	})
}

// values is how many numbers a graph computes.
func values(g *graph.Graph) int {
	sum := 0
	for _, n := range g.Nodes {
		for _, o := range n.Out {
			sum += o.Len()
		}
	}
	return sum
}
