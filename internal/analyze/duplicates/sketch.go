package duplicates

import (
	"cmp"
	"math"
	"slices"
)

// sketchWidth is the length of a sketch: 63 coefficients and the length of the rest.
const sketchWidth = 64

// sketcher shortens pictures to sketches. With P the projection on some
// orthonormal vectors, two pictures x and y at mean 0 and length 1 have
//
//	r = <x,y> = <Px,Py> + <x-Px,y-Py> <= <Px,Py> + |x-Px| |y-Py|,
//
// by Cauchy and Schwarz: the product of the sketches (Px, |x-Px|) and
// (Py, |y-Py|). The vectors are the lowest frequencies of the cosine transform
// (DCT-II, Ahmed, Natarajan and Rao, 1974) along rows, columns and channels,
// which hold most of a picture. Turning a picture left to right only changes the
// sign of the odd frequencies along a row.
type sketcher struct {
	h, w, c int
	// kept are the frequencies of each coefficient.
	kept []frequency
	// row, column and channel hold the cosines, one frequency after the other.
	row, column, channel []float64
	most                 frequency // the highest frequency kept, plus 1
}

type frequency struct{ y, x, c int }

func newSketcher(h, w, c int) *sketcher {
	s := &sketcher{h: h, w: w, c: c}
	for y := range min(h, sketchWidth) {
		for x := range min(w, sketchWidth) {
			for k := range min(c, sketchWidth) {
				s.kept = append(s.kept, frequency{y, x, k})
			}
		}
	}
	s.kept = s.kept[1:] // the mean, which is 0
	high := func(f frequency) float64 {
		return squared(float64(f.y)/float64(h)) + squared(float64(f.x)/float64(w)) + squared(float64(f.c)/float64(c))
	}
	slices.SortStableFunc(s.kept, func(a, b frequency) int { return cmp.Compare(high(a), high(b)) })
	s.kept = s.kept[:min(len(s.kept), sketchWidth-1)]
	for _, f := range s.kept {
		s.most = frequency{max(s.most.y, f.y+1), max(s.most.x, f.x+1), max(s.most.c, f.c+1)}
	}
	s.row, s.column, s.channel = cosines(s.most.x, w), cosines(s.most.y, h), cosines(s.most.c, c)
	return s
}

func squared(v float64) float64 { return v * v }

// cosines are the first orthonormal vectors of the DCT-II of n values.
func cosines(frequencies, n int) []float64 {
	out := make([]float64, 0, frequencies*n)
	for f := range frequencies {
		scale := math.Sqrt(2 / float64(n))
		if f == 0 {
			scale = math.Sqrt(1 / float64(n))
		}
		for i := range n {
			out = append(out, scale*math.Cos(math.Pi*float64(f)*(float64(i)+0.5)/float64(n)))
		}
	}
	return out
}

// sketch writes the sketch of the picture at mean 0 and length 1 to dst,
// sketchWidth values, zero after the coefficients that there are. room grows if
// need be and is returned.
func (s *sketcher) sketch(dst []float32, unit, room []float64) []float64 {
	lines := s.most.x * s.most.c
	if room == nil {
		room = make([]float64, lines*(1+s.h))
	}
	// Each line of the picture becomes the low frequencies of that line, then each
	// kept one is summed over the lines.
	line := room[:lines]
	for y := range s.h {
		clear(line)
		src := unit[y*s.w*s.c : (y+1)*s.w*s.c]
		for fx := range s.most.x {
			cos := s.row[fx*s.w : (fx+1)*s.w]
			for fc := range s.most.c {
				sum := 0.0
				for c, weight := range s.channel[fc*s.c : (fc+1)*s.c] {
					part := 0.0
					for x, v := range cos {
						part += v * src[x*s.c+c]
					}
					sum += weight * part
				}
				line[fx*s.most.c+fc] = sum
			}
		}
		copy(room[lines*(1+y):], line)
	}
	clear(dst[:sketchWidth])
	rest := 1.0
	for k, f := range s.kept {
		at, sum := lines+f.x*s.most.c+f.c, 0.0
		for y, v := range s.column[f.y*s.h : (f.y+1)*s.h] {
			sum += v * room[at+y*lines]
		}
		dst[k] = float32(sum)
		rest -= sum * sum
	}
	dst[sketchWidth-1] = float32(math.Sqrt(max(0, rest) + 1e-12))
	return room
}

// mirror turns the sketch of a picture into that of the picture turned left to right.
func (s *sketcher) mirror(sketch []float32) {
	for k, f := range s.kept {
		if f.x%2 == 1 {
			sketch[k] = -sketch[k]
		}
	}
}
