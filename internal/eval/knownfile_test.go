package eval

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"

	"mekiki/internal/metric"
	"mekiki/internal/safetensors"
	"mekiki/internal/search"
)

// savedKnown are some known pictures, and the file of them.
func savedKnown(t testing.TB) (*Known, *KnownAbout, []byte) {
	t.Helper()
	const dim = 3
	set := crowds(rand.New(rand.NewPCG(8, 9)), 30, dim, []int32{0, 1, 2})
	measure, err := metric.ParseMeasure[float32]("cos + 0.1*euc")
	if err != nil {
		t.Fatal(err)
	}
	index, err := search.NewIndex(set.Emb, dim, measure, 1)
	if err != nil {
		t.Fatal(err)
	}
	about := &KnownAbout{Weights: "w", Fingerprint: "f", Data: "d", Origin: "o", Classes: []string{"a", "b", "良"}, OpenSet: &OpenSet{Threshold: 0.1 + 0.2, Reject: 0.01, HeldOut: 3}}
	about.Decision = about.OpenSet.Decision(measure.Name(), "d", "f")
	for i := range set.Labels {
		about.Names = append(about.Names, fmt.Sprintf("部品/%d\n.png", i))
	}
	k := NewKnown(index, set.Labels)
	var b bytes.Buffer
	if err := k.Save(&b, about); err != nil {
		t.Fatal(err)
	}
	return k, about, b.Bytes()
}

func TestKnownFileCallsTheSame(t *testing.T) {
	k, about, file := savedKnown(t)
	again, said, err := ReadKnown(bytes.NewReader(file), 1<<20, 2)
	if err != nil || !reflect.DeepEqual(said, about) || again.Index().Measure().Name() != k.Index().Measure().Name() {
		t.Fatalf("%+v, %v", said, err)
	}
	query := crowds(rand.New(rand.NewPCG(1, 1)), 20, 3, []int32{0, 1, 2}).Emb
	want, err := k.Call(t.Context(), query, 7)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Call(t.Context(), query, 7); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestKnownFileRefuses files that lack something.
func TestKnownFileRefuses(t *testing.T) {
	_, _, whole := savedKnown(t)
	for name, spoil := range map[string]func(f *safetensors.File){
		"an index alone": func(f *safetensors.File) { f.Tensors = f.Tensors[:1] },
		"no labels":      func(f *safetensors.File) { f.Tensors[1].Name = "other" },
		"few labels":     func(f *safetensors.File) { f.Tensors[1].Shape, f.Tensors[1].I64 = []int{2}, []int64{0, 1} },
		"a label of no class": func(f *safetensors.File) {
			f.Tensors[1].I64[4] = 3
		},
		"a label below 0": func(f *safetensors.File) { f.Tensors[1].I64[4] = -1 },
		"another value":   func(f *safetensors.File) { f.Tensors[0].F32[1]++ },
		"a removed row": func(f *safetensors.File) {
			f.Meta["search.next"] = "31"
			rows := make([]int64, 30)
			for i := range rows {
				rows[i] = int64(i + 1)
			}
			f.Tensors = append(f.Tensors, safetensors.Tensor{Name: "search.rows", Shape: []int{30}, I64: rows})
		},
		"no threshold": func(f *safetensors.File) {
			text := bytes.Replace(f.Tensors[2].U8, []byte(`"decision":{"measure":"cos + 0.1*euc","threshold"`), []byte(`"decision":{"measure":"cos + 0.1*euc","Threshold_"`), 1)
			f.Tensors[2].Shape, f.Tensors[2].U8 = []int{len(text)}, text
		},
		"no index": func(f *safetensors.File) { f.Tensors[0].Name = "other" },
		"no JSON":  func(f *safetensors.File) { f.Tensors[2].U8[0] = 'x' },
		"no names": func(f *safetensors.File) { f.Tensors[2].Shape, f.Tensors[2].U8 = []int{2}, []byte("{}") },
	} {
		f, err := safetensors.Decode(bytes.NewReader(whole), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		spoil(f)
		if name != "another value" {
			f.Meta[knownSum] = f.Sum()
		}
		var b bytes.Buffer
		if err := safetensors.Encode(&b, f); err != nil {
			t.Fatal(err)
		}
		if _, _, err := ReadKnown(&b, 1<<20, 1); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	if _, _, err := ReadKnown(bytes.NewReader(whole[:len(whole)-1]), 1<<20, 1); err == nil {
		t.Error("a truncated file is read")
	}
}

// TestReadsKnownOfBefore has a file from before there was a decision in it.
func TestReadsKnownOfBefore(t *testing.T) {
	file, err := os.ReadFile("testdata/known1.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	k, about, err := ReadKnown(bytes.NewReader(file), 1<<20, 1)
	if err != nil {
		t.Fatal(err)
	}
	const threshold = 0.00010077472984060254
	d := about.Decision
	if d.Measure != "cosine" || *d.Threshold != threshold || d.ChosenOn.Pictures != 24 || d.ChosenOn.Reject != 0.01 || k.Index().Len() != 96 {
		t.Errorf("%+v, threshold %v, chosen on %+v", d, *d.Threshold, d.ChosenOn)
	}
	if d.Beyond(threshold) || !d.Beyond(threshold*1.001) {
		t.Error("what lies beyond")
	}
}

func FuzzReadKnown(f *testing.F) {
	_, _, whole := savedKnown(f)
	f.Add(whole)
	f.Add(whole[:len(whole)-3])
	f.Fuzz(func(t *testing.T, data []byte) {
		// The sum would refuse nearly all that fuzzing makes.
		if file, err := safetensors.Decode(bytes.NewReader(data), 1<<16); err == nil && file.Meta != nil {
			file.Meta[knownSum] = file.Sum()
			var b bytes.Buffer
			if err := safetensors.Encode(&b, file); err == nil {
				data = b.Bytes()
			}
		}
		k, about, err := ReadKnown(bytes.NewReader(data), 1<<16, 1)
		if err != nil {
			return
		}
		if !k.Index().Whole() {
			t.Fatal("rows were removed")
		}
		calls, err := k.Call(t.Context(), make([]float32, k.Index().Dim()), 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, hit := range calls[0].Near {
			_, _ = about.Names[hit.Index], about.Classes[calls[0].Class]
		}
		about.Decision.Beyond(calls[0].Near[0].Distance)
	})
}
