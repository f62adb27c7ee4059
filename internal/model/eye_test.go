package model

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/eye"
	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
	"mekiki/internal/safetensors"
)

// looking is small behind an eye for pictures of 16 x 16.
func looking(t testing.TB, e *eye.Eye, taps ...string) *Model {
	t.Helper()
	f, err := e.Front(eye.Options{Height: 16, Width: 16, Taps: taps})
	if err != nil {
		t.Fatal(err)
	}
	m := small()
	m.Meta.Input = Input{Height: 16, Width: 16, Channels: 3, Policy: "letterbox"}
	m.Meta.Eye = EyeOf(f)
	m.Meta.Network.Widths = []int{f.Dim(), 3, 2}
	m.Net = nn.New(m.Meta.Network.Widths, 1)
	m.Net.SetFront(f)
	return m
}

// ownEye is y = w*x, of a file.
func ownEye(t testing.TB) *eye.Eye {
	t.Helper()
	m := &wire.Model{Opset: map[string]int{"": 18}, Properties: []wire.Property{{Key: "mekiki.preprocess", Value: `{}`}}}
	m.Graph = wire.Graph{
		Nodes:        []wire.Node{{Op: "Conv", Inputs: []string{"x", "w"}, Outputs: []string{"y"}}, {Op: "Relu", Inputs: []string{"y"}, Outputs: []string{"z"}}},
		Initializers: []wire.Tensor{wire.NewFloats("w", []int{2, 3, 1, 1}, []float32{1, 2, 3, -4, 5, 6})},
		Inputs:       []wire.ValueInfo{{Name: "x", Type: wire.Float, Dims: []wire.Dim{{Size: 1}, {Size: 3}, {Size: -1, Symbol: "H"}, {Size: -1, Symbol: "W"}}}},
		Outputs:      []wire.ValueInfo{{Name: "z", Type: wire.Float}},
	}
	e, err := eye.Decode(wire.Encode(m), "own")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestEyeIsKept: the eye in the program is named, another one is in the file, and what
// was read gives the same bits and is written as the same bytes.
func TestEyeIsKept(t *testing.T) {
	embedded, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	pix := make([]uint8, 16*16*3)
	for i := range pix {
		pix[i] = uint8(3 * i)
	}
	for name, m := range map[string]*Model{"embedded": looking(t, embedded, "block2"), "own": looking(t, ownEye(t), "y")} {
		if m.Meta.Eye.Embedded != (name == "embedded") || m.Meta.Format() != 5 {
			t.Errorf("%s: %+v, format %d", name, m.Meta.Eye, m.Meta.Format())
		}
		b := bytesOf(t, m)
		if inside := bytes.Contains(b, []byte(`"eye":{"dtype":"U8"`)); inside != (name == "own") {
			t.Errorf("%s: the file holds an eye: %t", name, inside)
		}
		again, err := Read(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		src := nn.Source{Size: len(pix), U8: pix}
		want, got := make([]float32, 2), make([]float32, 2)
		m.Net.Embed(want, src, nil, 1)
		if again.Net.Embed(got, src, nil, 1); !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", name, got, want)
		}
		if !bytes.Equal(bytesOf(t, again), b) {
			t.Errorf("%s: written with other bytes", name)
		}
	}
}

func TestRefusesEyes(t *testing.T) {
	b := bytesOf(t, looking(t, ownEye(t), "y"))
	altered := func(change func(*safetensors.File)) []byte {
		f, err := safetensors.Decode(bytes.NewReader(b), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		change(f)
		var out bytes.Buffer
		if err := safetensors.Encode(&out, f); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	says := func(from, to string) func(*safetensors.File) {
		return func(f *safetensors.File) {
			text := strings.Replace(f.Meta[modelKey], from, to, 1)
			if text == f.Meta[modelKey] {
				t.Fatalf("no %s in %s", from, text)
			}
			f.Meta[modelKey] = text
		}
	}
	for name, c := range map[string]struct {
		change func(*safetensors.File)
		want   string
	}{
		"none": {func(f *safetensors.File) {
			f.Tensors = slices.DeleteFunc(f.Tensors, func(t safetensors.Tensor) bool { return t.Name == eyeTensor })
		}, "does not carry"},
		"other": {func(f *safetensors.File) { f.Tensors[len(f.Tensors)-1].U8[20] ^= 1 }, "eye"},
		"floats": {func(f *safetensors.File) {
			f.Tensors[len(f.Tensors)-1] = safetensors.Tensor{Name: "eye", Shape: []int{1}, F32: []float32{1}}
		}, "tensor"},
		"tap":     {says(`"taps":["y"]`, `"taps":["q"]`), "q"},
		"dim":     {says(`"dim":2`, `"dim":3`), "inputs"},
		"no eye":  {says(`"eye":{`, `"eyes":{`), "inputs"},
		"huge":    {says(`"dim":2`, `"dim":2000000`), "2000000"},
		"colours": {says(`"channels":3`, `"channels":2`), "values of pictures"},
	} {
		if _, err := Read(bytes.NewReader(altered(c.change))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v does not say %q", name, err, c.want)
		}
	}
	m := looking(t, ownEye(t), "y")
	m.Meta.Eye = nil
	if err := m.Write(&bytes.Buffer{}); err == nil {
		t.Error("a model was written without its eye")
	}
}
