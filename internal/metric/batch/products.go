package batch

import "mekiki/internal/metric/distance"

// Products computes all inner products of the rows of x, row-major (nx, dim), with
// those of y, row-major (ny, dim): dst, row-major (nx, ny), gets
//
//	dst[i*ny+j] = Σ_t x[i*dim+t] * y[j*dim+t]
//
// x and y may be the same slice; dst overlaps neither. Gradients use it too: a
// matrix A, (n, m), times Y, (m, dim), is the products of the rows of A with those
// of Y transposed. The same input must give the same bits.
type Products[T distance.Float] func(dst, x, y []T, nx, ny, dim int)

// plainProducts are Products by plain loops. Sums are float64. Of a matrix with
// itself only one half is computed.
func plainProducts[T distance.Float](dst, x, y []T, nx, ny, dim int) {
	itself := nx == ny && nx > 0 && &x[0] == &y[0]
	for i := range nx {
		u := x[i*dim : (i+1)*dim]
		j := 0
		if itself {
			j = i
		}
		// Four sums side by side keep the adders busy.
		for ; j+4 <= ny; j += 4 {
			a, b := y[j*dim:(j+1)*dim], y[(j+1)*dim:(j+2)*dim]
			c, d := y[(j+2)*dim:(j+3)*dim], y[(j+3)*dim:(j+4)*dim]
			a, b, c, d = a[:len(u)], b[:len(u)], c[:len(u)], d[:len(u)]
			var sa, sb, sc, sd float64
			for t := range u {
				v := float64(u[t])
				sa += float64(v * float64(a[t]))
				sb += float64(v * float64(b[t]))
				sc += float64(v * float64(c[t]))
				sd += float64(v * float64(d[t]))
			}
			to := dst[i*ny+j:]
			to[0], to[1], to[2], to[3] = T(sa), T(sb), T(sc), T(sd)
		}
		for ; j < ny; j++ {
			dst[i*ny+j] = T(inner(u, y[j*dim:(j+1)*dim]))
		}
	}
	if itself {
		for i := range nx {
			for j := range i {
				dst[i*ny+j] = dst[j*ny+i]
			}
		}
	}
}

// inner is <x,y>, summed in float64.
func inner[T distance.Float](x, y []T) float64 {
	y = y[:len(x)]
	sum := 0.0
	for t := range x {
		sum += float64(float64(x[t]) * float64(y[t]))
	}
	return sum
}

// matrixProduct is a matrix A, (n, m), times a matrix Y, (m, dim), with its scratch.
type matrixProduct[T distance.Float] struct{ transposed []T }

// into overwrites dst, (n, dim), with A Y.
func (p *matrixProduct[T]) into(dst, a, y []T, n, m, dim int, products Products[T]) {
	p.transposed = grow(p.transposed, m*dim)
	transpose(p.transposed, y, m, dim)
	products(dst, a, p.transposed, n, dim, m)
}

// transpose overwrites dst, (cols, rows), with src, (rows, cols), turned over.
func transpose[T distance.Float](dst, src []T, rows, cols int) {
	for i := range rows {
		for j, v := range src[i*cols : (i+1)*cols] {
			dst[j*rows+i] = v
		}
	}
}

// grow is s with length n; memory is kept where it is enough. Values are left as
// they are, or 0.
func grow[E any](s []E, n int) []E {
	if cap(s) < n {
		return make([]E, n)
	}
	return s[:n]
}
