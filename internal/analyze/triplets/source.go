package triplets

import (
	"math"

	"mekiki/internal/analyze/parallel"
	"mekiki/internal/metric/distance"
)

// source gives moments and rows of an input's vectors.
//
// For pictures of 8 bits all sums are whole numbers: the squared length of each
// picture is known once, and a pair needs one more sum, <x,y>, for |x-y|² =
// |x|²+|y|²-2<x,y> is exact where nothing is rounded. Scaled by 1/255² they are the moments
// of v/255, each rounded once.
type source struct {
	in     *Input
	square []uint64 // |x|² of each picture of 8 bits
}

func (in *Input) newSource(workers int) *source {
	s := &source{in: in}
	if in.U8 == nil {
		return s
	}
	n := in.rows()
	s.square = make([]uint64, n)
	parallel.Share((n+block-1)/block, workers, func() func(int) {
		return func(b int) {
			for r := b * block; r < min((b+1)*block, n); r++ {
				x := s.bytes(int32(r))
				s.square[r] = dot(x, x)
			}
		}
	})
	return s
}

func (s *source) bytes(r int32) []uint8 {
	d := s.in.Dim
	return s.in.U8[int(r)*d : (int(r)+1)*d]
}

// length is |x| of row r.
func (s *source) length(r int32) float64 {
	if s.square != nil {
		return math.Sqrt(float64(s.square[r])) / 255
	}
	x := s.in.F32[int(r)*s.in.Dim : (int(r)+1)*s.in.Dim]
	return math.Sqrt(distance.MomentsOf(x, x).XX)
}

// moments are those of rows x and y.
func (s *source) moments(x, y int32) distance.Moments {
	if s.square == nil {
		d := s.in.Dim
		return distance.MomentsOf(s.in.F32[int(x)*d:(int(x)+1)*d], s.in.F32[int(y)*d:(int(y)+1)*d])
	}
	xx, yy, xy := s.square[x], s.square[y], dot(s.bytes(x), s.bytes(y))
	const scale = 255 * 255
	return distance.Moments{
		XX: float64(xx) / scale, YY: float64(yy) / scale, XY: float64(xy) / scale,
		DD: float64(xx+yy-2*xy) / scale,
	}
}

// dot is <x,y>, exact. Four sums side by side keep the adders busy.
func dot(x, y []uint8) uint64 {
	y = y[:len(x)]
	var a, b, c, d uint64
	k := 0
	for ; k+4 <= len(x); k += 4 {
		u, v := x[k:k+4:k+4], y[k:k+4:k+4]
		a += uint64(u[0]) * uint64(v[0])
		b += uint64(u[1]) * uint64(v[1])
		c += uint64(u[2]) * uint64(v[2])
		d += uint64(u[3]) * uint64(v[3])
	}
	for ; k < len(x); k++ {
		a += uint64(x[k]) * uint64(y[k])
	}
	return a + b + c + d
}
