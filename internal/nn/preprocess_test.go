package nn

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestPlainPreprocessIsBytesBy255(t *testing.T) {
	for _, p := range []Preprocess{{}, {Range: 1}, {Mean: []float64{0, 0}, Std: []float64{1}}} {
		x := p.pixels()
		if !p.IsDefault() || p.Check(2) != nil {
			t.Errorf("%+v is not plain", p)
		}
		for v := range 256 {
			if got := x.tables[len(x.tables)-1][v]; got != float32(v)/255 {
				t.Errorf("%+v: %d becomes %v", p, v, got)
			}
		}
	}
}

// TestPreprocessOfOthers has the two that networks from elsewhere want.
func TestPreprocessOfOthers(t *testing.T) {
	centred := Preprocess{Range: 255, Mean: []float64{127}, Std: []float64{128}}.pixels()
	for v := range 256 {
		if got := centred.tables[0][v]; got != (float32(v)-127)/128 {
			t.Errorf("%d becomes %v", v, got)
		}
	}
	mean, std := []float64{0.485, 0.456, 0.406}, []float64{0.229, 0.224, 0.225}
	imagenet := Preprocess{Mean: mean, Std: std}.pixels()
	src, got, of := []uint8{0, 1, 2, 253, 254, 255}, make([]float32, 6), make([]float32, 6)
	imagenet.bytes(got, src)
	for k, v := range src {
		of[k] = float32(v) / 255
		if want := (float64(v)/255 - mean[k%3]) / std[k%3]; math.Abs(float64(got[k])-want) > 1e-7*math.Abs(want) {
			t.Errorf("value %d: %v, want %v", k, got[k], want)
		}
	}
	imagenet.floats(of, of)
	nearAll(t, "floats", of, wide(got))
}

// preprocessed are networks with a Preprocess, some values a channel, and what they
// are to give: the same on floats that were computed beforehand.
func preprocessed(t *testing.T, text string, in Shape) (with, without *Net, bytes, floats Source) {
	t.Helper()
	p := Preprocess{Range: 2, Mean: []float64{0.5}, Std: []float64{0.25, 0.5, 2}[:in.Channels]}
	without = arch(t, text, in)
	with = without.Clone()
	with.SetPreprocess(p)
	const count = 21
	bytes = Source{Size: in.Size(), U8: make([]uint8, count*in.Size())}
	floats = Source{Size: in.Size(), F32: make([]float32, count*in.Size())}
	for k := range bytes.U8 {
		bytes.U8[k] = uint8(k * k % 251)
		floats.F32[k] = float32((float64(bytes.U8[k])/255*2 - 0.5) / p.Std[k%in.Channels])
	}
	return with, without, bytes, floats
}

func TestPreprocessReachesAllThatReadPictures(t *testing.T) {
	for _, a := range archs {
		with, without, bytes, floats := preprocessed(t, a.text, a.in)
		want, got := make([]float32, bytes.Rows()*with.Dim()), make([]float32, bytes.Rows()*with.Dim())
		without.Embed(want, floats, nil, 2)
		with.Embed(got, bytes, nil, 2)
		if !slices.Equal(got, want) {
			t.Errorf("%s: Embed differs", a.text)
		}
		one := make([]float32, with.Dim())
		NewEmbedder(with.Clone(), 2).Embed(one, bytes, 4)
		if !slices.Equal(one, want[4*len(one):5*len(one)]) {
			t.Errorf("%s: Embedder differs", a.text)
		}
		if last := with.LastMap(); last >= 0 {
			large := Shape{a.in.Height + 40, a.in.Width + 38, a.in.Channels}
			_, _, bytes, floats := preprocessed(t, a.text, large)
			some := Source{Size: bytes.Size, U8: bytes.U8[:2*bytes.Size]}
			want, _ := mapsOf(t, without, last, large, Source{Size: floats.Size, F32: floats.F32[:2*floats.Size]}, tileValues)
			if got, _ := mapsOf(t, with, last, large, some, 1); !slices.Equal(got, want) {
				t.Errorf("%s: maps differ", a.text)
			}
		}
	}
}

func TestPreprocessReachesTraining(t *testing.T) {
	for _, a := range archs[1:7] {
		var weights [][]float32
		with, without, bytes, floats := preprocessed(t, a.text, a.in)
		sources := []Source{bytes, floats}
		for i, n := range []*Net{with, without} {
			b := NewBatchTrainer(n, batchOptions(2))
			for range 2 {
				b.Step(sources[i], allRows(bytes.Rows()), 0.01)
			}
			b.Close()
			weights = append(weights, n.params)
		}
		// The pictures may come from a function, too.
		with, without, _, _ = preprocessed(t, a.text, a.in)
		opt := batchOptions(1)
		opt.Picture = func(_ int, dst []float32, _ int, row int32) {
			for k, v := range bytes.U8[int(row)*len(dst):][:len(dst)] {
				dst[k] = float32(v) / 255
			}
		}
		b := NewBatchTrainer(with.Clone(), opt)
		for range 2 {
			b.Step(bytes, allRows(bytes.Rows()), 0.01)
		}
		b.Close()
		nearAll(t, a.text+" by Picture", b.net.params, wide(weights[0]))
		if with.Plain() {
			for i, n := range []*Net{with, without} {
				tr := NewTripletTrainer(n, TripletOptions{Batch: 7, Workers: 2, Adam: KerasAdam(0.01), Loss: hingeLoss})
				for range 3 {
					tr.Step(sources[i], triplets(7, bytes.Rows()))
				}
				tr.Close()
				weights = append(weights, n.params)
			}
		}
		for i := 0; i < len(weights); i += 2 {
			if !slices.Equal(weights[i], weights[i+1]) {
				t.Errorf("%s: training differs (%d)", a.text, i)
			}
		}
	}
}

func TestPreprocessInWords(t *testing.T) {
	if got := (Preprocess{Range: 255, Mean: []float64{127, 1, 2}, Std: []float64{128}}).String(); got != "(v - 127 1 2) / 128" {
		t.Error(got)
	}
	if got := (Preprocess{Std: []float64{1}}).String(); got != "v/255" {
		t.Error(got)
	}
}

func TestPreprocessRefuses(t *testing.T) {
	for want, p := range map[string]Preprocess{
		"value of NaN":       {Mean: []float64{math.NaN()}},
		"value of +Inf":      {Range: math.Inf(1)},
		"range of -1":        {Range: -1},
		"deviation of 0":     {Std: []float64{1, 0, 1}},
		"2 channels for pic": {Mean: []float64{1, 2}},
	} {
		if err := p.Check(3); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", p, err)
		}
	}
	n := New([]int{12, 3}, 1) // which knows no channels
	n.SetPreprocess(Preprocess{Std: []float64{1, 2, 3}})
	defer func() {
		if recover() == nil {
			t.Error("five channels in twelve values")
		}
	}()
	n.SetPreprocess(Preprocess{Std: []float64{1, 2, 3, 4, 5}})
}
