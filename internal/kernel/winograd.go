package kernel

import "fmt"

// A convolution of 3x3 makes the four outputs of a tile of 2x2 from the 4x4
// inputs around it with 16 multiplications a pair of channels instead of 36
// (Winograd, 1980; Lavin & Gray, "Fast algorithms for convolutional neural
// networks", 2016):
//
//	y = A'((G w G') * (B' x B))A
//
// where * goes value by value, and summing over input channels there makes 16
// matrix products. The functions of this file go between maps and these points;
// the products are Mul and Grad. A tile's values are counted row after row, and
//
//	     1  0 -1  0         1   0   0          1  0
//	B' = 0  1  1  0    G = 1/2 1/2 1/2    A =  1  1
//	     0 -1  1  0        1/2-1/2 1/2         1 -1
//	     0 -1  0  1         0   0   1          0  1
//
// Additions alone, and halves, which are exact: the assembly gives the Go loops'
// bits.

// WinogradPoints is the number of products of a tile.
const WinogradPoints = 16

// WinogradInput transforms the inputs of tiles for one panel of a map x,
// [rows][16]. Entry [i*16+t] of in is the row of x of tile i's input t. Point t of tile
// i goes to v[t*vStride+i*16]:
//
//	for i := range tiles {
//		v[i] = B' x[in[i]] B
//	}
//
// It panics if a slice is too short. Rows are checked by CheckTiles.
func WinogradInput(v, x []float32, in []int32, tiles, vStride int) {
	checkPoints("WinogradInput", v, tiles, vStride)
	if len(in) < tiles*16 || len(x) < Lane {
		panic(fmt.Sprintf("kernel: WinogradInput: %d tiles, %d rows named, %d values", tiles, len(in), len(x)))
	}
	if tiles > 0 {
		winogradInput(v, x, in, tiles, vStride)
	}
}

// WinogradOutput is the end of a convolution for one panel: from points m, laid
// out as WinogradInput's, to the rows of y that entries [i*4+t] of out name.
// Bias has 16 values, Add the shape of y. What row spare takes nobody may read: the Go loop leaves it as it is,
// so that several workers may write tiles of one panel whose outputs beyond its border go there.
//
//	for i := range tiles {
//		y[out[i]] = finish(A' m[i] A)
//	}
//
// It panics if a slice is too short. Rows are checked by CheckTiles.
func WinogradOutput(y, m []float32, out []int32, tiles, mStride, spare int, f *Finish) {
	checkPoints("WinogradOutput", m, tiles, mStride)
	if len(out) < tiles*4 || len(y) < Lane {
		panic(fmt.Sprintf("kernel: WinogradOutput: %d tiles, %d rows named, %d values", tiles, len(out), len(y)))
	}
	f.check("WinogradOutput", Lane, len(y))
	if tiles > 0 {
		winogradOutput(y, m, out, tiles, mStride, spare, f)
	}
}

// WinogradOutputGrad is the reverse of WinogradOutput for gradients: from the rows
// of dy that entries [i*4+t] of out name to points d:
//
//	for i := range tiles {
//		d[i] = A dy[out[i]] A'
//	}
//
// It panics if a slice is too short. Rows are checked by CheckTiles.
func WinogradOutputGrad(d, dy []float32, out []int32, tiles, dStride int) {
	checkPoints("WinogradOutputGrad", d, tiles, dStride)
	if len(out) < tiles*4 || len(dy) < Lane {
		panic(fmt.Sprintf("kernel: WinogradOutputGrad: %d tiles, %d rows named, %d values", tiles, len(out), len(dy)))
	}
	if tiles > 0 {
		winogradOutputGrad(d, dy, out, tiles, dStride)
	}
}

// WinogradWeights transforms weights: tap t of row i lies at w[t*wStride+i*16],
// point t of it goes to u[t*uStride+i*16]. The taps are read from the last to
// the first if flip:
//
//	for i := range rows {
//		u[i] = G w[i] G'
//	}
//
// It panics if a slice is too short.
func WinogradWeights(u, w []float32, rows, wStride, uStride int, flip bool) {
	checkPoints("WinogradWeights", u, rows, uStride)
	if len(w) < 8*wStride+rows*Lane {
		panic(fmt.Sprintf("kernel: WinogradWeights: %d rows, %d apart, in %d values", rows, wStride, len(w)))
	}
	if rows > 0 {
		winogradWeights(u, w, rows, wStride, uStride, flip)
	}
}

// WinogradWeightsGrad is the reverse of WinogradWeights for gradients: from the
// points d of a weight's gradient to its taps g:
//
//	for i := range rows {
//		g[i] = G' d[i] G
//	}
//
// It panics if a slice is too short.
func WinogradWeightsGrad(g, d []float32, rows, dStride, gStride int) {
	checkPoints("WinogradWeightsGrad", d, rows, dStride)
	if len(g) < 8*gStride+rows*Lane {
		panic(fmt.Sprintf("kernel: WinogradWeightsGrad: %d rows, %d apart, in %d values", rows, gStride, len(g)))
	}
	if rows > 0 {
		winogradWeightsGrad(g, d, rows, dStride, gStride)
	}
}

func checkPoints(what string, points []float32, rows, stride int) {
	if rows > 0 && (stride < rows*Lane || len(points) < (WinogradPoints-1)*stride+rows*Lane) {
		panic(fmt.Sprintf("kernel: %s: %d rows, points %d apart, in %d values", what, rows, stride, len(points)))
	}
}

// CheckTiles panics if a table of tiles names a row outside of a map of so many rows.
func CheckTiles(table []int32, rows int) {
	for _, r := range table {
		if r < 0 || int(r) >= rows {
			panic(fmt.Sprintf("kernel: a tile names row %d of %d", r, rows))
		}
	}
}
