package kernel

import "slices"

// The references of the functions of winograd.go: each transforms the columns of
// a tile, then its rows.

// transform is one of the small matrices, applied to some values of one lane.
type transform func(in [4]float32) [4]float32

func inputTransform(d [4]float32) [4]float32 {
	return [4]float32{d[0] - d[2], d[1] + d[2], d[2] - d[1], d[3] - d[1]}
}

func outputTransform(m [4]float32) [4]float32 {
	return [4]float32{(m[0] + m[1]) + m[2], (m[1] - m[2]) + m[3]}
}

func outputGradTransform(y [4]float32) [4]float32 {
	return [4]float32{y[0], y[0] + y[1], y[0] - y[1], y[1]}
}

func weightsTransform(g [4]float32) [4]float32 {
	even, odd := (g[0]+g[2])*0.5, g[1]*0.5
	return [4]float32{g[0], even + odd, even - odd, g[2]}
}

func weightsGradTransform(u [4]float32) [4]float32 {
	even, odd := (u[1]+u[2])*0.5, (u[1]-u[2])*0.5
	return [4]float32{u[0] + even, odd, even + u[3]}
}

// tile is the values of a tile, those of one row after another.
type tile [WinogradPoints][Lane]float32

// both applies f to the columns and then to the rows of a tile of from x from
// values, which becomes one of to x to.
func (t *tile) both(f transform, from, to int) {
	var half tile
	for l := range Lane {
		for j := range from {
			var c [4]float32
			for i := range from {
				c[i] = t[i*from+j][l]
			}
			c = f(c)
			for i := range to {
				half[i*from+j][l] = c[i]
			}
		}
		for i := range to {
			var r [4]float32
			for j := range from {
				r[j] = half[i*from+j][l]
			}
			r = f(r)
			for j := range to {
				t[i*to+j][l] = r[j]
			}
		}
	}
}

// gather reads the rows of a panel that a table names.
func (t *tile) gather(panel []float32, table []int32) {
	for i, r := range table {
		t[i] = [Lane]float32(panel[int(r)*Lane:])
	}
}

// read reads n rows that lie a stride apart.
func (t *tile) read(v []float32, n, stride int) {
	for i := range n {
		t[i] = [Lane]float32(v[i*stride:])
	}
}

// write writes n rows a stride apart.
func (t *tile) write(v []float32, n, stride int) {
	for i := range n {
		copy(v[i*stride:], t[i][:])
	}
}

func winogradInputGo(v, x []float32, in []int32, tiles, vStride int) {
	var t tile
	for i := range tiles {
		t.gather(x, in[i*16:][:16])
		t.both(inputTransform, 4, 4)
		t.write(v[i*Lane:], WinogradPoints, vStride)
	}
}

func winogradOutputGo(y, m []float32, out []int32, tiles, mStride, spare int, f *Finish) {
	var t tile
	for i := range tiles {
		t.read(m[i*Lane:], WinogradPoints, mStride)
		t.both(outputTransform, 4, 2)
		for k, row := range out[i*4:][:4] {
			if int(row) == spare {
				continue
			}
			at := int(row) * Lane
			f.row(&t[k], 0, at)
			copy(y[at:], t[k][:])
		}
	}
}

func winogradOutputGradGo(d, dy []float32, out []int32, tiles, dStride int) {
	var t tile
	for i := range tiles {
		t.gather(dy, out[i*4:][:4])
		t.both(outputGradTransform, 2, 4)
		t.write(d[i*Lane:], WinogradPoints, dStride)
	}
}

func winogradWeightsGo(u, w []float32, rows, wStride, uStride int, flip bool) {
	var t tile
	for i := range rows {
		t.read(w[i*Lane:], 9, wStride)
		if flip {
			slices.Reverse(t[:9])
		}
		t.both(weightsTransform, 3, 4)
		t.write(u[i*Lane:], WinogradPoints, uStride)
	}
}

func winogradWeightsGradGo(g, d []float32, rows, dStride, gStride int) {
	var t tile
	for i := range rows {
		t.read(d[i*Lane:], WinogradPoints, dStride)
		t.both(weightsGradTransform, 4, 3)
		t.write(g[i*Lane:], 9, gStride)
	}
}
