package nn

import (
	"math"
	"math/rand/v2"
)

// reference is the whole training step once more, in float64 with naive loops
// on row-major matrices: the oracle of this package.
type reference struct {
	widths []int
	w, b   [][]float64
	mw, mb [][]float64
	vw, vb [][]float64
	steps  int
}

func newReference(n *Net) *reference {
	r := &reference{widths: n.Widths()}
	for l := range n.Layers() {
		w, b := wide(n.Weight(l)), wide(n.Bias(l))
		r.w, r.b = append(r.w, w), append(r.b, b)
		r.mw, r.mb = append(r.mw, make([]float64, len(w))), append(r.mb, make([]float64, len(b)))
		r.vw, r.vb = append(r.vw, make([]float64, len(w))), append(r.vb, make([]float64, len(b)))
	}
	return r
}

func wide(s []float32) []float64 {
	d := make([]float64, len(s))
	for i, v := range s {
		d[i] = float64(v)
	}
	return d
}

// forward gives the activations of every layer for one row.
func (r *reference) forward(x []float64) [][]float64 {
	acts := [][]float64{x}
	for l := range r.w {
		in, out := r.widths[l], r.widths[l+1]
		y := make([]float64, out)
		for j := range y {
			y[j] = r.b[l][j]
			for k := range in {
				y[j] += r.w[l][j*in+k] * acts[l][k]
			}
			if l < len(r.w)-1 {
				y[j] = max(y[j], 0)
			}
		}
		acts = append(acts, y)
	}
	return acts
}

// gradients gives the mean loss, and the gradients of all weights and biases.
func (r *reference) gradients(rows [][]float64) (loss float64, gw, gb [][]float64) {
	for l := range r.w {
		gw, gb = append(gw, make([]float64, len(r.w[l]))), append(gb, make([]float64, len(r.b[l])))
	}
	triplets := len(rows) / 3
	dim := r.widths[len(r.widths)-1]
	for t := range triplets {
		var acts [3][][]float64
		var e, g []float64
		for j := range 3 {
			acts[j] = r.forward(rows[3*t+j])
			e = append(e, acts[j][len(r.w)]...)
		}
		g = make([]float64, len(e))
		loss += hinge(e, g, dim, 1/float64(triplets)) / float64(triplets)
		for j := range 3 {
			d := g[j*dim : (j+1)*dim]
			for l := len(r.w) - 1; l >= 0; l-- {
				in := r.widths[l]
				dx := make([]float64, in)
				for o, dv := range d {
					gb[l][o] += dv
					for k := range in {
						gw[l][o*in+k] += dv * acts[j][l][k]
						dx[k] += dv * r.w[l][o*in+k]
					}
				}
				for k := range dx {
					if acts[j][l][k] <= 0 {
						dx[k] = 0
					}
				}
				d = dx
			}
		}
	}
	return loss, gw, gb
}

// step runs Adam in Keras' form.
func (r *reference) step(rows [][]float64, a Adam) float64 {
	loss, gw, gb := r.gradients(rows)
	r.steps++
	t := float64(r.steps)
	rate := a.LearningRate * math.Sqrt(1-math.Pow(a.Beta2, t)) / (1 - math.Pow(a.Beta1, t))
	for l := range r.w {
		for _, s := range [][4][]float64{{r.w[l], r.mw[l], r.vw[l], gw[l]}, {r.b[l], r.mb[l], r.vb[l], gb[l]}} {
			for i, g := range s[3] {
				s[1][i] = a.Beta1*s[1][i] + (1-a.Beta1)*g
				s[2][i] = a.Beta2*s[2][i] + (1-a.Beta2)*g*g
				s[0][i] -= rate * s[1][i] / (math.Sqrt(s[2][i]) + a.Epsilon)
			}
		}
	}
	return loss
}

// hinge is the test loss of one triplet, max(|a-p|² - |a-n|² + 0.05, 0), and
// its gradient. The engine's own losses live in another room.
func hinge[T float32 | float64](e, g []T, dim int, scale T) T {
	a, p, n := e[:dim], e[dim:2*dim], e[2*dim:3*dim]
	v := T(0.05)
	for i := range a {
		v += (a[i]-p[i])*(a[i]-p[i]) - (a[i]-n[i])*(a[i]-n[i])
	}
	clear(g)
	if v <= 0 {
		return 0
	}
	for i := range a {
		g[i] = 2 * scale * (n[i] - p[i])
		g[dim+i] = 2 * scale * (p[i] - a[i])
		g[2*dim+i] = 2 * scale * (a[i] - n[i])
	}
	return v
}

func hingeLoss(_ int, emb, grad []float32, dim int, loss []float32, live []bool, scale float32) bool {
	for i := range loss {
		loss[i] = hinge(emb[3*i*dim:3*(i+1)*dim], grad[3*i*dim:3*(i+1)*dim], dim, scale)
		live[i] = loss[i] > 0
	}
	return true
}

// pictures makes n random pictures.
func pictures(n, size int) Source {
	r := rand.New(rand.NewPCG(7, 7))
	s := Source{Size: size, U8: make([]uint8, n*size)}
	for i := range s.U8 {
		s.U8[i] = uint8(r.UintN(256))
	}
	return s
}

func (s Source) row(i int) []float64 {
	d := make([]float64, s.Size)
	for j := range d {
		if s.U8 != nil {
			d[j] = float64(s.U8[i*s.Size+j]) / 255
		} else {
			d[j] = float64(s.F32[i*s.Size+j])
		}
	}
	return d
}

// triplets picks n random triplets of a source.
func triplets(n, pictures int) [][3]int32 {
	r := rand.New(rand.NewPCG(8, 8))
	t := make([][3]int32, n)
	for i := range t {
		for j := range t[i] {
			t[i][j] = int32(r.IntN(pictures))
		}
	}
	return t
}
