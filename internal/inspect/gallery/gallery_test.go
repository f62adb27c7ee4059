package gallery

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/kernel"
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

// plainCoreset is greedy k-center as its definition says, from the vector first on.
func plainCoreset(x []float32, n, dim, k, first int) (picked []int, radius float64) {
	square := slices.Repeat([]float32{float32(math.Inf(1))}, n)
	for next := first; ; {
		for i := range square {
			square[i] = min(square[i], kernel.SquaredDistance(x[i*dim:][:dim], x[next*dim:][:dim]))
		}
		picked = append(picked, next)
		far := slices.Max(square)
		if len(picked) == k || far == 0 {
			return picked, math.Sqrt(float64(far))
		}
		next = slices.Index(square, far)
	}
}

// TestCoreset holds it to the plain greedy search, to the bit: with axes, with those of other
// vectors, without, and for any number of workers.
func TestCoreset(t *testing.T) {
	for _, n := range []int{1, 7, 300, 5000} {
		const dim = 20
		x := random(uint64(n), n*dim)
		for i := range x {
			x[i] *= 3 / float32(1+i%dim) // some directions have most of the differences
		}
		if n == 300 { // copies, and clusters
			copy(x[50*dim:], x[:100*dim])
			for i := range 100 * dim {
				x[200*dim+i] = x[i%dim] + 0.01*x[200*dim+i]
			}
		}
		k := min(n, 300)
		picked, radius := Coreset(x, n, dim, k, 1, nil)
		want, far := plainCoreset(x, n, dim, k, picked[0])
		if !slices.Equal(picked, want) || radius != far {
			t.Errorf("n %d: other centres than the plain search, radius %g, not %g", n, radius, far)
		}
		for _, axes := range []*Axes{NewAxes(x, n, dim), NewAxes(random(1, 50*dim), 50, dim)} {
			for _, workers := range []int{1, 2, 3, 8} {
				if other, r := Coreset(x, n, dim, k, workers, axes); !slices.Equal(other, picked) || r != radius {
					t.Errorf("n %d: other centres with axes and %d workers", n, workers)
				}
			}
		}
	}
}

// TestCoresetOfCopies ends when nothing new is left.
func TestCoresetOfCopies(t *testing.T) {
	x := slices.Repeat([]float32{1, 2, 3, 4, 5, 6}, 10)
	if picked, radius := Coreset(x, 20, 3, 15, 2, NewAxes(x, 20, 3)); len(picked) != 2 || radius != 0 {
		t.Errorf("%v, radius %g", picked, radius)
	}
}

// searched are the nearest of row-major vectors, laid out in panels with a stride of their own.
func searched(g *Gallery, q []float32) *Found {
	n := len(q) / g.Dim
	capacity := n + 5
	data := make([]float32, (g.Dim+15)/16*16*capacity)
	for i := range n {
		for k := range g.Dim {
			data[k/16*capacity*16+i*16+k%16] = q[i*g.Dim+k]
		}
	}
	found, scratch := NewFound(n, All...), g.NewScratch()
	for b := range Blocks(n) {
		g.Block(found, data, capacity*16, n, b, scratch)
	}
	return found
}

// TestExact: coarse vectors never decide. Every nearest vector is the first of the least
// distance of a plain loop, to the bit, also of copies, near copies, vectors of nothing, and
// very small and large ones.
func TestExact(t *testing.T) {
	const dim, n = 40, 500
	x, q := random(7, n*dim), random(8, 150*dim)
	for i := range n * dim {
		x[i] = x[i]*0.3 + x[i%dim] // around one point, as features are
	}
	row := func(x []float32, i int) []float32 { return x[i*dim:][:dim] }
	fill := func(x []float32, i int, f func(k int) float32) {
		for k := range dim {
			row(x, i)[k] = f(k)
		}
	}
	for i := 100; i < 200; i++ {
		fill(x, i, func(k int) float32 { return row(x, i-100)[k] * (1 + float32(i%3)*1e-7) })
	}
	for i := range 50 {
		fill(q, i, func(k int) float32 { return row(x, 3*i)[k] * (1 + float32(i%5)*1e-7) })
		fill(q, 50+i, func(k int) float32 { return (row(x, i)[k] + row(x, i+50)[k]) / 2 }) // as far from both
	}
	fill(x, 300, func(int) float32 { return 0 })
	fill(x, 301, func(k int) float32 { return row(x, 5)[k] * 1e-20 })
	fill(x, 302, func(k int) float32 { return row(x, 6)[k] * 1e-9 })
	fill(x, 303, func(k int) float32 { return row(x, 7)[k] * 1e9 })
	for i, size := range []float32{0, 1e-30, 1e-18, 1e-14, 1e-6, 1e6, 1e12} {
		fill(q, 120+i, func(k int) float32 { return row(q, 140)[k] * size })
	}
	for _, few := range []int{n, 299, 16, 1} { // all of them, without the odd ones, one
		x := x[:few*dim]
		for _, axes := range []*Axes{nil, NewAxes(x, few, dim), NewAxes(x, min(few, 299), dim), NewAxes(random(1, 50*dim), 50, dim), NewAxes(make([]float32, dim), 1, dim)} {
			exact(t, New(x, few, dim, NewWhitening(x, few, dim), axes), q)
		}
	}
}

// exact holds a search to a plain loop.
func exact(t *testing.T, g *Gallery, q []float32) {
	t.Helper()
	dim := g.Dim
	row := func(x []float32, i int) []float32 { return x[i*dim:][:dim] }
	found := searched(g, q)
	whole, s := g.White.rows(q, len(q)/dim), make([]float32, dim)
	for i := range len(q) / dim {
		unit(s, row(q, i), lengthOf(row(q, i)))
		for p, v := range [Parts][]float32{row(q, i), s, row(whole, i)} {
			at, least := -1, float32(math.Inf(1))
			for j := range g.N {
				if d := kernel.SquaredDistance(v, row(g.rows[p], j)); d < least {
					at, least = j, d
				}
			}
			if p == int(Cosine) {
				least /= 2
			} else {
				least = float32(math.Sqrt(float64(least)))
			}
			if int(found.At[p][i]) != at || found.Distance[p][i] != least {
				t.Errorf("%d vectors, %s of query %d: %g at %d, not %g at %d", g.N, Names[p], i, found.Distance[p][i], found.At[p][i], least, at)
			}
		}
	}
}

// TestNearest holds all parts to plain loops in float64, for vectors in panels with a
// stride of their own and sizes that fill no blocks.
func TestNearest(t *testing.T) {
	for _, c := range []struct{ n, dim, queries int }{{1, 5, 3}, {50, 24, 97}, {700, 152, 200}} {
		x, q := random(1, c.n*c.dim), random(2, c.queries*c.dim)
		copy(q[c.dim:], x[:c.dim]) // a copy
		white := NewWhitening(x, c.n, c.dim)
		g := New(x, c.n, c.dim, white, NewAxes(x, c.n, c.dim))
		found := searched(g, q)
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
