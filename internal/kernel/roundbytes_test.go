package kernel

import (
	"bytes"
	"math"
	"testing"
)

// TestRoundBytes: a row times its scale is the vector but for what is said to be lost, and packed as
// a column it multiplies as MulBytes says.
func TestRoundBytes(t *testing.T) {
	const n, k = 19, 24
	for name, x := range map[string][]float32{
		"any": random(3, n), "an outlier": append(random(4, n-1), 1e20), "one value": {0.1}, "faint": {1e-16, -3e-17}, "zeros": make([]float32, n), "large": {math.MaxFloat32, -math.MaxFloat32},
	} {
		row := make([]uint8, k)
		r := RoundBytes(row, x)
		off, length := 0.0, 0.0
		for j, b := range row {
			if b < 1 || b > 127 {
				t.Errorf("%s: byte %d", name, b)
			}
			v := float64(r.Scale) * (float64(b) - BytesZero)
			length += v * v
			if j < len(x) {
				off += (float64(x[j]) - v) * (float64(x[j]) - v)
			} else if b != BytesZero {
				t.Errorf("%s: %d behind the vector", name, b)
			}
		}
		if off = math.Sqrt(off); off > r.Lost || r.Lost > off*(1+1e-6) || math.Abs(math.Sqrt(length)-r.Length) > 1e-9*r.Length {
			t.Errorf("%s: lost %v of length %v, said %v and %v", name, off, math.Sqrt(length), r.Lost, r.Length)
		}
		columns := make([]int8, 2*k*Lane)
		PackBytes(columns, row, 21)
		for j, b := range row {
			if got := columns[(21/16*k/4+j/4)*64+21%16*4+j%4]; got != int8(b)-BytesZero {
				t.Errorf("%s: packed %d, want %d", name, got, int8(b)-BytesZero)
			}
		}
	}
	mustPanic(t, map[string]func(){
		"a short row":       func() { RoundBytes(make([]uint8, 2), make([]float32, 3)) },
		"no step":           func() { PackBytes(make([]int8, 1000), make([]uint8, 7), 0) },
		"few columns":       func() { PackBytes(make([]int8, 8*16), make([]uint8, 8), 16) },
		"rows of no panels": func() { NewPanels(make([]float32, 20), 5, 4).Rows(make([]float32, 24), 0, 6) },
	})
}

// TestRoundBytesBits: every processor rounds alike and says the same about it, to the bit.
func TestRoundBytesBits(t *testing.T) {
	for k := range 70 {
		for _, size := range []float32{1, 1e-14, 1e-16, 1e30} {
			x := random(uint64(k+1), k)
			for i := range x {
				x[i] = (x[i] - 0.5) * size
			}
			want := make([]uint8, k)
			var sums roundSums
			largest, inverse := math.Float32frombits(largestBitsGo(x)), float32(0)
			scale := float32(0)
			if largest >= BytesFaint {
				scale, inverse = largest/BytesMost, BytesMost/largest
			}
			roundBytesGo(want, x, inverse, float64(scale), &sums)
			square, lost := sums.total()
			got := make([]uint8, k+3)
			r := RoundBytes(got, x)
			if !bytes.Equal(got, append(want, BytesZero, BytesZero, BytesZero)) || r.Scale != scale || r.Length != float64(scale)*math.Sqrt(float64(square)) || r.Lost != math.Sqrt(lost)*(1+1e-9) {
				t.Fatalf("%d values of %g: %v, %+v, want %v, scale %g, lost %g", k, size, got, r, want, scale, lost)
			}
		}
	}
}

// TestPanelsRows: rows come out as they went in.
func TestPanelsRows(t *testing.T) {
	const n, k = 37, 21
	x, got := random(5, n*k), make([]float32, 5*k)
	NewPanels(x, n, k).Rows(got, 32, 5)
	for i, v := range got {
		if v != x[32*k+i] {
			t.Fatalf("value %d is %v, want %v", i, v, x[32*k+i])
		}
	}
}
