package kernel

import "fmt"

// NormSums adds up, for each lane of one panel, what the backward pass of a
// normalisation needs of its batch: the gradient dy, and its product with the
// input x about center. A gradient counts where the output y is above 0, that
// is through a ReLU; with y nil it counts everywhere. Even and odd rows are
// summed apart, as in Moments:
//
//	var s, p [2][16]float32
//	for i := range rows {
//		for j := range 16 {
//			g := dy[i*16+j] // 0 unless y[i*16+j] > 0
//			s[i%2][j] += g
//			p[i%2][j] += g * (x[i*16+j] - center[j])
//		}
//	}
//	for j := range 16 {
//		sum[j] += s[0][j] + s[1][j]
//		product[j] += p[0][j] + p[1][j]
//	}
//
// The result is the same bits on every processor. It panics if a slice is too short.
func NormSums(sum, product, dy, y, x, center []float32, rows int) {
	if len(sum) < Lane || len(product) < Lane || len(center) < Lane ||
		len(dy) < rows*Lane || y != nil && len(y) < rows*Lane || len(x) < rows*Lane {
		panic(fmt.Sprintf("kernel: NormSums: %d rows in %d, %d and %d values about %d to %d and %d",
			rows, len(dy), len(y), len(x), len(center), len(sum), len(product)))
	}
	if rows > 0 {
		normSums(sum, product, dy, y, x, center, rows)
	}
}

// normSumsGo is the reference of NormSums. Conversions keep compilers of other
// processors from fusing a product with a sum, here and in normGradGo.
func normSumsGo(sum, product, dy, y, x, center []float32, rows int) {
	var s, p [2][Lane]float32
	c := (*[Lane]float32)(center)
	for i := range rows {
		si, pi := &s[i%2], &p[i%2]
		g, xi := through(dy, y, i), (*[Lane]float32)(x[i*Lane:])
		for j := range g {
			si[j] += g[j]
			pi[j] += float32(g[j] * (xi[j] - c[j]))
		}
	}
	addLanes(sum, &s)
	addLanes(product, &p)
}

// NormGrad computes the gradient of the input of a normalisation in one panel,
// from a gradient that counts as in NormSums:
//
//	for i := range rows {
//		for j := range 16 {
//			g := dy[i*16+j] // 0 unless y[i*16+j] > 0
//			dx[i*16+j] = a[j]*g + b[j]*(x[i*16+j]-center[j]) + c[j]
//		}
//	}
//
// dx may be dy. The result is the same bits on every processor. It panics if a
// slice is too short.
func NormGrad(dx, dy, y, x, center, a, b, c []float32, rows int) {
	if len(center) < Lane || len(a) < Lane || len(b) < Lane || len(c) < Lane ||
		len(dx) < rows*Lane || len(dy) < rows*Lane || y != nil && len(y) < rows*Lane || len(x) < rows*Lane {
		panic(fmt.Sprintf("kernel: NormGrad: %d rows in %d, %d and %d values to %d, by %d, %d, %d and %d",
			rows, len(dy), len(y), len(x), len(dx), len(center), len(a), len(b), len(c)))
	}
	if rows > 0 {
		normGrad(dx, dy, y, x, center, a, b, c, rows)
	}
}

// normGradGo is the reference of NormGrad.
func normGradGo(dx, dy, y, x, center, a, b, c []float32, rows int) {
	m, av, bv, cv := (*[Lane]float32)(center), (*[Lane]float32)(a), (*[Lane]float32)(b), (*[Lane]float32)(c)
	for i := range rows {
		g, xi, d := through(dy, y, i), (*[Lane]float32)(x[i*Lane:]), (*[Lane]float32)(dx[i*Lane:])
		for j := range d {
			d[j] = float32(av[j]*g[j]) + float32(bv[j]*(xi[j]-m[j])) + cv[j]
		}
	}
}

// through is row i of a gradient behind the ReLU with output y, if there is one.
func through(dy, y []float32, i int) [Lane]float32 {
	g := [Lane]float32(dy[i*Lane:])
	if y != nil {
		for j, v := range (*[Lane]float32)(y[i*Lane:]) {
			if !(v > 0) {
				g[j] = 0
			}
		}
	}
	return g
}
