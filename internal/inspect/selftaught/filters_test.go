package selftaught

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"mekiki/internal/nn"
)

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

// TestReadWindows: windows of pictures are values as the network takes them, by channel, row and column.
func TestReadWindows(t *testing.T) {
	p := ramps()
	net := Drawn(p, 1)
	std := net.Preprocess().Std
	x, dim, err := read(net, 0, p, 1, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	const size = 7 // of the first convolution
	if dim != channels*size*size || len(x) != windows*dim {
		t.Fatalf("%d values of %d", len(x), dim)
	}
	at := func(window []float32, c, row, column int) float64 { return float64(window[(c*size+row)*size+column]) }
	tops := map[float64]bool{}
	for w := range windows {
		window := x[w*dim:][:dim]
		tops[at(window, 1, 0, 0)] = true
		for i := range size * size {
			row, column := i/size, i%size
			red, green := at(window, 0, row, column)-at(window, 0, 0, 0), at(window, 1, row, column)-at(window, 1, 0, 0)
			if math.Abs(red*std[0]-float64(column)) > 1e-3 || math.Abs(green*std[1]-float64(2*row)) > 1e-3 || at(window, 2, row, column) != 0 {
				t.Fatalf("window %d, row %d, column %d: %v and %v from the first", w, row, column, red, green)
			}
		}
	}
	if len(tops) != side-size+1 {
		t.Errorf("windows begin at %d rows of %d", len(tops), side-size+1)
	}
}

// TestDirectionsOfLines: a row and its opposite belong to one direction, which lies between lines to both sides of it.
func TestDirectionsOfLines(t *testing.T) {
	x := mat.NewDense(40, 2, nil)
	for i := range 40 {
		sign := float64(1 - i%2*2)
		x.SetRow(i, []float64{sign, 0.2}) // odd ones lie opposite of a line on the other side
	}
	if got := directions(x, 1, 1, rand.New(rand.NewPCG(1, 1))); math.Abs(got[0]) < 0.9999 || math.Abs(got[1]) > 0.01 {
		t.Errorf("direction %v", got)
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

// TestFiltersAnswer: on the pictures that they are from, filters answer with mean 0 and deviation 1, about.
func TestFiltersAnswer(t *testing.T) {
	p := weaves(2)
	net, err := Filters(Drawn(p, 1), p, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	in := nn.Shape{Height: side, Width: side, Channels: channels}
	for _, layer := range []int{0, 3} {
		f, err := net.Features(layer, in, 2)
		if err != nil {
			t.Fatal(err)
		}
		const border = 2 // of places that see beyond the picture
		s := f.Output()
		k := s.Channels
		sum, square, n := make([]float64, k), make([]float64, k), float64(len(p.Pix)*(s.Height-2*border)*(s.Width-2*border))
		for _, pix := range p.Pix {
			m := make([]float32, s.Size())
			f.Map(m, nn.Source{Size: in.Size(), U8: pix}, nil)
			for i, v := range m {
				if y, x := i/k/s.Width, i/k%s.Width; min(y, x) >= border && y < s.Height-border && x < s.Width-border {
					sum[i%k] += float64(v) / n
					square[i%k] += float64(v) * float64(v) / n
				}
			}
		}
		for c := range k {
			if math.Abs(sum[c]) > 0.5 || square[c] < 0.3 || square[c] > 3 {
				t.Errorf("filter %d of layer %d answers with mean %v and mean square %v", c, layer, sum[c], square[c])
			}
		}
	}
}
