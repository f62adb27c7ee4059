package inspect

import "math"

// ROI is a region of interest: a box of a picture as it is prepared, in shares of its width and height. Places of the map
// whose middle lies outside are not judged: they are 0 there, belong to no region, and the score is of what is inside.
//
// The eye looks at the whole picture all the same, and so do level, smoothing and guard. What is inside has the map that it has
// without a box, and the score is the mean over as many places, the farthest of them: it keeps its unit, and is not above that of the
// whole picture where the box has so many places.
type ROI struct {
	X      float64 `json:"x"` // of the left upper corner
	Y      float64 `json:"y"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// window is a rectangle of places: columns x0 to x1-1, rows y0 to y1-1.
type window struct{ x0, x1, y0, y1 int }

// window has the places of a map that are judged: all for nil, and always a column and a row.
func (b *ROI) window(high, wide int) window {
	if b == nil {
		return window{0, wide, 0, high}
	}
	axis := func(from, size float64, n int) (first, end int) {
		first = min(max(int(math.Ceil(from*float64(n)-0.5)), 0), n-1)
		return first, min(max(int(math.Ceil((from+size)*float64(n)-0.5)), first+1), n)
	}
	var w window
	w.x0, w.x1 = axis(b.X, b.Width, wide)
	w.y0, w.y1 = axis(b.Y, b.Height, high)
	return w
}

// places is how many there are.
func (w window) places() int { return (w.x1 - w.x0) * (w.y1 - w.y0) }

// gather appends the numbers of a map of so many columns that lie inside, row by row.
func (w window) gather(list, m []float32, wide int) []float32 {
	for y := w.y0; y < w.y1; y++ {
		list = append(list, m[y*wide+w.x0:y*wide+w.x1]...)
	}
	return list
}

// blank sets the numbers of a map of so many columns that lie outside to 0.
func (w window) blank(m []float32, wide int) {
	for i := range m {
		if x, y := i%wide, i/wide; x < w.x0 || x >= w.x1 || y < w.y0 || y >= w.y1 {
			m[i] = 0
		}
	}
}

// within lets a Judge judge what is inside a box, or all for nil.
func (j *Judge) within(b *ROI) {
	j.room.in = b.window(j.high, j.wide)
	if j.head != nil {
		j.head.room.in = j.room.in
	}
	if j.coarse != nil {
		j.coarse.within(b)
	}
}
