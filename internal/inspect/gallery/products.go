package gallery

// squares writes the sums of the squares of n vectors, row-major (n, dim), to dst. Each is summed in the
// order of its numbers; four at a time, so that none waits for its last addition.
func squares(dst []float64, x []float32, n, dim int) {
	i := 0
	for ; i+4 <= n; i += 4 {
		x := x[i*dim:][:4*dim]
		a, b, c, d := x[:dim], x[dim:][:dim], x[2*dim:][:dim], x[3*dim:][:dim]
		var s, t, u, w float64
		for q := range a {
			s += float64(a[q]) * float64(a[q])
			t += float64(b[q]) * float64(b[q])
			u += float64(c[q]) * float64(c[q])
			w += float64(d[q]) * float64(d[q])
		}
		dst[i], dst[i+1], dst[i+2], dst[i+3] = s, t, u, w
	}
	for ; i < n; i++ {
		sum := 0.0
		for _, v := range x[i*dim:][:dim] {
			sum += float64(v) * float64(v)
		}
		dst[i] = sum
	}
}

// product is that of two vectors.
func product(x, y []float32) float64 {
	a, b := 0.0, 0.0 // two sums, so that neither waits for the other
	for q, v := range x {
		a, b = b, a+float64(v)*float64(y[q])
	}
	return a + b
}
