package nn

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shapes are odd widths, one layer, and more inputs than a block of weights has.
var shapes = [][]int{{20, 8}, {33, 24, 16}, {50, 40, 17, 5}, {16, 64, 32, 16}, {300, 70, 40}}

func TestEmbedAgainstNaiveLoops(t *testing.T) {
	for _, widths := range shapes {
		src := pictures(100, widths[0])
		n := New(widths, 3)
		for l := range n.Layers() { // a bias other than zero
			b := n.Bias(l)
			for i := range b {
				b[i] = float32(i%5)/10 - 0.2
			}
			n.SetLayer(l, n.Weight(l), b)
		}
		ref := newReference(n)
		floats := Source{Size: src.Size, F32: make([]float32, len(src.U8))}
		for i, v := range src.U8 {
			floats.F32[i] = float32(v) / 255
		}
		got := make([]float32, 100*n.Dim())
		n.Embed(got, src, nil, 2)
		for i := range 100 {
			acts := ref.forward(src.row(i))
			for j, want := range acts[len(acts)-1] {
				if d := math.Abs(float64(got[i*n.Dim()+j]) - want); d > 2e-6*(1+math.Abs(want)) {
					t.Fatalf("%v: picture %d, value %d: got %v, want %v", widths, i, j, got[i*n.Dim()+j], want)
				}
			}
		}
		again := make([]float32, len(got))
		for _, workers := range []int{0, 1, 3} {
			n.Embed(again, floats, nil, workers)
			if !slices.Equal(got, again) {
				t.Fatalf("%v: %d workers or floats change the embeddings", widths, workers)
			}
		}
		some := make([]float32, 2*n.Dim())
		n.Embed(some, src, []int32{99, 5}, 1)
		if !slices.Equal(some[n.Dim():], got[5*n.Dim():6*n.Dim()]) || !slices.Equal(some[:n.Dim()], got[99*n.Dim():]) {
			t.Fatalf("%v: rows picked wrongly", widths)
		}
	}
}

// TestGradientsAgainstNaiveLoops compares every single gradient with float64 backpropagation.
func TestGradientsAgainstNaiveLoops(t *testing.T) {
	for _, widths := range shapes {
		src := pictures(60, widths[0])
		batch := triplets(37, 60)
		n := New(widths, 3)
		ref := newReference(n)
		var rows [][]float64
		for _, tr := range batch {
			for _, i := range tr {
				rows = append(rows, src.row(int(i)))
			}
		}
		loss, gw, gb := ref.gradients(rows)
		tr := NewTripletTrainer(n, TripletOptions{Batch: len(batch), Workers: 2, Chunk: 5, Loss: hingeLoss})
		r := tr.pass(src, batch)
		if math.Abs(r.Loss-loss) > 1e-6*(1+loss) || r.Live == 0 || r.Live == len(batch) {
			t.Fatalf("%v: loss %v with %d live of %d, want %v", widths, r.Loss, r.Live, len(batch), loss)
		}
		w, b := tr.gradients()
		for l := range gw {
			nearAll(t, fmt.Sprint(widths, " weights ", l), w[l], gw[l])
			nearAll(t, fmt.Sprint(widths, " bias ", l), b[l], gb[l])
		}
		tr.Close()
	}
}

// gradients collects all gradients after a pass.
func (t *TripletTrainer) gradients() (w, b [][]float32) {
	slab := make([]float32, len(t.net.params))
	for _, bl := range t.blocks {
		g := make([]float32, bl.Size())
		t.gradient(bl, g)
		y, size := t.net.layers[bl.layer], bl.Size()/(bl.N1-bl.N0)
		for p := bl.N0; p < bl.N1; p++ {
			copy(slab[y.weight+p*y.in*16+bl.K0*256:][:size], g[(p-bl.N0)*size:])
			if bl.K0 == 0 {
				t.gradientBias(bl.layer, p, slab[y.bias+p*16:][:16])
			}
		}
	}
	for l := range t.net.layers {
		w, b = append(w, t.net.weightOf(slab, l)), append(b, t.net.biasOf(slab, l))
	}
	return w, b
}

func nearAll(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	scale := 0.0
	for _, v := range want {
		scale = max(scale, math.Abs(v))
	}
	for i := range want {
		if math.Abs(float64(got[i])-want[i]) > 2e-5*scale+1e-7 {
			t.Fatalf("%s at %d: got %v, want %v (largest %v)", what, i, got[i], want[i], scale)
		}
	}
}

func TestStepsFollowTheReference(t *testing.T) {
	widths := []int{50, 40, 17, 5}
	src, batch := pictures(60, widths[0]), triplets(30, 60)
	n := New(widths, 3)
	ref := newReference(n)
	var rows [][]float64
	for _, tr := range batch {
		for _, i := range tr {
			rows = append(rows, src.row(int(i)))
		}
	}
	a := KerasAdam(1e-3)
	tr := NewTripletTrainer(n, TripletOptions{Batch: 30, Workers: 2, Chunk: 4, Adam: a, Loss: hingeLoss})
	defer tr.Close()
	for i := range 20 {
		got, want := tr.Step(src, batch).Loss, ref.step(rows, a)
		if math.Abs(got-want) > 1e-4*(1+want) {
			t.Fatalf("step %d: loss %v, want %v", i, got, want)
		}
	}
}

// run trains some steps with uneven batches and gives the parameters.
func run(opt TripletOptions, widths []int) []float32 {
	src, all := pictures(80, widths[0]), triplets(400, 80)
	n := New(widths, 5)
	opt.Batch, opt.Adam, opt.Loss = 64, KerasAdam(3e-3), hingeLoss
	tr := NewTripletTrainer(n, opt)
	defer tr.Close()
	for epoch := range 3 {
		for lo := epoch; lo < len(all); lo += 64 {
			tr.Step(src, all[lo:min(lo+64, len(all))])
		}
	}
	return n.params
}

func TestWeightsAreBitwiseTheSame(t *testing.T) {
	for _, widths := range [][]int{{50, 40, 17, 5}, {64, 64, 32}, {300, 70, 40}} {
		want := run(TripletOptions{Workers: 1}, widths)
		if slices.Equal(want, New(widths, 5).params) {
			t.Fatal("nothing was learned")
		}
		for _, o := range []TripletOptions{
			{Workers: 2}, {Workers: 3}, {Workers: 7}, {Workers: 2, Chunk: 1}, {Workers: 3, Chunk: 5}, {Workers: 2, Chunk: 64},
			{Workers: 1, Dense: true}, {Workers: 2, Dense: true, Chunk: 7}, {Workers: 2, Chunk: 1000},
		} {
			if !slices.Equal(run(o, widths), want) {
				t.Errorf("%v: workers %d, chunk %d, dense %v change the weights", widths, o.Workers, o.Chunk, o.Dense)
			}
		}
	}
}

func TestPaddingStaysZero(t *testing.T) {
	widths := []int{50, 40, 17, 5}
	params := run(TripletOptions{Workers: 2}, widths)
	n := layOut(Plain(widths[1:]), Shape{1, 1, widths[0]})
	copy(n.params, params)
	m := layOut(Plain(widths[1:]), Shape{1, 1, widths[0]})
	for l := range n.layers {
		m.SetLayer(l, n.Weight(l), n.Bias(l))
	}
	if !slices.Equal(n.params, m.params) {
		t.Fatal("a weight beyond the network's widths is not zero")
	}
}

func TestStateContinuesBitwise(t *testing.T) {
	widths := []int{50, 40, 17, 5}
	src, batch := pictures(60, 50), triplets(64, 60)
	opt := TripletOptions{Batch: 64, Workers: 2, Adam: KerasAdam(1e-3), Loss: hingeLoss}
	n := New(widths, 5)
	tr := NewTripletTrainer(n, opt)
	defer tr.Close()
	for range 5 {
		tr.Step(src, batch)
	}
	n2 := New(widths, 6)
	tr2 := NewTripletTrainer(n2, opt)
	defer tr2.Close()
	for l := range n.layers { // behind the trainer's back: SetState must notice
		n2.SetLayer(l, n.Weight(l), n.Bias(l))
	}
	tr2.SetState(tr.State())
	for range 5 {
		tr.Step(src, batch)
		tr2.Step(src, batch)
	}
	if !slices.Equal(n.params, n2.params) {
		t.Fatal("a continued run differs")
	}
}

func TestNonFiniteEmbeddingsLeaveTheWeights(t *testing.T) {
	widths := []int{16, 8}
	n := New(widths, 1)
	src := Source{Size: 16, F32: make([]float32, 3*16)}
	src.F32[20] = float32(math.Inf(1))
	tr := NewTripletTrainer(n, TripletOptions{Batch: 1, Workers: 2, Adam: KerasAdam(1), Loss: hingeLoss})
	defer tr.Close()
	before := slices.Clone(n.params)
	if r := tr.Step(src, [][3]int32{{0, 1, 2}}); r.Finite || !slices.Equal(before, n.params) {
		t.Fatalf("finite %v, or the weights changed", r.Finite)
	}
	if r := tr.Step(src, [][3]int32{{0, 0, 2}}); !r.Finite {
		t.Fatal("finite pictures are called infinite")
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	src, batch := pictures(60, 50), triplets(64, 60)
	tr := NewTripletTrainer(New([]int{50, 40, 16}, 5), TripletOptions{Batch: 64, Workers: 2, Adam: KerasAdam(1e-3), Loss: hingeLoss})
	defer tr.Close()
	if a := testing.AllocsPerRun(50, func() { tr.Step(src, batch) }); a != 0 {
		t.Fatalf("%v allocations a step", a)
	}
}

func TestWrongUsePanics(t *testing.T) {
	n := New([]int{16, 8}, 1)
	tr := NewTripletTrainer(n, TripletOptions{Batch: 2, Workers: 1, Loss: hingeLoss})
	src := pictures(4, 16)
	for name, f := range map[string]func(){
		"widths":       func() { New([]int{3}, 1) },
		"zero width":   func() { New([]int{3, 0}, 1) },
		"layer":        func() { n.SetLayer(0, nil, nil) },
		"empty batch":  func() { tr.Step(src, nil) },
		"large batch":  func() { tr.Step(src, triplets(3, 4)) },
		"picture":      func() { tr.Step(src, [][3]int32{{0, 1, 4}}) },
		"embed row":    func() { n.Embed(make([]float32, 8), src, []int32{-1}, 2) },
		"picture size": func() { tr.Step(pictures(4, 15), triplets(1, 4)) },
		"embed":        func() { n.Embed(nil, src, nil, 1) },
		"copy":         func() { n.CopyFrom(New([]int{16, 9}, 1)) },
		"options":      func() { NewTripletTrainer(n, TripletOptions{Loss: hingeLoss}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
