package kernel

import (
	"fmt"
	"math"
)

const (
	// BytesMost is the largest number that RoundBytes makes of a value.
	BytesMost = BytesZero - 1
	// BytesFaint is the value below which a vector counts as nothing: products of smaller scales
	// are no numbers.
	BytesFaint = 1e-15
)

// RoundedBytes is what RoundBytes made of a vector: whole numbers times a scale.
type RoundedBytes struct {
	// Scale is 0 where all values are below BytesFaint; then all numbers are 0.
	Scale float32
	// The lengths of what it became and of what it lost.
	Length, Lost float64
}

// RoundBytes writes a vector's values as whole numbers between -BytesMost and BytesMost to dst, as
// rows of MulBytes are: BytesZero is added. Behind them stands nothing. Lost is never below the
// distance of x from dst times Scale. x holds finite values; it panics if dst is shorter.
func RoundBytes(dst []uint8, x []float32) RoundedBytes {
	if len(dst) < len(x) {
		panic(fmt.Sprintf("kernel: RoundBytes: %d values to %d", len(x), len(dst)))
	}
	whole := len(x) / roundStep * roundStep
	top := uint32(0)
	if whole > 0 {
		top = largestBits(x[:whole])
	}
	largest := math.Float32frombits(max(top, largestBitsGo(x[whole:])))
	r := RoundedBytes{}
	inverse := float32(0)
	if largest >= BytesFaint {
		r.Scale, inverse = largest/BytesMost, BytesMost/largest
	}
	scale, sums := float64(r.Scale), roundSums{}
	if whole > 0 {
		roundBytes(dst, x[:whole], inverse, scale, &sums)
	}
	roundBytesGo(dst[whole:], x[whole:], inverse, scale, &sums)
	for t := len(x); t < len(dst); t++ {
		dst[t] = BytesZero
	}
	square, lost := sums.total()
	// Sums of squares in float64 lose less than is added here.
	r.Length, r.Lost = scale*math.Sqrt(float64(square)), math.Sqrt(lost)*(1+1e-9)
	return r
}

// roundStep is how many lanes sums of RoundBytes have.
const roundStep = 8

// roundSums are sums of every eighth: of the squares of numbers, and of those of the differences from the values.
type roundSums struct {
	square [roundStep]int32
	lost   [roundStep]float64
}

// total is the sum of the lanes, j+4 to j, then j+2, j+1.
func (s *roundSums) total() (square int32, lost float64) {
	for half := roundStep / 2; half > 0; half /= 2 {
		for j := range half {
			s.square[j] += s.square[j+half]
			s.lost[j] += s.lost[j+half]
		}
	}
	return s.square[0], s.lost[0]
}

// largestBitsGo is the largest of the bits of values without their signs: numbers are in the order of these.
func largestBitsGo(x []float32) (top uint32) {
	for _, v := range x {
		top = max(top, math.Float32bits(v)&^(1<<31))
	}
	return top
}

// roundBytesGo is the reference of what RoundBytes does with values whose largest is known.
func roundBytesGo(dst []uint8, x []float32, inverse float32, scale float64, sums *roundSums) {
	// Adding half as much again as 2^23 leaves the nearest whole number in the last bits.
	const shift = 3 << 22
	zero := int32(math.Float32bits(shift)) - BytesZero
	for t, v := range x {
		b := int32(math.Float32bits(float32(v*inverse)+shift)) - zero
		dst[t] = uint8(b)
		b -= BytesZero
		e := float64(v) - float64(scale*float64(b))
		sums.square[t%roundStep] += b * b
		sums.lost[t%roundStep] += float64(e * e)
	}
}

// PackBytes makes a row of RoundBytes column i of MulBytes:
//
//	for t, v := range row {
//		dst[(i/16*len(row)/4+t/4)*64+i%16*4+t%4] = v - BytesZero
//	}
//
// It panics if len(row) is no multiple of BytesStep or dst is too short.
func PackBytes(dst []int8, row []uint8, i int) {
	k := len(row)
	if k%BytesStep != 0 || i < 0 || len(dst) < (i/Lane+1)*k*Lane {
		panic(fmt.Sprintf("kernel: PackBytes: %d values to column %d in %d values", k, i, len(dst)))
	}
	at := i/Lane*k*Lane + i%Lane*4
	for ; len(row) > 0; row, at = row[4:], at+4*Lane {
		to, from := (*[4]int8)(dst[at:]), (*[4]uint8)(row)
		for t, v := range from {
			to[t] = int8(v) - BytesZero
		}
	}
}
