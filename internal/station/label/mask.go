package label

import (
	"bytes"
	"image"
	"image/png"
	"iter"
)

// Mask are the pixels of the picture row by row: 255 where it is marked, 0 elsewhere. A brush of diameter d marks the
// pixels whose middle is at most d/2 from the line between the middles of two points that follow on one another. The
// label must be one by Check.
func (l *Label) Mask() []uint8 {
	mask := make([]uint8, l.Width*l.Height)
	for _, s := range l.Shapes {
		value := uint8(255)
		if s.Kind == Eraser {
			value = 0
		}
		for r := range s.stretches(l.Width, l.Height) {
			for y := r.y0; y < r.y1; y++ {
				for x := r.x0; x < r.x1; x++ {
					if s.Kind == Box || r.near(x, y, s.Size) {
						mask[y*l.Width+x] = value
					}
				}
			}
		}
	}
	return mask
}

// Count is how many pixels the mask marks.
func (l *Label) Count() (n int) {
	for _, v := range l.Mask() {
		if v != 0 {
			n++
		}
	}
	return n
}

// PNG is the mask as a grey picture.
func (l *Label) PNG() []byte {
	var b bytes.Buffer
	img := &image.Gray{Pix: l.Mask(), Stride: l.Width, Rect: image.Rect(0, 0, l.Width, l.Height)}
	if err := png.Encode(&b, img); err != nil {
		panic("label: " + err.Error()) // a buffer takes all, and the size was checked
	}
	return b.Bytes()
}

// stretch is a straight piece of a shape, from a to b, and the pixels that it may change: x0 to x1-1 and y0 to y1-1.
type stretch struct {
	a, b           [2]int
	x0, y0, x1, y1 int
}

// stretches are the pieces of a shape on a picture of w x h; of a box, itself.
func (s Shape) stretches(w, h int) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		if s.Kind == Box {
			yield(stretch{x0: s.Box.X, y0: s.Box.Y, x1: s.Box.X + s.Box.Width, y1: s.Box.Y + s.Box.Height})
			return
		}
		r := s.Size / 2
		for i, b := range s.Points {
			a := s.Points[max(0, i-1)]
			if i == 0 && len(s.Points) > 1 {
				continue // it lies on the next stretch
			}
			if !yield(stretch{
				a, b, max(0, min(a[0], b[0])-r), max(0, min(a[1], b[1])-r), min(w, max(a[0], b[0])+r+1), min(h, max(a[1], b[1])+r+1),
			}) {
				return
			}
		}
	}
}

// near says whether a pixel is at most d/2 from the line between a and b. All is compared as squares of whole numbers,
// which float64 holds up to pictures far beyond mostPixels, so that every machine says the same.
func (s *stretch) near(x, y, d int) bool {
	dx, dy, px, py := s.b[0]-s.a[0], s.b[1]-s.a[1], x-s.a[0], y-s.a[1]
	along, length := px*dx+py*dy, dx*dx+dy*dy
	switch {
	case along <= 0:
		return 4*(px*px+py*py) <= d*d
	case along >= length:
		qx, qy := x-s.b[0], y-s.b[1]
		return 4*(qx*qx+qy*qy) <= d*d
	}
	across := float64(px*dy - py*dx)
	return across*across*4 <= float64(d*d)*float64(length)
}
