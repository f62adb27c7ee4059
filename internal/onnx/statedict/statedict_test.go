package statedict

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/safetensors"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRead reads both of PyTorch's formats; testdata/make.py says what is in them.
func TestRead(t *testing.T) {
	for _, name := range []string{"zip.pth", "legacy.pth"} {
		f, err := Read(file(t, name))
		if err != nil {
			t.Fatal(name, err)
		}
		want := []string{"conv.weight", "half", "brain", "double", "long", "int", "short", "char", "byte", "bool", "none", "one", "turned", "row", "parameter"}
		var names []string
		for _, x := range f.Tensors {
			names = append(names, x.Name)
			for i, v := range x.F32 {
				if v != float32(i)/4 {
					t.Errorf("%s: %s: number %d is %g", name, x.Name, i, v)
				}
			}
			for i, v := range x.I64 {
				w := int64(i) - 1
				switch {
				case x.Name == "bool":
					w = int64(1 - i%2)
				case x.Name == "byte" && i == 0:
					w = 255
				}
				if v != w {
					t.Errorf("%s: %s: number %d is %d", name, x.Name, i, v)
				}
			}
		}
		if !slices.Equal(names, want) {
			t.Errorf("%s: %v", name, names)
		}
		if got := f.Tensors[0].Shape; !slices.Equal(got, []int{2, 3, 1, 2}) || len(f.Tensors[0].F32) != 12 {
			t.Errorf("%s: %v", name, got)
		}
	}
	f, err := Read(file(t, "checkpoint.pth"))
	if err != nil || len(f.Tensors) != 2 || f.Tensors[0].Name != "weight" || len(f.Tensors[1].F32) != 1 {
		t.Errorf("a training program's file: %v %v", f, err)
	}
}

// TestSafetensors reads files of all lengths of header: such a file begins with it, and
// may begin as a pickle.
func TestSafetensors(t *testing.T) {
	for n := range 300 {
		var b bytes.Buffer
		name := strings.Repeat("w", n+1)
		if err := safetensors.Encode(&b, &safetensors.File{Tensors: []safetensors.Tensor{{Name: name, Shape: []int{2}, F32: []float32{1, 2}}}}); err != nil {
			t.Fatal(err)
		}
		f, err := Read(b.Bytes())
		if err != nil || !Is(b.Bytes()) || len(f.Tensors) != 1 || f.Tensors[0].F32[1] != 2 {
			t.Errorf("header of %d bytes: %v %v", b.Bytes()[0], f, err)
		}
	}
}

func TestErrors(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"evil":  {file(t, "evil.pth"), "__builtin__.print"},
		"model": {file(t, "model.pth"), "state_dict()"},
		"cut":   {file(t, "legacy.pth")[:900], "cut short"},
		"cut 2": {file(t, "zip.pth")[:900], "cut short"},
		"cut 3": {cutTensors(t), "after 8 of its 16 bytes"},
		"text":  {[]byte("these are no weights"), "neither"},
		"empty": {nil, "neither"},
	} {
		if _, err := Read(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// cutTensors is a .safetensors file of four numbers without the last two.
func cutTensors(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := safetensors.Encode(&b, &safetensors.File{Tensors: []safetensors.Tensor{{Name: "w", Shape: []int{4}, F32: make([]float32, 4)}}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()[:b.Len()-8]
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"zip.pth", "legacy.pth", "checkpoint.pth", "evil.pth", "model.pth"} {
		f.Add(file(f, name))
	}
	f.Fuzz(func(_ *testing.T, b []byte) {
		if d, err := Read(b); err == nil && d == nil {
			panic("nothing")
		}
		// The machine alone: an archive's checksums keep changes from it.
		if v, _, err := unpickle(b, map[string]string{}); err == nil {
			_, _ = collect(v, nil, 1<<20)
		}
	})
}
