package selftaught

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"mekiki/internal/drawn"
	"mekiki/internal/inspect/head"
	"mekiki/internal/nn"
)

const side = 96

// weaves are a pool of drawn cloths.
func weaves(n int) *Pool {
	p := &Pool{Height: side, Width: side}
	for i := range n {
		im := drawn.Draw(drawn.Part{Kind: drawn.Weave, Seed: uint64(i + 1), Width: side, Height: side})
		var pix []uint8
		for at := 0; at < len(im.Pix); at += 4 {
			pix = append(pix, im.Pix[at:at+3]...)
		}
		p.Pix = append(p.Pix, pix)
	}
	return p
}

// TestPreprocess: brightness and its deviation are those of the pictures, channel by channel.
func TestPreprocess(t *testing.T) {
	p := &Pool{Height: 1, Width: 2, Pix: [][]uint8{{10, 0, 7, 20, 4, 7}, {30, 0, 7, 40, 4, 7}}}
	got := p.preprocess()
	if want := []float64{25, 2, 7}; !slices.Equal(got.Mean, want) {
		t.Errorf("mean %v, want %v", got.Mean, want)
	}
	if want := []float64{math.Sqrt(125), 2, 1}; !slices.Equal(got.Std, want) { // a flat channel is not divided by 0
		t.Errorf("deviation %v, want %v", got.Std, want)
	}
}

// TestCrop: not turned nor zoomed a patch is what stands there; turned by 90° its rows are columns; beyond the border stands the border.
func TestCrop(t *testing.T) {
	p := weaves(1)
	middle := spot{side/2 - 0.5, side/2 - 0.5}
	at := func(y, x, c int) uint8 { return p.Pix[0][(y*side+x)*channels+c] }
	plain, turned := make([]uint8, patchValues), make([]uint8, patchValues)
	p.crop(plain, 0, middle, 0, 1)
	p.crop(turned, 0, middle, 90, 1)
	const first = side/2 - Side/2
	for r := range Side {
		for c := range Side {
			for k := range channels {
				if got, want := plain[(r*Side+c)*channels+k], at(first+r, first+c, k); got != want {
					t.Fatalf("row %d, column %d: %d, not %d", r, c, got, want)
				}
				if got, want := turned[(r*Side+c)*channels+k], at(first+Side-1-c, first+r, k); max(got, want)-min(got, want) > 1 {
					t.Fatalf("turned, row %d, column %d: %d, not %d", r, c, got, want)
				}
			}
		}
	}
	p.crop(plain, 0, spot{-1000, -1000}, 0, 1)
	if !bytes.Equal(plain, bytes.Repeat(p.Pix[0][:channels], Side*Side)) {
		t.Error("far beyond the corner does not stand the corner")
	}
}

// TestDirections: rows that point along three axes, either way and with other lengths, have these for directions.
func TestDirections(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	const n, dim = 300, 8
	x := mat.NewDense(n, dim, nil)
	for i := range n {
		for q := range dim {
			x.Set(i, q, 0.02*rng.NormFloat64())
		}
		x.Set(i, 2*(i%3), rng.NormFloat64()+math.Copysign(1, rng.NormFloat64()))
	}
	var first []float64
	for _, workers := range []int{1, 3} {
		got := directions(mat.DenseCopyOf(x), 6, workers, rand.New(rand.NewPCG(7, 7)))
		var found [dim]bool
		for j := range 6 {
			for q, v := range got[j*dim:][:dim] {
				found[q] = found[q] || math.Abs(v) > 0.99
			}
		}
		if found != [dim]bool{0: true, 2: true, 4: true} {
			t.Errorf("%d workers: directions %v", workers, got)
		}
		if first == nil {
			first = got
		} else if !slices.Equal(got, first) {
			t.Error("the number of workers changes directions")
		}
	}
}

// TestFilters: on the windows that they were found on, the answer of a filter has mean 0 and deviation 1,
// and the second half of the channels answers with the other sign.
func TestFilters(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	const n, dim, k = 500, 12, 6
	x := make([]float32, n*dim)
	for i := range n {
		common := rng.NormFloat64()
		for q := range dim {
			x[i*dim+q] = float32(5 + common*float64(q) + rng.NormFloat64())
		}
	}
	weight, bias := filters(slices.Clone(x), dim, k, 2, rng)
	for j := range k {
		sum, square := 0.0, 0.0
		for i := range n {
			v := float64(bias[j])
			for q := range dim {
				v += float64(weight[j*dim+q]) * float64(x[i*dim+q])
			}
			sum, square = sum+v/n, square+v*v/n
		}
		if math.Abs(sum) > 1e-3 || math.Abs(square-1) > 1e-3 {
			t.Errorf("filter %d answers with mean %v and mean square %v", j, sum, square)
		}
	}
	for i := range weight[:k/2*dim] {
		if weight[i] != -weight[k/2*dim+i] {
			t.Fatal("the second half are not the opposites of the first")
		}
	}
}

// TestTriplet: anchor and positive are different copies, nearer to each other than the negative is to the anchor, and a
// made-up defect changes a patch.
func TestTriplet(t *testing.T) {
	p := &Pool{Height: 4 * Side, Width: 4 * Side}
	pix := make([]uint8, 0, p.Height*p.Width*channels)
	for y := range p.Height {
		for x := range p.Width {
			pix = append(pix, uint8(40+y*160/p.Height), uint8(40+x*160/p.Width), 120) // a place tells where it is
		}
	}
	p.Pix = [][]uint8{pix}
	d := newDeal(p, 1)
	apart := func(a, b []uint8) (sum int) {
		for i := range a {
			sum += max(int(a[i]), int(b[i])) - min(int(a[i]), int(b[i]))
		}
		return sum
	}
	buffer := make([]uint8, 3*patchValues)
	var same, other int
	for range 100 {
		d.triplet(buffer)
		a, p, n := buffer[:patchValues], buffer[patchValues:2*patchValues], buffer[2*patchValues:]
		if bytes.Equal(a, p) {
			t.Fatal("anchor and positive are one copy")
		}
		same, other = same+apart(a, p), other+apart(a, n)
	}
	if float64(other) < 1.5*float64(same) {
		t.Errorf("copies of a place differ by %d, negatives by %d", same, other)
	}
	for range 50 {
		good := buffer[:patchValues]
		d.copy(good, 0, d.place())
		bad := slices.Clone(good)
		if d.spoil(bad); bytes.Equal(good, bad) {
			t.Error("a made-up defect changes nothing")
		}
	}
}

// TestTrain: training lowers its loss on triplets that it has not seen, and the number of workers changes no bit of it or of filters.
func TestTrain(t *testing.T) {
	p := weaves(3)
	begun := Drawn(p, 1)
	var first *nn.Net
	for _, workers := range []int{1, 2} {
		net, err := Filters(begun, p, workers, 1)
		if err != nil {
			t.Fatal(err)
		}
		if same(net, begun) {
			t.Error("filters are the weights as drawn")
		}
		if net, err = Train(t.Context(), net, p, Options{Steps: 6, Workers: workers, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = net
		} else if !same(first, net) {
			t.Error("the number of workers changes the weights")
		}
	}
	loss := func(net *nn.Net) float64 {
		d := newDeal(p, 99)
		const count = 24
		pix := make([]uint8, 3*count*patchValues)
		for i := range count {
			d.triplet(pix[3*i*patchValues:][:3*patchValues])
		}
		emb := make([]float32, 3*count*net.Dim())
		net.Embed(emb, nn.Source{Size: patchValues, U8: pix}, nil, 1)
		v, _ := head.Loss{}.Mean(count)(emb, net.Dim(), nil, make([]float32, len(emb)))
		return v
	}
	trained, err := Train(t.Context(), begun, p, Options{Steps: 12, Workers: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if before, after := loss(begun), loss(trained); !(after < before) {
		t.Errorf("loss %v before and %v after training", before, after)
	}
}

func same(a, b *nn.Net) bool {
	for i := range a.Tensors() {
		if !slices.Equal(a.Values(i), b.Values(i)) {
			return false
		}
	}
	return true
}

// TestEye: an eye of the network looks at two maps, at strides 8 and 16.
func TestEye(t *testing.T) {
	e, err := Blank()
	if err != nil {
		t.Fatal(err)
	}
	if e.Name != "none" || len(e.Taps) != len(taps) {
		t.Errorf("eye %q with taps %v", e.Name, e.Taps)
	}
}
