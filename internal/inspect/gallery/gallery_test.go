package gallery

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func random(seed uint64, n int) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(r.NormFloat64())
	}
	return s
}

func apart(x, y []float32) float64 {
	s := 0.0
	for i, v := range x {
		d := float64(v) - float64(y[i])
		s += d * d
	}
	return math.Sqrt(s)
}

// TestCoreset holds it to the plain greedy search, and its bits to those of any number of
// workers.
func TestCoreset(t *testing.T) {
	for _, n := range []int{1, 7, 300, 5000} {
		const dim = 20
		x := random(uint64(n), n*dim)
		if n == 300 { // copies, and clusters
			copy(x[50*dim:], x[:100*dim])
			for i := range 100 * dim {
				x[200*dim+i] = x[i%dim] + 0.01*x[200*dim+i]
			}
		}
		k := min(n, 60)
		picked, radius := Coreset(x, n, dim, k, 1)
		least := make([]float64, n)
		for i := range least {
			least[i] = math.Inf(1)
		}
		for step, c := range picked {
			if step > 0 && least[c] < slices.Max(least)*(1-1e-6) {
				t.Fatalf("n %d: centre %d is %g from the others, the farthest %g", n, step, least[c], slices.Max(least))
			}
			for i := range least {
				least[i] = min(least[i], apart(x[i*dim:][:dim], x[c*dim:][:dim]))
			}
		}
		if math.Abs(radius-slices.Max(least)) > 1e-5 {
			t.Errorf("n %d: radius %g, not %g", n, radius, slices.Max(least))
		}
		for _, workers := range []int{2, 3, 8} {
			if other, r := Coreset(x, n, dim, k, workers); !slices.Equal(other, picked) || r != radius {
				t.Errorf("n %d: other centres with %d workers", n, workers)
			}
		}
	}
}

// TestCoresetOfCopies ends when nothing new is left.
func TestCoresetOfCopies(t *testing.T) {
	x := slices.Repeat([]float32{1, 2, 3, 4, 5, 6}, 10)
	if picked, radius := Coreset(x, 20, 3, 15, 2); len(picked) != 2 || radius != 0 {
		t.Errorf("%v, radius %g", picked, radius)
	}
}

// TestNearest holds all parts to plain loops in float64, for vectors in panels with a
// stride of their own and sizes that fill no blocks.
func TestNearest(t *testing.T) {
	for _, c := range []struct{ n, dim, queries int }{{1, 5, 3}, {50, 24, 97}, {700, 152, 200}} {
		x, q := random(1, c.n*c.dim), random(2, c.queries*c.dim)
		copy(q[c.dim:], x[:c.dim]) // a copy
		white := NewWhitening(x, c.n, c.dim)
		g := New(x, c.n, c.dim, white)
		capacity := c.queries + 5
		data := make([]float32, (c.dim+15)/16*16*capacity)
		for i := range c.queries {
			for k := range c.dim {
				data[k/16*capacity*16+i*16+k%16] = q[i*c.dim+k]
			}
		}
		found, scratch := NewFound(c.queries), NewScratch(c.dim)
		for b := range Blocks(c.queries) {
			g.Block(found, data, capacity*16, c.queries, b, scratch)
		}
		whiten := func(v []float32) []float32 {
			out := make([]float32, c.dim)
			for r := range out {
				s := float64(white.Shift[r])
				for k, a := range v {
					s += float64(white.Matrix[r*c.dim+k]) * float64(a)
				}
				out[r] = float32(s)
			}
			return out
		}
		measures := [Parts]func(a, b []float32) float64{
			apart,
			func(a, b []float32) float64 {
				ab, aa, bb := 0.0, 0.0, 0.0
				for i := range a {
					ab, aa, bb = ab+float64(a[i])*float64(b[i]), aa+float64(a[i])*float64(a[i]), bb+float64(b[i])*float64(b[i])
				}
				return 1 - ab/math.Sqrt(aa*bb)
			},
			apart, // of whitened vectors
		}
		all := func(v []float32) []float32 {
			var out []float32
			for i := 0; i < len(v); i += c.dim {
				out = append(out, whiten(v[i:][:c.dim])...)
			}
			return out
		}
		from, to := [Parts][]float32{q, q, all(q)}, [Parts][]float32{x, x, all(x)}
		for p, d := range measures {
			for i := range c.queries {
				least := math.Inf(1)
				for j := range c.n {
					least = min(least, d(from[p][i*c.dim:][:c.dim], to[p][j*c.dim:][:c.dim]))
				}
				at := int(found.At[p][i])
				if got := float64(found.Distance[p][i]); math.Abs(got-least) > 2e-4*(0.01+least) || math.Abs(d(from[p][i*c.dim:][:c.dim], to[p][at*c.dim:][:c.dim])-least) > 2e-4*(0.01+least) {
					t.Fatalf("%d vectors, %s of query %d: %g at %d, not %g", c.n, Names[p], i, got, at, least)
				}
			}
		}
	}
}

// TestWhitening gives vectors covariance one up to the shrinkage.
func TestWhitening(t *testing.T) {
	const n, dim = 3000, 12
	x := random(3, n*dim)
	for i := range n {
		for k := range dim {
			x[i*dim+k] = x[i*dim+k]*float32(k+1) + 3*x[i*dim] + 7
		}
	}
	w := NewWhitening(x, n, dim)
	y := w.rows(x, n)
	for a := range dim {
		mean := 0.0
		for i := range n {
			mean += float64(y[i*dim+a]) / n
		}
		if math.Abs(mean) > 1e-3 {
			t.Errorf("mean %g", mean)
		}
	}
	// Distances are those of the shrunk covariance: along the direction of largest
	// variance a step counts less than along the least.
	e := NewWhitening(slices.Repeat([]float32{0, 0, 10, 0, -10, 0, 0, 1, 0, -1}, 40), 200, 2)
	far, near := e.rows([]float32{0, 0, 1, 0, 0, 1}, 3)[2:4], e.rows([]float32{0, 0, 1, 0, 0, 1}, 3)[4:6]
	o := e.rows([]float32{0, 0}, 1)
	if apart(far, o) >= apart(near, o)/2 {
		t.Errorf("a step of wide spread counts %g, one of narrow %g", apart(far, o), apart(near, o))
	}
}
