package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// archs cover every kind of layer, odd sizes, strides, and blocks whose shortcut
// is a projection or nothing.
var archs = []struct {
	text string
	in   Shape
}{
	{"dense 9; norm; relu; dense 5", Shape{3, 4, 1}},
	{"dense 20; relu; dense 17; relu; dense 5", Shape{3, 4, 2}},
	{"conv 5; relu; dense 4", Shape{5, 6, 1}},
	{"conv 20; norm; relu; maxpool; conv 7; norm; relu; gap; dense 6", Shape{7, 9, 1}},
	{"conv 6 5x5 /2; norm; conv 18 1x1; relu; conv 8 /2; relu; gmp", Shape{9, 8, 3}},
	{"conv 8; norm; relu; residual(conv 8; norm; relu; conv 8; norm); relu; residual(conv 17 /2; norm; relu; conv 17; norm); relu; avgpool; gap; dense 3", Shape{7, 6, 1}},
	{"residual(norm; relu; conv 4; relu); conv 6 /3; norm; residual(conv 6 1x1); relu; dense 3; norm", Shape{7, 5, 3}},
	{"maxpool; norm; conv 5 1x1 /2; relu; relu; avgpool; dense 4", Shape{9, 11, 2}},
	// Shortcuts without a normalisation, behind bodies that end in one, in a convolution and in a ReLU.
	{"conv 6; relu; residual bias(conv 17 /2; norm; relu; conv 17; norm); relu; residual bias(conv 17; relu; conv 19 1x1); residual bias(conv 5; relu); gap; dense 3", Shape{7, 6, 2}},
	// Convolutions by tiles: whole tiles and cut ones, with and without bias, a
	// gradient that is added to, and blocks that end within a picture.
	{"conv 17; relu; conv 20; relu; conv 18; norm; relu; gap; dense 3", Shape{6, 8, 1}},
	{"conv 17; relu; residual(conv 20; relu; conv 17); conv 18; gap; dense 3", Shape{6, 5, 1}},
	{"conv 17; norm; relu; residual(conv 20; norm; relu; conv 17; norm); relu; conv 33; relu; gmp; dense 3", Shape{7, 5, 2}},
	// Blocks of small networks: each channel by itself, alone and within a sum, with and
	// without bias, windows larger than the map.
	{"conv 19 1x1; relu6; depthwise; relu6; residual(conv 24 1x1; depthwise 5x5; norm; relu6; conv 19 1x1); gap; dense 3", Shape{6, 5, 2}},
	{"depthwise 7x7; relu6; conv 5 1x1; residual(depthwise); gmp; dense 3", Shape{3, 4, 3}},
}

// tails are the last stages of eyes, with and without values that go past them.
var tails = []struct {
	text string
	in   Shape
}{
	{"tail 5x4x18 7 (residual(conv 20 1x1; relu6; depthwise 5x5; relu6; conv 18 1x1); conv 21; relu; gap); norm; dense 4", Shape{1, 1, 367}},
	{"tail 3x4x16 0 (depthwise; relu6; conv 17 1x1; gap); dense 4", Shape{1, 1, 192}},
	{"tail 5x4x16 2 (residual bias(conv 20 /2; relu; conv 20); relu; residual(conv 20; relu; conv 20); relu; gap); dense 4", Shape{1, 1, 322}},
}

// parsed is ParseArch, which may begin with a tail.
func parsed(t testing.TB, text string) (a Arch) {
	t.Helper()
	if l := (Layer{Kind: Tail}); strings.HasPrefix(text, "tail") {
		head, body, _ := strings.Cut(text, " (")
		body, rest, _ := strings.Cut(body, "gap); ")
		if _, err := fmt.Sscanf(head, "tail %dx%dx%d %d", &l.Map.Height, &l.Map.Width, &l.Map.Channels, &l.Past); err != nil {
			t.Fatal(err)
		}
		l.Body = parsed(t, body+"gap")
		a, text = Arch{l}, rest
	}
	more, err := ParseArch(text)
	if err != nil {
		t.Fatal(err)
	}
	return append(a, more...)
}

// arch builds one of them, with parameters other than 0 and 1.
func arch(t testing.TB, text string, in Shape) *Net {
	t.Helper()
	n, err := Build(parsed(t, text), in, 7)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 5))
	for i, tensor := range n.Tensors() {
		v := n.Values(i)
		if len(tensor.Shape) == 1 {
			for k := range v {
				v[k] += float32(r.NormFloat64() / 5)
				if tensor.Name[len(tensor.Name)-3:] == "var" {
					v[k] = float32(math.Abs(float64(v[k])) + 0.3)
				}
			}
			n.SetValues(i, v)
		}
		if !slices.Equal(n.Values(i), v) {
			t.Fatalf("%s: values of %s are not those that were set", text, tensor.Name)
		}
	}
	return n
}

func archPictures(count int, in Shape) (Source, [][]float64) {
	r := rand.New(rand.NewPCG(8, 8))
	src := Source{Size: in.Size(), F32: make([]float32, count*in.Size())}
	rows := make([][]float64, count)
	for i := range src.F32 {
		src.F32[i] = r.Float32()
		rows[i/src.Size] = append(rows[i/src.Size], float64(src.F32[i]))
	}
	return src, rows
}

func TestArchEmbedAgainstNaiveLoops(t *testing.T) {
	for _, a := range slices.Concat(archs, tails) {
		n := arch(t, a.text, a.in)
		src, rows := archPictures(29, a.in)
		want := newArchRef(n).embed(rows)
		got := make([]float32, len(rows)*n.Dim())
		n.Embed(got, src, nil, 2)
		for i := range want {
			for j, w := range want[i] {
				if d := math.Abs(float64(got[i*n.Dim()+j]) - w); !(d <= 2e-5*(1+math.Abs(w))) {
					t.Fatalf("%s: picture %d value %d: got %v, want %v", a.text, i, j, got[i*n.Dim()+j], w)
				}
			}
		}
		again := make([]float32, len(got))
		for _, workers := range []int{1, 3} {
			n.Embed(again, src, nil, workers)
			if !slices.Equal(got, again) {
				t.Fatalf("%s: %d workers change the embeddings", a.text, workers)
			}
		}
		n.Embed(again[:n.Dim()], src, []int32{17}, 1)
		if !slices.Equal(again[:n.Dim()], got[17*n.Dim():18*n.Dim()]) {
			t.Fatalf("%s: a picture alone has another embedding", a.text)
		}
	}
}

// target is the loss of the tests: half the mean squared distance to fixed points.
func target(i, j int) float64 { return math.Sin(float64(3*i + j)) }

func squareLoss(emb []float32, dim int, rows []int32, grad []float32) (float64, bool) {
	sum, n := 0.0, float64(len(rows))
	for k, v := range emb {
		d := float64(v) - target(k/dim, k%dim)
		sum += d * d / 2 / n
		grad[k] = float32(d / n)
	}
	return sum, true
}

func refLoss(emb [][]float64) float64 {
	sum := 0.0
	for i := range emb {
		for j, v := range emb[i] {
			d := v - target(i, j)
			sum += d * d / 2 / float64(len(emb))
		}
	}
	return sum
}

func allRows(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

func batchOptions(workers int) BatchOptions {
	return BatchOptions{Batch: 29, Workers: workers, Optimizer: DefaultAdamW(0.02), Loss: squareLoss, Seed: 3}
}

// TestArchGradients compares gradients of every tensor with central differences
// of the naive loops in float64.
func TestArchGradients(t *testing.T) {
	for _, a := range slices.Concat(archs, tails) {
		n := arch(t, a.text, a.in)
		src, rows := archPictures(n.plan.chunk+3, a.in) // a chunk and a piece of one
		ref := newArchRef(n)
		ref.train = true
		probes := 9
		if len(n.params) > 5000 { // the naive loops take long
			probes = 3
		}
		tr := NewBatchTrainer(n, batchOptions(2))
		r := tr.pass(src, allRows(len(rows)))
		if want := refLoss(ref.embed(rows)); !r.Finite || math.Abs(r.Loss-want) > 1e-5*(1+want) {
			t.Fatalf("%s: loss %v, want %v", a.text, r.Loss, want)
		}
		for i, tensor := range n.Tensors() {
			if !tensor.Trained {
				continue
			}
			got, w := n.valuesOf(tr.grads, i), ref.tensors[tensor.Name]
			step := max(1, len(w)/probes)
			for k := 0; k < len(w); k += step {
				const h = 1e-7 // so small that hardly a ReLU changes sides
				keep := w[k]
				w[k] = keep + h
				up := refLoss(ref.embed(rows))
				w[k] = keep - h
				down := refLoss(ref.embed(rows))
				w[k] = keep
				want := (up - down) / 2 / h
				if d := math.Abs(float64(got[k]) - want); !(d <= 2e-4*(0.05+math.Abs(want))) {
					t.Errorf("%s: %s at %d: got %v, want %v", a.text, tensor.Name, k, got[k], want)
				}
			}
		}
		tr.Close()
		if t.Failed() {
			return
		}
	}
}

// TestBatchStepsDoNotDependOnWorkers trains with everything on.
func TestBatchStepsDoNotDependOnWorkers(t *testing.T) {
	for _, a := range append(slices.Concat(archs, tails), struct {
		text string
		in   Shape
	}{"conv 8; norm; relu; dropout 0.3; maxpool; dense 12; norm; relu; dropout 0.5; dense 4", Shape{6, 6, 1}}) {
		var first []float32
		for _, workers := range []int{1, 2, 5} {
			n := arch(t, a.text, a.in)
			src, _ := archPictures(29, a.in)
			o := batchOptions(workers)
			o.Clip, o.Average = 0.05, 0.9
			tr := NewBatchTrainer(n, o)
			for s := range 6 {
				rows := allRows(29 - s)
				if r := tr.Step(src, rows, 0.01); !r.Finite || r.Norm <= 0 {
					t.Fatalf("%s: %+v", a.text, r)
				}
			}
			got := slices.Concat(n.params, tr.Averaged().params)
			tr.Close()
			if first == nil {
				first = got
			} else if !slices.Equal(first, got) {
				t.Fatalf("%s: %d workers change the weights", a.text, workers)
			}
		}
	}
}

func TestRunningMoments(t *testing.T) {
	n := arch(t, archs[3].text, archs[3].in)
	src, rows := archPictures(20, archs[3].in)
	ref := newArchRef(n)
	ref.train = true
	ref.embed(rows)
	tr := NewBatchTrainer(n, batchOptions(1))
	defer tr.Close()
	tr.Step(src, allRows(20), 0)
	for i, tensor := range n.Tensors() {
		if tensor.Trained {
			continue
		}
		name := tensor.Name[:9]
		m := ref.moments[name]
		count := 20.0 * 63
		if name == "layers.5." {
			count = 20 * 12
		}
		for c, got := range n.Values(i) {
			want, was := m[0][c], ref.tensors[tensor.Name][c]
			if tensor.Name[len(tensor.Name)-3:] == "var" {
				want = m[1][c] * count / (count - 1)
			}
			if want = was*0.9 + want*0.1; math.Abs(float64(got)-want) > 1e-5 {
				t.Errorf("%s %d: got %v, want %v", tensor.Name, c, got, want)
			}
		}
	}
}

// TestBatchStateGoesOn stops a run and continues it in a new trainer.
// TestBatchStateGoesOn stops a run of tiles, normalisation, dropout and averages, and goes
// on as a resume does: with a trainer of other weights, into which those of the stop come.
func TestBatchStateGoesOn(t *testing.T) {
	in := Shape{8, 9, 1}
	build := func() *Net { return arch(t, "conv 20; norm; relu; conv 24; dropout 0.3; gap; dense 5", in) }
	run := func(stop bool) string {
		n := build()
		src, _ := archPictures(29, in)
		o := batchOptions(2)
		o.Average = 0.99
		tr := NewBatchTrainer(n, o)
		for s := range 5 {
			if stop && s == 2 {
				state := tr.State()
				tr.Close()
				stopped := n
				n = build()
				tr = NewBatchTrainer(n, o)
				n.CopyFrom(stopped)
				tr.SetState(state)
			}
			tr.Step(src, allRows(29-s), 0.01)
		}
		defer tr.Close()
		return fmt.Sprint(n.params, tr.Averaged().params)
	}
	if run(false) != run(true) {
		t.Fatal("a continued run has other weights")
	}
}

func TestExplodingBatchChangesNothing(t *testing.T) {
	n := arch(t, archs[3].text, archs[3].in)
	src, _ := archPictures(20, archs[3].in)
	o := batchOptions(1)
	o.Loss = func(emb []float32, _ int, _ []int32, grad []float32) (float64, bool) { return math.NaN(), false }
	tr := NewBatchTrainer(n, o)
	defer tr.Close()
	before := slices.Clone(n.params)
	if r := tr.Step(src, allRows(20), 0.1); r.Finite || !slices.Equal(before, n.params) {
		t.Errorf("%+v", r)
	}
	// A gradient of the parameters that overflows though that of the loss does not.
	o.Loss = func(emb []float32, _ int, _ []int32, grad []float32) (float64, bool) {
		for i := range grad {
			grad[i] = 3e38
		}
		return 1, true
	}
	tr.opt.Loss = o.Loss
	if r := tr.Step(src, allRows(20), 0.1); r.Finite || !slices.Equal(before, n.params) {
		t.Errorf("%+v", r)
	}
	// A variance that overflows, which normalises to finite values.
	tr.opt.Loss = func(emb []float32, _ int, _ []int32, grad []float32) (float64, bool) {
		clear(grad)
		return 1, true
	}
	keep := slices.Clone(src.F32)
	for i := range src.F32 {
		src.F32[i] *= 1e30
	}
	if r := tr.Step(src, allRows(20), 0.1); r.Finite || !slices.Equal(before, n.params) {
		t.Errorf("%+v", r)
	}
	copy(src.F32, keep)
	src.F32[5] = float32(math.Inf(1))
	tr.opt.Loss = squareLoss
	if r := tr.Step(src, allRows(20), 0.1); r.Finite || !slices.Equal(before, n.params) {
		t.Errorf("%+v", r)
	}
}

// TestNothingStaleIsRead fills all memory that a step writes with NaN before it.
func TestNothingStaleIsRead(t *testing.T) {
	for _, a := range slices.Concat(archs, tails) {
		var first []float32
		for _, poisoned := range []bool{false, true} {
			n := arch(t, a.text, a.in)
			src, _ := archPictures(29, a.in)
			o := batchOptions(2)
			o.Clip = 0.05
			tr := NewBatchTrainer(n, o)
			for _, count := range []int{29, 11, 3, 26} {
				if poisoned {
					slabs := append(slices.Concat(tr.val, tr.grad, tr.scratch), tr.grads, tr.lossGrad, tr.emb)
					for _, s := range tr.norms {
						slabs = append(slabs, s.sums)
					}
					for _, s := range slabs {
						for i := range s {
							s[i] = float32(math.NaN())
						}
					}
				}
				if r := tr.Step(src, allRows(count), 0.01); !r.Finite {
					t.Fatalf("%s: %+v", a.text, r)
				}
			}
			tr.Close()
			if first == nil {
				first = n.params
			} else if !slices.Equal(first, n.params) {
				t.Errorf("%s: a step reads what it did not write", a.text)
			}
		}
	}
}
