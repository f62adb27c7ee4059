package dataset

import (
	"math"
	"math/bits"
)

// axis maps the n values of a line to m, by weights that are whole numbers, so
// that a picture is the same to the last bit on every machine.
//
// Going down (m <= n) value j is the mean of what it covers, the stretch from
// j*n/m to (j+1)*n/m, a value that it covers in part counting by that part: the
// area filter. Going up it is linear between the two nearest, a value standing in the
// middle of its place, and beyond the first and the last there is no other.
type axis struct{ n, m int }

// total is the sum of the weights of each value.
func (a axis) total() uint64 {
	if a.m <= a.n {
		return uint64(a.n)
	}
	return 2 * uint64(a.m)
}

// span is the first value that value j takes from, and the one after the last.
func (a axis) span(j int) (lo, hi int) {
	if a.m <= a.n {
		return j * a.n / a.m, ((j+1)*a.n + a.m - 1) / a.m
	}
	first, _ := a.between(j)
	return max(first, 0), min(first+2, a.n)
}

// between is the value at or before the middle of j, -1 before the first, and how
// far beyond it that is, in parts of 2*m.
func (a axis) between(j int) (first, part int) {
	at := (2*j+1)*a.n - a.m
	if at < 0 {
		return -1, at + 2*a.m
	}
	return at / (2 * a.m), at % (2 * a.m)
}

// weight is how much value i counts in value j, both within span.
func (a axis) weight(j, i int) uint64 {
	if a.m <= a.n {
		return uint64(min((i+1)*a.m, (j+1)*a.n) - max(i*a.m, j*a.n))
	}
	switch first, part := a.between(j); {
	case first < 0, first+1 == a.n: // the only one
		return a.total()
	case i == first:
		return uint64(2*a.m - part)
	default:
		return uint64(part)
	}
}

// resize makes pictures of toH x toW of the part of pix, w wide with c channels, that
// is cut. Each axis goes up or down by itself; sums are exact and rounded once,
// half up. Only two lines are kept between.
func resize(pix []uint8, w, c int, cut rectangle, toH, toW int) []uint8 {
	out := make([]uint8, 0, toH*toW*c)
	if cut.h == toH && cut.w == toW { // each value is the mean of itself
		for y := range toH {
			out = append(out, pix[((cut.y+y)*w+cut.x)*c:][:cut.w*c]...)
		}
		return out
	}
	down, across := axis{cut.h, toH}, axis{cut.w, toW}
	taps := across.taps()
	var lines [2][]uint64
	held := [2]int{-1, -1}
	line := func(y int) []uint64 {
		at := y % 2
		if held[at] != y {
			if lines[at] == nil {
				lines[at] = make([]uint64, toW*c)
			}
			taps.line(lines[at], pix[((cut.y+y)*w+cut.x)*c:][:cut.w*c], c)
			held[at] = y
		}
		return lines[at]
	}
	sums := make([]uint64, toW*c)
	total := down.total() * across.total()
	share := divisorOf(total)
	for j := range toH {
		clear(sums)
		lo, hi := down.span(j)
		for y := lo; y < hi; y++ {
			weight := down.weight(j, y)
			for k, v := range line(y) {
				sums[k] += weight * v
			}
		}
		for _, s := range sums {
			out = append(out, uint8(share.of(s+total/2)))
		}
	}
	return out
}

// taps are where each value of an axis takes from, and by what weights.
type taps struct {
	first  []int
	weight [][]uint64
}

func (a axis) taps() taps {
	t := taps{make([]int, a.m), make([][]uint64, a.m)}
	for j := range a.m {
		lo, hi := a.span(j)
		t.first[j] = lo
		for i := lo; i < hi; i++ {
			t.weight[j] = append(t.weight[j], a.weight(j, i))
		}
	}
	return t
}

// line writes the sums of one line of c channels, 1 or 3, to dst.
func (t taps) line(dst []uint64, src []uint8, c int) {
	for j, weights := range t.weight {
		from := src[t.first[j]*c:][:len(weights)*c]
		if c == 1 {
			sum := uint64(0)
			for i, w := range weights {
				sum += w * uint64(from[i])
			}
			dst[j] = sum
			continue
		}
		var r, g, b uint64
		for _, w := range weights {
			r, g, b = r+w*uint64(from[0]), g+w*uint64(from[1]), b+w*uint64(from[2])
			from = from[3:]
		}
		dst[3*j], dst[3*j+1], dst[3*j+2] = r, g, b
	}
}

// divisor divides numbers up to 256 times itself, rounding down, without a division where it is
// small enough for that to be exact: with r = 2^64/d rounded up, x*r/2^64 lies above x/d by less than
// x/2^64, which is at most 1/d while 256*d*d is no more than 2^64.
type divisor struct{ d, r uint64 }

func divisorOf(d uint64) divisor {
	if d < 2 || d >= 1<<28 {
		return divisor{d, 0}
	}
	return divisor{d, math.MaxUint64/d + 1}
}

func (v divisor) of(x uint64) uint64 {
	if v.r == 0 {
		return x / v.d
	}
	q, _ := bits.Mul64(x, v.r)
	return q
}
