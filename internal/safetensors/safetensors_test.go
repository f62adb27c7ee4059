package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func sample() *File {
	return &File{
		Meta: map[string]string{"who": "go", "日本": "目利き <&>"},
		Tensors: []Tensor{
			{Name: "step", Shape: nil, I64: []int64{-7}},
			{Name: "layers.10", Shape: []int{2, 3}, F32: []float32{-0.5, 0.25, 1, 2, 3, 4e30}},
			{Name: "layers.2", Shape: []int{0, 3}, F32: []float32{}},
			{Name: "pixels", Shape: []int{5}, U8: []uint8{0, 1, 2, 254, 255}},
		},
	}
}

func encode(t testing.TB, f *File) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := Encode(&buf, f); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestRoundTripKeepsOrder(t *testing.T) {
	want := sample()
	got, err := Decode(iotest.OneByteReader(bytes.NewReader(encode(t, want))), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("round trip (-want +got):\n%s", diff)
	}
}

func TestDataIsAligned(t *testing.T) {
	data := encode(t, sample())
	if n := binary.LittleEndian.Uint64(data); n%8 != 0 || data[8] != '{' {
		t.Errorf("header of %d bytes begins with %q", n, data[8])
	}
}

func TestReadsPython(t *testing.T) {
	f, err := os.Open("testdata/python.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := Decode(f, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if got.Meta["who"] != "python" || got.Meta["日本"] != "目利き <&>" {
		t.Errorf("metadata %q", got.Meta)
	}
	want := map[string]Tensor{
		"weight": {Name: "weight", Shape: []int{2, 3}, F32: []float32{-0.5, -0.25, 0, 0.25, 0.5, 0.75}},
		"step":   {Name: "step", I64: []int64{-7}},
		"pixels": {Name: "pixels", Shape: []int{5}, U8: []uint8{0, 1, 2, 3, 4}},
		"none":   {Name: "none", Shape: []int{0, 3}, F32: []float32{}},
	}
	for name, w := range want {
		g, ok := got.Get(name)
		if diff := cmp.Diff(w, g); !ok || diff != "" {
			t.Errorf("%s: found %v (-want +got):\n%s", name, ok, diff)
		}
	}
	if _, ok := got.Get("missing"); ok || len(got.Tensors) != len(want) {
		t.Errorf("%d tensors, want %d", len(got.Tensors), len(want))
	}
}

// TestPythonReads needs a Python with numpy and safetensors; TestReadsPython
// stands in where there is none.
func TestPythonReads(t *testing.T) {
	python := "python3"
	if exec.Command(python, "-c", "import numpy, safetensors").Run() != nil {
		t.Skip("no python3 with numpy and safetensors in PATH")
	}
	path := filepath.Join(t.TempDir(), "go.safetensors")
	if err := os.WriteFile(path, encode(t, sample()), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "testdata/make.py", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{
		"step int64 () [-7]", "layers.10 float32 (2, 3) [-0.5, 0.25, 1.0, 2.0, 3.0, ",
		"layers.2 float32 (0, 3) []", "pixels uint8 (5,) [0, 1, 2, 254, 255]", "('who', 'go')", "目利き <&>",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("Python does not see %q in\n%s", want, out)
		}
	}
}

func TestEveryTruncation(t *testing.T) {
	data := encode(t, sample())
	for n := range data {
		if _, err := Decode(bytes.NewReader(data[:n]), 1<<20); !errors.Is(err, ErrTruncated) {
			t.Fatalf("cut after %d of %d bytes: %v", n, len(data), err)
		}
	}
}

// raw is a file of the given header and data.
func raw(header, data string) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), data...)
}

func TestRefuses(t *testing.T) {
	tests := []struct {
		name, want string
		file       []byte
	}{
		{"terabyte header", "claims a header of", binary.LittleEndian.AppendUint64(nil, 1<<43)},
		{"not JSON", "not a JSON object", raw("hello", "")},
		{"array", "not a JSON object", raw("[]", "")},
		{"unfinished", "header", raw(`{"a":{"dtype":"U8"`, "")},
		{"text after", "after the JSON object", raw(`{} x`, "")},
		{"twice", "twice", raw(`{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, "x")},
		{"metadata number", "metadata", raw(`{"__metadata__":{"a":1}}`, "")},
		{"terabyte data", "at most", raw(`{"a":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,4000000000000]}}`, "")},
		{"overflow", "does not fill", raw(`{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}`, "1234")},
		{"negative shape", "out of range", raw(`{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}`, "x")},
		{"negative offset", "hole or overlap", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}`, "x")},
		{"shape disagrees", "does not fill", raw(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, "1234")},
		{"hole", "hole or overlap", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, "xx")},
		{"overlap", "hole or overlap", raw(`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}`, "xxx")},
		{"trailing", "bytes follow", raw(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, "xx")},
		{"many axes", "axes", raw(`{"a":{"dtype":"U8","shape":[1`+strings.Repeat(",1", 20)+`],"data_offsets":[0,1]}}`, "x")},
		{"half of a half", "does not fill", raw(`{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,1]}}`, "x")},
	}
	for _, test := range tests {
		_, err := Decode(bytes.NewReader(test.file), 1<<20)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want ErrFormat with %q", test.name, err, test.want)
		}
	}
}

func TestRefusesOtherTypes(t *testing.T) {
	for _, dtype := range []string{"F64", "F8_E4M3", "I32", "BOOL", ""} {
		_, err := Decode(bytes.NewReader(raw(`{"a":{"dtype":"`+dtype+`","shape":[1],"data_offsets":[0,8]}}`, "12345678")), 1<<20)
		if !errors.Is(err, ErrDType) || errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), `tensor "a" has dtype "`+dtype+`", only F32, F16`) {
			t.Errorf("%s: error %v", dtype, err)
		}
	}
}

// TestReadsHalves compares with the float32 that NumPy made of the same values.
func TestReadsHalves(t *testing.T) {
	f, err := os.Open("testdata/half.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := Decode(f, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for name, stored := range map[string]string{"half": "F16", "brain": "BF16"} {
		g, ok := got.Get(name)
		w, there := got.Get(name + ".F32")
		if !ok || !there || g.Stored != stored || w.Stored != "" || !slices.Equal(g.Shape, []int{2, 7}) {
			t.Fatalf("%s: %+v", name, g)
		}
		for i, v := range w.F32 {
			if math.Float32bits(g.F32[i]) != math.Float32bits(v) {
				t.Errorf("%s, value %d: %v, want %v", name, i, g.F32[i], v)
			}
		}
	}
}

// TestFloat16 compares every half with its definition (IEEE 754, 3.4).
func TestFloat16(t *testing.T) {
	for bits := range 1 << 16 {
		exp, frac := bits>>10&31, float64(bits&1023)/1024
		want := math.Ldexp(1+frac, exp-15)
		switch {
		case exp == 0:
			want = math.Ldexp(frac, -14)
		case exp == 31 && frac > 0:
			want = math.NaN()
		case exp == 31:
			want = math.Inf(1)
		}
		want = math.Copysign(want, float64(1-bits>>15*2))
		got := float64(Float16(uint16(bits)))
		if got != want && !(math.IsNaN(got) && math.IsNaN(want)) || math.Signbit(got) != (bits>>15 == 1) {
			t.Fatalf("%04x is %v, want %v", bits, got, want)
		}
	}
}

func TestReadErrorIsKept(t *testing.T) {
	broken := errors.New("cable pulled")
	for _, n := range []int{0, 4, 40, 400} {
		data := encode(t, sample())
		r := io.MultiReader(bytes.NewReader(data[:min(n, len(data))]), iotest.ErrReader(broken))
		if _, err := Decode(r, 1<<20); !errors.Is(err, broken) || errors.Is(err, ErrTruncated) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for name, f := range map[string]*File{
		"two dtypes": {Tensors: []Tensor{{Name: "a", F32: []float32{1}, U8: []uint8{1}}}},
		"no dtype":   {Tensors: []Tensor{{Name: "a"}}},
		"shape":      {Tensors: []Tensor{{Name: "a", Shape: []int{3}, U8: []uint8{1}}}},
		"no name":    {Tensors: []Tensor{{Shape: []int{1}, U8: []uint8{1}}}},
		"reserved":   {Tensors: []Tensor{{Name: "__metadata__", Shape: []int{1}, U8: []uint8{1}}}},
		"twice":      {Tensors: []Tensor{{Name: "a", U8: []uint8{1}}, {Name: "a", U8: []uint8{1}}}},
	} {
		if err := Encode(io.Discard, f); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

type fullDisk struct{ left int }

func (d *fullDisk) Write(b []byte) (int, error) {
	if len(b) > d.left {
		return 0, io.ErrShortWrite
	}
	d.left -= len(b)
	return len(b), nil
}

func TestEncodeReportsWriteError(t *testing.T) {
	big := &File{Tensors: []Tensor{{Name: "a", Shape: []int{1 << 16}, F32: make([]float32, 1<<16)}}}
	if err := Encode(&fullDisk{left: 100 << 10}, big); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error %v", err)
	}
}

func TestRoundTripOfAnyFloats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.SliceOfN(rapid.Uint32(), 0, 100).Draw(t, "bits")
		values := make([]float32, len(bits))
		for i, b := range bits {
			values[i] = math.Float32frombits(b)
		}
		name := rapid.StringN(1, 20, -1).Draw(t, "name")
		if name == metaKey || strings.ToValidUTF8(name, "") != name {
			t.Skip("not a name")
		}
		var buf bytes.Buffer
		if err := Encode(&buf, &File{Tensors: []Tensor{{Name: name, Shape: []int{len(values)}, F32: values}}}); err != nil {
			t.Fatal(err)
		}
		f, err := Decode(&buf, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range f.Tensors[0].F32 {
			if math.Float32bits(v) != bits[i] {
				t.Fatalf("value %d: %x, want %x", i, math.Float32bits(v), bits[i])
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(f, sample()))
	f.Add(encode(f, &File{}))
	f.Add(raw(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, "12345678"))
	for _, name := range []string{"python", "half"} {
		if python, err := os.ReadFile("testdata/" + name + ".safetensors"); err == nil {
			f.Add(python)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Decode(bytes.NewReader(data), 1<<20)
		if err != nil {
			if !errors.Is(err, ErrFormat) && !errors.Is(err, ErrTruncated) && !errors.Is(err, ErrDType) {
				t.Fatalf("error of no kind: %v", err)
			}
			return
		}
		var buf bytes.Buffer
		if err := Encode(&buf, file); err != nil {
			// The empty name is legal JSON, but nothing that we write.
			if _, empty := file.Get(""); !empty {
				t.Fatalf("decoded, not encodable: %v", err)
			}
			return
		}
		again, err := Decode(&buf, 1<<20)
		if err != nil || len(again.Tensors) != len(file.Tensors) {
			t.Fatalf("second round: %v", err)
		}
	})
}
