package duplicates

import (
	"math"

	"mekiki/internal/dataset"
)

// pairMeasure is the exact distance of two pictures, 1 - r. One for each worker.
type pairMeasure struct {
	album *album
	bytes bool // every picture has 8 bits: sums are whole numbers
	other standard
}

// query is a picture that others are compared with, and the same mirrored.
type query struct {
	standard
	flip []uint8
	turn []float64
}

// standard is a picture less its mean, and the length of that.
type standard struct {
	pix    []uint8
	value  []float64
	narrow []float32
	sum    float64 // of pix
	length float64 // 0 for a picture of one value
}

func newPairMeasure(a *album) *pairMeasure {
	m := &pairMeasure{album: a, bytes: true}
	for _, p := range a.parts {
		m.bytes = m.bytes && p.Images.F32 == nil
	}
	return m
}

// take loads the picture of a row. Errors of all methods are those of Images.Floats.
func (m *pairMeasure) take(s *standard, row int) error {
	im, i := m.album.image(row)
	if !m.bytes {
		return s.takeFloats(im, i)
	}
	pix, err := im.Bytes(i)
	if err != nil {
		return err
	}
	s.takeBytes(pix)
	return nil
}

// takeBytes keeps the sums of the picture, which are exact.
func (s *standard) takeBytes(pix []uint8) {
	var sum, squares uint64
	lo, hi := pix[0], pix[0]
	for _, v := range pix {
		sum += uint64(v)
		squares += uint64(v) * uint64(v)
		lo, hi = min(lo, v), max(hi, v)
	}
	s.pix, s.sum, s.length = pix, float64(sum), 0
	if lo < hi {
		s.length = math.Sqrt(float64(squares) - s.sum*s.sum/float64(len(pix)))
	}
}

// takeFloats keeps the values less their mean.
func (s *standard) takeFloats(im *dataset.Images, i int) error {
	if s.value == nil {
		s.value, s.narrow = make([]float64, im.Size()), make([]float32, im.Size())
	}
	if err := im.Floats(s.narrow, i); err != nil {
		return err
	}
	sum := 0.0
	lo, hi := s.narrow[0], s.narrow[0]
	for _, v := range s.narrow {
		sum += float64(v)
		lo, hi = min(lo, v), max(hi, v)
	}
	mean, squares := sum/float64(len(s.narrow)), 0.0
	for k, v := range s.narrow {
		d := float64(v) - mean
		s.value[k] = d
		squares += float64(d * d) // not fused, as in dotFloats
	}
	if s.length = 0; lo < hi {
		s.length = math.Sqrt(squares)
	}
	return nil
}

// unit writes the picture at mean 0 and length 1 to dst, or returns false for a
// picture of one value.
func (m *pairMeasure) unit(dst []float64, row int) (bool, error) {
	s := &m.other
	if err := m.take(s, row); err != nil || s.length == 0 {
		return false, err
	}
	if !m.bytes {
		for k, v := range s.value {
			dst[k] = v / s.length
		}
		return true, nil
	}
	mean := s.sum / float64(len(s.pix))
	for k, v := range s.pix {
		dst[k] = (float64(v) - mean) / s.length
	}
	return true, nil
}

// begin makes q the picture of a row.
func (m *pairMeasure) begin(q *query, row int, mirrored bool) error {
	if err := m.take(&q.standard, row); err != nil || !mirrored {
		return err
	}
	im := m.album.parts[0].Images
	if m.bytes {
		q.flip = mirror(q.flip, q.pix, im.W, im.C)
	} else {
		q.turn = mirror(q.turn, q.value, im.W, im.C)
	}
	return nil
}

// mirror writes the picture turned left to right to dst, which grows if need be.
func mirror[T any](dst, src []T, width, channels int) []T {
	dst = dst[:0]
	line := width * channels
	for y := 0; y < len(src); y += line {
		for x := line - channels; x >= 0; x -= channels {
			dst = append(dst, src[y+x:y+x+channels]...)
		}
	}
	return dst
}

// distance is that of q to the picture that m.other holds; turned says that it is less
// with one of the two mirrored.
func (m *pairMeasure) distance(q *query, mirrored bool) (d float64, turned bool) {
	if m.bytes {
		d = q.apart(&m.other, float64(dotBytes(q.pix, m.other.pix)))
		if mirrored {
			if t := q.apart(&m.other, float64(dotBytes(q.flip, m.other.pix))); t < d {
				return t, true
			}
		}
		return d, false
	}
	d = q.apart(&m.other, dotFloats(q.value, m.other.value))
	if mirrored {
		if t := q.apart(&m.other, dotFloats(q.turn, m.other.value)); t < d {
			return t, true
		}
	}
	return d, false
}

// apart is 1 - r from the product of the values: those of 8 bits still have their means.
func (s *standard) apart(o *standard, product float64) float64 {
	if s.pix != nil {
		product -= s.sum * o.sum / float64(len(s.pix))
	}
	return max(0, 1-product/(s.length*o.length))
}

func dotBytes(x, y []uint8) (sum uint64) {
	y = y[:len(x)]
	// A block's sum fits in 32 bits, which the compiler adds faster.
	const block = 1 << 15
	for len(x) > 0 {
		n := min(block, len(x))
		var s uint32
		for k, v := range x[:n] {
			s += uint32(v) * uint32(y[k])
		}
		sum += uint64(s)
		x, y = x[n:], y[n:]
	}
	return sum
}

func dotFloats(x, y []float64) (sum float64) {
	y = y[:len(x)]
	for k, v := range x {
		sum += float64(v * y[k]) // not fused, so that every processor gives the same
	}
	return sum
}
