package search

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric"
	"mekiki/internal/safetensors"
)

// save writes an index as a file.
func save(w *bytes.Buffer, x *Index) error {
	f, err := x.File()
	if err != nil {
		return err
	}
	return safetensors.Encode(w, f)
}

// read reads such a file.
func read(data []byte, workers int) (*Index, error) {
	f, err := safetensors.Decode(bytes.NewReader(data), 1<<20)
	if err != nil {
		return nil, err
	}
	return FromFile(f, workers)
}

// TestFile: an index that was read answers as the saved one, and goes on counting as that would.
func TestFile(t *testing.T) {
	rng := rand.New(rand.NewPCG(101, 102))
	query := normal(rng, 5, false)
	for m, d := range measures(t, testDim) {
		x, err := NewIndex(normal(rng, []int{0, 1, 300}[m%3], m%2 == 0), testDim, d, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range []func() error{
			func() error { return nil },
			func() error { _, err := x.Add(query); return err },
			func() error { return x.Remove(x.view.Load().next - 2) },
			func() error { return x.Remove(x.view.Load().next - 1) },
		} {
			if err := change(); err != nil {
				t.Fatal(err)
			}
			var file, again bytes.Buffer
			if err := save(&file, x); err != nil {
				t.Fatal(err)
			}
			y, err := read(file.Bytes(), 2)
			if err != nil {
				t.Fatal(err)
			}
			if err := save(&again, y); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
				t.Errorf("%s: saved again it differs: %v", d.Name(), err)
			}
			got, err := y.Nearest(t.Context(), query, 4)
			if err != nil {
				t.Fatal(err)
			}
			want, err := x.Nearest(t.Context(), query, 4)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(got, want, same) || y.Len() != x.Len() || y.Dim() != testDim || y.Measure().Name() != d.Name() {
				t.Errorf("%s: %v, want %v", d.Name(), got, want)
			}
			first, err := y.Add(query)
			if err != nil || first != x.view.Load().next {
				t.Errorf("%s: the next row is %d, want %d, %v", d.Name(), first, x.view.Load().next, err)
			}
		}
	}
}

// TestFileAmong: an index lies beside other tensors.
func TestFileAmong(t *testing.T) {
	x, err := NewIndex([]float32{1, 2, 3, 4}, 2, measures(t, 2)[4], 1)
	if err != nil {
		t.Fatal(err)
	}
	f, err := x.File()
	if err != nil {
		t.Fatal(err)
	}
	f.Meta["other"] = "1"
	f.Tensors = append([]safetensors.Tensor{{Name: "weights", Shape: []int{1}, F32: []float32{7}}}, f.Tensors...)
	if y, err := FromFile(f, 1); err != nil || y.Len() != 2 {
		t.Errorf("%v", err)
	}
}

// valid is a file to break.
func valid(t testing.TB, d metric.Measure[float32]) *safetensors.File {
	t.Helper()
	x, err := NewIndex([]float32{1, 2, 3, 4, 5, 6}, 2, d, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Remove(1); err != nil {
		t.Fatal(err)
	}
	f, err := x.File()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFileErrors(t *testing.T) {
	at := func(f *safetensors.File, name string) *safetensors.Tensor {
		return &f.Tensors[slices.IndexFunc(f.Tensors, func(t safetensors.Tensor) bool { return t.Name == name })]
	}
	for want, spoil := range map[string]func(*safetensors.File){
		"no matrix of float32 named search.vectors": func(f *safetensors.File) { at(f, vectorsName).Shape = []int{4} },
		"longer than":                       func(f *safetensors.File) { at(f, vectorsName).Shape = []int{0, mostDim + 1} },
		"not for vectors of 2":              func(f *safetensors.File) { t := at(f, stateName); t.Shape, t.F32 = []int{1}, t.F32[:1] },
		`measure "cosinus" is not known`:    func(f *safetensors.File) { f.Meta[measureKey] = "cosinus" },
		`search.next is "x"`:                func(f *safetensors.File) { f.Meta[nextKey] = "x" },
		`search.next is "1"`:                func(f *safetensors.File) { f.Meta[nextKey] = "1" },
		`search.next is "2147483648"`:       func(f *safetensors.File) { f.Meta[nextKey] = "2147483648" },
		"does not name all of 2 rows":       func(f *safetensors.File) { at(f, rowsName).Name = "else" },
		"row 1 of search.rows is 3":         func(f *safetensors.File) { at(f, rowsName).I64[1] = 3 },
		"search.rows is not ascending":      func(f *safetensors.File) { at(f, rowsName).I64[0] = 2 },
		"row 1 holds":                       func(f *safetensors.File) { at(f, vectorsName).F32[3] /= 0 * at(f, vectorsName).F32[3] },
		"diagonal value 0 is 0; it must be": func(f *safetensors.File) { at(f, stateName).F32[0] = 0 },
	} {
		f := valid(t, measures(t, 2)[4])
		spoil(f)
		if _, err := FromFile(f, 1); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "save the index again") {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	x, err := NewIndex([]float32{1}, 1, spy{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.File(); err == nil || !strings.Contains(err.Error(), "cannot be saved") {
		t.Errorf("%v", err)
	}
}

// FuzzRead: any bytes give an index that answers and can be saved, or an error.
func FuzzRead(f *testing.F) {
	for _, m := range []int{0, 4, 6, 22} {
		var file bytes.Buffer
		if err := safetensors.Encode(&file, valid(f, measures(f, 2)[m])); err != nil {
			f.Fatal(err)
		}
		f.Add(file.Bytes())
		f.Add(file.Bytes()[:file.Len()-3])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := read(data, 1)
		if err != nil {
			return
		}
		hits, err := x.Nearest(t.Context(), make([]float32, x.Dim()), 2)
		if err != nil || len(hits[0]) < min(2, x.Len()) {
			t.Errorf("%v, %v", hits, err)
		}
		if _, err := x.File(); err != nil {
			t.Error(err)
		}
	})
}
