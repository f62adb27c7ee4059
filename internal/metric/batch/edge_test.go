package batch

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric/formula"
	"mekiki/internal/testutil"
)

// A batch that has nothing to compare gives 0 and 0. A loss with class weights
// needs no other picture.
func TestBatchesWithNothingToCompare(t *testing.T) {
	for what, labels := range map[string][]int32{
		"one picture":          {2},
		"no picture":           {},
		"all different":        {0, 1, 2, 3},
		"one class":            {1, 1, 1, 1, 1},
		"labels of any number": {-7, math.MaxInt32},
	} {
		for _, spec := range batchSpecs() {
			l := compile[float64](t, spec)
			w, wg := l.Weights()
			if len(w) > 0 && what == "labels of any number" {
				continue
			}
			emb := testutil.Normals[float64](5, len(labels)*spec.Dim, 1)
			grad := testutil.Normals[float64](6, len(emb), 1)
			for i := range wg {
				wg[i] = 7
			}
			loss, ok := l.Eval(emb, labels, grad, 0)
			stats := l.Stats()
			if !ok {
				t.Errorf("%s, %s: not ok", spec.name(), what)
			}
			nothing := len(w) == 0 || len(labels) == 0
			if zero := loss == 0 && testutil.Length(grad) == 0 && testutil.Length(wg) == 0 && stats.Live == 0; zero != nothing {
				t.Errorf("%s, %s: loss %v, gradient %v of length %v, %+v", spec.name(), what, loss, grad, testutil.Length(wg), stats)
			}
			if !nothing {
				f := func(e []float64) float64 { v, _ := l.Eval(e, labels, nil, 0); return v }
				testutil.GradCheck(t, spec.name()+", "+what, f, emb, grad, 1e-6)
			}
		}
	}
}

// Zero vectors, equal vectors, opposite ones and lengths at the ends of float32:
// finite, and a zero vector has no gradient where only directions count.
func TestBatchesOfDegenerateVectors(t *testing.T) {
	labels := []int32{0, 0, 1, 1, 2, 0}
	fills := map[string]func(i, k int) float64{
		"zero":     func(_, _ int) float64 { return 0 },
		"equal":    func(_, k int) float64 { return float64(k) - 1.3 },
		"opposite": func(i, k int) float64 { return (float64(k) - 1.3) * float64(1-2*(i%2)) },
		"one zero": func(i, k int) float64 { return math.Sin(float64(3*i+k)) * math.Min(float64(i), 1) },
		"small":    func(i, k int) float64 { return 1e-20 * math.Sin(float64(3*i+k)) },
		"large":    func(i, k int) float64 { return 1e15 * math.Sin(float64(3*i+k)) },
	}
	for what, fill := range fills {
		for _, spec := range batchSpecs() {
			l := compile[float32](t, spec)
			emb := make([]float32, len(labels)*spec.Dim)
			for i := range emb {
				emb[i] = float32(fill(i/spec.Dim, i%spec.Dim))
			}
			grad := make([]float32, len(emb))
			loss, ok := l.Eval(emb, labels, grad, 0)
			if !ok {
				t.Errorf("%s, %s: loss %v, gradient %v", spec.name(), what, loss, grad)
			}
			if what == "one zero" && decision(t, spec) == "cos" && testutil.Length(grad[:spec.Dim]) != 0 {
				t.Errorf("%s: gradient %v of a zero vector", spec.name(), grad[:spec.Dim])
			}
			if w, _ := l.Weights(); (what == "zero" || what == "equal") && testutil.Length(grad) > 1e-5 && len(w) == 0 && !strings.Contains(spec.Loss, "|") {
				t.Errorf("%s, %s: gradient %v", spec.name(), what, grad)
			}
		}
	}
}

func TestBrokenBatchesAreNotOK(t *testing.T) {
	emb, labels := batchOfLabels[float32](1, 12, 5, 4)
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, spec := range batchSpecs() {
			l := compile[float32](t, spec)
			for i := range emb {
				broken := slices.Clone(emb)
				broken[i] = float32(v)
				grad := make([]float32, len(emb))
				if loss, ok := l.Eval(broken, labels, grad, 0); ok {
					t.Fatalf("%s: %v at %d gives loss %v", spec.name(), v, i, loss)
				}
				if loss, ok := l.Eval(broken, labels, nil, 0); ok {
					t.Fatalf("%s: %v at %d gives loss %v without a gradient", spec.name(), v, i, loss)
				}
			}
			if _, ok := l.Eval(emb, labels, make([]float32, len(emb)), 0); !ok {
				t.Errorf("%s: a sound batch after broken ones is not ok", spec.name())
			}
			if w, _ := l.Weights(); len(w) > 0 {
				w[3] = float32(v)
				if _, ok := l.Eval(emb, labels, make([]float32, len(emb)), 0); ok {
					t.Errorf("%s: %v in the weights is ok", spec.name(), v)
				}
			}
		}
	}
}

// An undefined formula, where the embeddings are sound: of the loss, or of a slope alone.
func TestUndefinedFormulasAreExplained(t *testing.T) {
	emb, labels := batchOfLabels[float32](1, 12, 5, 4)
	for i := range 12 {
		copy(emb[i*5:], emb[:4]) // distances within a class and elsewhere of 0
		emb[i*5+4] = float32(labels[i])
	}
	for text, want := range map[string]string{
		"log(cos_ap - 5) + cos_an":        "takes the logarithm of -5",
		"relu(sqrt(euc_ap) - euc_an + 9)": "takes the root of 0",
	} {
		l := compile[float32](t, asked{Loss: text, Dim: 5})
		if _, ok := l.Eval(emb, labels, make([]float32, len(emb)), 0); ok {
			t.Errorf("%s is ok", text)
		}
		at, err := l.Explain()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
		if a, p, n := labels[at[0]], labels[at[1]], labels[at[2]]; at[0] == at[1] || a != p || a == n {
			t.Errorf("%s: rows %v of classes %d, %d, %d are no triplet", text, at, a, p, n)
		}
		l = compile[float32](t, asked{Loss: "cosine", Dim: 5})
		if _, ok := l.Eval(emb, labels, nil, 0); !ok {
			t.Error("a sound loss is not ok")
		}
		if _, err := l.Explain(); err != nil {
			t.Error("a sound loss is explained")
		}
	}
	for text, want := range map[string]string{
		"log(cos - 5)": "takes the logarithm of -5", "1 + sqrt(euc)": "takes the root of 0",
	} {
		l := compile[float32](t, asked{Loss: "contrastive(" + text + ")", Dim: 5})
		if _, ok := l.Eval(emb, labels, make([]float32, len(emb)), 0); ok {
			t.Errorf("%s is ok", text)
		}
		at, err := l.Explain()
		var e *formula.Error
		if !errors.As(err, &e) || !strings.Contains(e.Message.String(), want) || e.Formula != text || e.Column != 1+strings.IndexAny(text, "ls") {
			t.Errorf("%s: %v", text, err)
		}
		if len(at) != 2 || at[0] == at[1] || labels[at[0]] != labels[at[1]] {
			t.Errorf("%s: rows %v", text, at)
		}
	}
	if _, err := compile[float32](t, asked{Loss: "supcon", Dim: 5}).Explain(); err != nil {
		t.Error(err)
	}
}

// What does not fit is a mistake in the program.
func TestBatchPanics(t *testing.T) {
	emb, labels := batchOfLabels[float64](1, 4, 5, 4)
	for what, f := range map[string]func(l *Loss[float64]){
		"embeddings": func(l *Loss[float64]) { l.Eval(emb[:19], labels, nil, 0) },
		"gradient":   func(l *Loss[float64]) { l.Eval(emb, labels, emb[:15], 0) },
		"label":      func(l *Loss[float64]) { l.Eval(emb, []int32{0, 1, 4, 2}, nil, 0) },
		"negative":   func(l *Loss[float64]) { l.Eval(emb, []int32{0, 1, -1, 2}, nil, 0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", what)
				}
			}()
			f(compile[float64](t, asked{Loss: "cosface", Classes: 4, Dim: 5}))
		}()
	}
}

// Beyond π-m the margin of arcface goes on falling; at 0 and π it is finite.
func TestAddAngle(t *testing.T) {
	for _, m := range []float64{0, 0.5, 1.2, math.Pi / 2} {
		last := math.Inf(1)
		for angle := 0.0; angle <= math.Pi; angle += 1e-3 {
			v, slope := addAngle(math.Cos(angle), m)
			want := math.Cos(angle + m)
			if angle+m > math.Pi {
				want = math.Cos(angle) - m*math.Sin(m)
			}
			testutil.Near(t, fmt.Sprintf("m %v, angle %v", m, angle), v, want, 1e-7)
			if v > last+1e-12 || !formula.Finite(slope) || slope < 0 {
				t.Fatalf("m %v, angle %v: %v after %v, slope %v", m, angle, v, last, slope)
			}
			last = v
		}
		for _, c := range []float64{1, -1, 1 + 1e-7, -1 - 1e-7} {
			if v, slope := addAngle(c, m); !formula.Finite(v) || !formula.Finite(slope) || math.Abs(slope) > 1.1e4 {
				t.Errorf("m %v, cosine %v: %v, slope %v", m, c, v, slope)
			}
		}
	}
}

// Logits of 1000 and more overflow nowhere.
func TestSteepLossesStayFinite(t *testing.T) {
	for _, spec := range []asked{
		{Loss: "supcon", Params: map[string]float64{"tau": 1e-3}},
		{Loss: "multi-similarity", Params: map[string]float64{"alpha": 1000, "beta": 1000}},
		{Loss: "proxy-anchor", Params: map[string]float64{"alpha": 1000, "delta": 2}},
		{Loss: "arcface", Params: map[string]float64{"s": 1000, "m": 1.5}},
	} {
		spec.Dim, spec.Classes = 5, 4
		l := compile[float32](t, spec)
		emb, labels := batchOfLabels[float32](1, 12, 5, 4)
		grad := make([]float32, len(emb))
		if loss, ok := l.Eval(emb, labels, grad, 0); !ok || !(loss > 0.1) || testutil.Length(grad) == 0 {
			t.Errorf("%s: loss %v, ok %v", spec.name(), loss, ok)
		}
	}
}
