package eye

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
	"mekiki/internal/safetensors"
)

// onnxBytes is a model of one convolution of 1x1, y = w*x, and y -> z = relu(y).
func onnxBytes(change func(*wire.Model)) []byte {
	m := &wire.Model{Producer: "test", Opset: map[string]int{"": 18}}
	m.Graph = wire.Graph{
		Nodes: []wire.Node{
			{Op: "Conv", Inputs: []string{"x", "w"}, Outputs: []string{"y"}},
			{Op: "Relu", Inputs: []string{"y"}, Outputs: []string{"z"}},
		},
		Initializers: []wire.Tensor{wire.NewFloats("w", []int{2, 3, 1, 1}, []float32{1, 2, 3, 4, 5, 6})},
		Inputs:       []wire.ValueInfo{{Name: "x", Type: wire.Float, Dims: []wire.Dim{{Size: 1}, {Size: 3}, {Size: -1, Symbol: "H"}, {Size: -1, Symbol: "W"}}}},
		Outputs:      []wire.ValueInfo{{Name: "z", Type: wire.Float}},
	}
	if change != nil {
		change(m)
	}
	return wire.Encode(m)
}

// archive is a zip file of such content.
func archive(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// weightsFile is a .safetensors file of zeros.
func weightsFile(t testing.TB, shapes map[string][]int) []byte {
	t.Helper()
	f := &safetensors.File{}
	for name, shape := range shapes {
		n := 1
		for _, d := range shape {
			n *= d
		}
		f.Tensors = append(f.Tensors, safetensors.Tensor{Name: name, Shape: shape, F32: make([]float32, n)})
	}
	slices.SortFunc(f.Tensors, func(a, b safetensors.Tensor) int { return strings.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	if err := safetensors.Encode(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pickle(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "onnx", "statedict", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestOpenRefuses is about what users give by mistake, or others on purpose: the
// message names the file, what is wrong and what to do.
func TestOpenRefuses(t *testing.T) {
	whole := onnxBytes(nil)
	resnet := map[string][]int{"conv1.weight": {64, 3, 7, 7}, "bn1.weight": {64}, "layer1.0.conv1.weight": {64, 64, 3, 3}}
	for name, c := range map[string]struct {
		file string
		b    []byte
		want []string
	}{
		"text":            {"a.onnx", []byte("not a network\n"), []string{"a text"}},
		"empty":           {"a.onnx", nil, []string{"empty"}},
		"cut":             {"a.onnx", whole[:len(whole)-30], []string{"cut short"}},
		"code":            {"a.pth", pickle(t, "evil.pth"), []string{"__builtin__.print", "nothing of it was run"}},
		"bare code":       {"a.pth", []byte("\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R."), []string{"os.system", "nothing of it was run"}},
		"code in a wheel": {"a.whl", archive(t, map[string][]byte{"pkg/a.pth": pickle(t, "evil.pth")}), []string{"__builtin__.print"}},
		"a module":        {"a.pth", pickle(t, "model.pth"), []string{"state_dict()"}},
		"cut weights":     {"a.pth", pickle(t, "legacy.pth")[:900], []string{"cut short"}},
		"cut wheel":       {"a.whl", archive(t, map[string][]byte{"pkg/a.pth": pickle(t, "zip.pth")})[:300], []string{"cut short or damaged"}},
		"other weights":   {"a.pth", pickle(t, "zip.pth"), []string{"no network that is known", `"conv.weight" [2 3 1 2]`, "resnet18"}},
		"some weights":    {"a.safetensors", weightsFile(t, resnet), []string{"no network that is known"}},
		"empty wheel":     {"a.whl", archive(t, map[string][]byte{"pkg/__init__.py": nil}), []string{"no file that can be an eye"}},
		"two in a wheel":  {"a.whl", archive(t, map[string][]byte{"pkg/a.pth": nil, "pkg/b.onnx": nil}), []string{"several", "a.pth", "b.onnx"}},
		"bomb":            {"a.whl", archive(t, map[string][]byte{"pkg/a.onnx": make([]byte, 1<<20)}), []string{"more than the"}},
		"taps of others": {"a.onnx", onnxBytes(func(m *wire.Model) {
			m.Properties = []wire.Property{{Key: tapsKey, Value: `["q"]`}}
		}), []string{tapsKey, `"q"`}},
		"taps": {"a.onnx", onnxBytes(func(m *wire.Model) {
			m.Properties = []wire.Property{{Key: tapsKey, Value: "y,z"}}
		}), []string{tapsKey, "no list"}},
		"preprocess": {"a.onnx", onnxBytes(func(m *wire.Model) {
			m.Properties = []wire.Property{{Key: preprocessKey, Value: `{"std":[0]}`}}
		}), []string{"deviation of 0"}},
		"NaN": {"a.onnx", onnxBytes(func(m *wire.Model) {
			m.Graph.Initializers[0] = wire.NewFloats("w", []int{2, 3, 1, 1}, []float32{1, 2, float32(math.NaN()), 4, 5, 6})
		}), []string{"NaN", `"w"`}},
		"twice": {"a.onnx", onnxBytes(func(m *wire.Model) {
			m.Graph.Initializers = append(m.Graph.Initializers, m.Graph.Initializers[0])
		}), []string{`"w"`, "twice"}},
	} {
		path := filepath.Join(t.TempDir(), c.file)
		if err := os.WriteFile(path, c.b, 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path, "")
		if err == nil {
			t.Errorf("%s: opened", name)
			continue
		}
		for _, w := range append(c.want, c.file) {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q does not say %q", name, err, w)
			}
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none.pth"), ""); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), `"embedded"`) {
		t.Error(err)
	}
}

// TestGraphRefuses is about networks that can be read and are no eyes.
func TestGraphRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*wire.Model)
		o      Options
		want   string
	}{
		"no size":    {nil, Options{}, "height and width"},
		"five axes":  {func(m *wire.Model) { m.Graph.Inputs[0].Dims = append(m.Graph.Inputs[0].Dims, wire.Dim{Size: 4}) }, Options{Height: 4, Width: 4}, "5 dimensions"},
		"circle":     {func(m *wire.Model) { m.Graph.Nodes[0].Inputs[0] = "z" }, Options{Height: 4, Width: 4}, "circle"},
		"no tap":     {nil, Options{Height: 4, Width: 4, Taps: []string{"Z"}}, `did you mean "z"`},
		"no weights": {func(m *wire.Model) { m.Graph.Initializers = nil }, Options{Height: 4, Width: 4}, `needs "w"`},
		"unknown":    {func(m *wire.Model) { m.Graph.Nodes[1].Op = "LSTM" }, Options{Height: 4, Width: 4}, "not known"},
		"huge":       {nil, Options{Height: 1 << 20, Width: 1 << 20}, "too large"},
		"no numbers": {func(m *wire.Model) { m.Graph.Nodes[1].Op = "Shape" }, Options{Height: 4, Width: 4}, "a tap is a map"},
		"two axes": {func(m *wire.Model) {
			m.Graph.Inputs[0].Dims = m.Graph.Inputs[0].Dims[:2]
			m.Graph.Nodes[0] = wire.Node{Op: "Relu", Inputs: []string{"x"}, Outputs: []string{"y"}}
		}, Options{}, "numbers of the shape [1 3] instead of a picture"},
		"two channels": {func(m *wire.Model) {
			m.Graph.Inputs[0].Dims[1].Size = 2
			m.Graph.Initializers[0] = wire.NewFloats("w", []int{3, 2, 1, 1}, make([]float32, 6))
		}, Options{Height: 4, Width: 4}, "1 or 3 channels"},
	} {
		e, err := read(onnxBytes(c.change), "a.onnx", "")
		if err == nil {
			e.Preprocess = &nn.Preprocess{}
			_, err = e.Net(c.o, 1)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	e, err := read(onnxBytes(nil), "a.onnx", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Net(Options{Height: 4, Width: 4}, 1); err == nil || !strings.Contains(err.Error(), "eye import") {
		t.Error(err)
	}
}

// away is onnxBytes with its weights in another file.
func away(entries ...string) []byte {
	graph := func(tensor []byte) []byte {
		return bytes.Join([][]byte{message(1, message(1, "x", 1, "w", 2, "y", 4, "Conv")), message(5, tensor), message(11, message(1, "x", 2, message(1, message(1, 1, 2, message(1, message(1, 1), 1, message(1, 3), 1, message(1, 4), 1, message(1, 4)))))), message(12, message(1, "y"))}, nil)
	}
	tensor := message(1, 2, 1, 3, 1, 1, 1, 1, 2, 1, 8, "w", 14, 1)
	for i := 0; i < len(entries); i += 2 {
		tensor = append(tensor, message(13, message(1, entries[i], 2, entries[i+1]))...)
	}
	return append(message(8, message(2, 18)), message(7, graph(tensor))...)
}

// message is one of protocol buffers: numbers, each with a text, bytes or a number.
func message(fields ...any) []byte {
	var b []byte
	for i := 0; i < len(fields); i += 2 {
		num := uint64(fields[i].(int))
		switch v := fields[i+1].(type) {
		case int:
			b = binary.AppendUvarint(binary.AppendUvarint(b, num<<3), uint64(v))
		case string:
			b = append(binary.AppendUvarint(binary.AppendUvarint(b, num<<3|2), uint64(len(v))), v...)
		case []byte:
			b = append(binary.AppendUvarint(binary.AppendUvarint(b, num<<3|2), uint64(len(v))), v...)
		}
	}
	return b
}

// TestExternalData reads weights beside the file, and nothing outside of its folder.
func TestExternalData(t *testing.T) {
	dir := t.TempDir()
	inside := filepath.Join(dir, "in")
	if err := os.Mkdir(inside, 0o777); err != nil {
		t.Fatal(err)
	}
	var weights []byte
	for i := range 8 {
		weights = binary.LittleEndian.AppendUint32(weights, math.Float32bits(float32(i)))
	}
	for _, name := range []string{filepath.Join(inside, "w.bin"), filepath.Join(dir, "out.bin")} {
		if err := os.WriteFile(name, weights, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	linked := os.Symlink(filepath.Join("..", "out.bin"), filepath.Join(inside, "link.bin")) == nil
	path := filepath.Join(inside, "a.onnx")
	for _, c := range []struct {
		entries []string
		want    string // "" where it opens
	}{
		{[]string{"location", "w.bin", "offset", "8"}, ""},
		{[]string{"location", "w.bin", "offset", "4", "length", "24"}, ""},
		{[]string{"location", "w.bin", "offset", "12"}, "needs 24 bytes"},
		{[]string{"location", "w.bin", "offset", "40"}, "begin at byte 40"},
		{[]string{"location", "w.bin", "offset", "8", "length", "99"}, "cut short"},
		{[]string{"location", "w.bin", "offset", "-8"}, "makes no sense"},
		{[]string{"location", "w.bin", "length", "1e9"}, "makes no sense"},
		{[]string{"location", "none.bin"}, `"none.bin": there is no such file`},
		{[]string{"location", ""}, "outside of the folder"},
		{[]string{"location", "../out.bin"}, "outside of the folder"},
		{[]string{"location", filepath.Join(dir, "out.bin")}, "outside of the folder"},
		{[]string{"location", "link.bin"}, "outside of the folder"},
		{nil, "outside of the folder"},
	} {
		if !linked && slices.Contains(c.entries, "link.bin") {
			continue
		}
		if err := os.WriteFile(path, away(c.entries...), 0o666); err != nil {
			t.Fatal(err)
		}
		e, err := Open(path, "")
		if c.want == "" {
			if err != nil {
				t.Errorf("%v: %v", c.entries, err)
				continue
			}
			e.Taps = []string{"y"}
			b, err := e.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if m, err := wire.Parse(b); err != nil || m.Graph.Initializers[0].Floats()[5] != map[bool]float32{true: 7, false: 6}[len(c.entries) == 4 && c.entries[3] == "8"] {
				t.Errorf("%v: %v", c.entries, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "a.onnx") {
			t.Errorf("%v: %v", c.entries, err)
		}
	}
}

// FuzzRead gives anything to the reader of eyes.
func FuzzRead(f *testing.F) {
	f.Add(onnxBytes(nil))
	f.Add(archive(f, map[string][]byte{"pkg/a.onnx": onnxBytes(nil)}))
	f.Add(archive(f, map[string][]byte{"pkg/a.pth": pickle(f, "zip.pth")}))
	for _, name := range []string{"zip.pth", "legacy.pth", "evil.pth"} {
		f.Add(pickle(f, name))
	}
	f.Add(weightsFile(f, map[string][]int{"conv1.weight": {2, 3, 1, 1}, "bn1.weight": {2}, "layer1.0.conv1.weight": {2, 2, 1, 1}}))
	f.Add(onnxBytes(func(m *wire.Model) {
		m.Properties = []wire.Property{{Key: tapsKey, Value: `["y"]`}, {Key: preprocessKey, Value: `{"mean":[1,2,3]}`}}
	}))
	dir := f.TempDir()
	f.Fuzz(func(_ *testing.T, b []byte) {
		e, err := read(b, filepath.Join(dir, "a.onnx"), "")
		if err == nil && e.Hash == "" {
			panic(fmt.Sprint("no hash of ", len(b), " bytes"))
		}
	})
}
