package defect

import (
	"math"
	"slices"
)

// Foreground guesses where the part is, one byte a pixel, 255 on it: where the picture
// differs from its border. The colour of the border is the median of its pixels in each
// channel; how far the background differs from that is their median deviation. A pixel is
// foreground where the mean of the pixels around it, a 64th of the shorter side to each
// side, differs by more than 4 of these deviations, and more than 12 levels; single pixels
// then become what most of those around them are. It is nil, the whole picture, where that is unclear: where more than a quarter of the border itself is
// foreground, or all but a twentieth of the picture is one of the two. It panics if p is
// no picture.
func Foreground(p *Picture) []byte {
	p.check()
	var middle, spread [3]float64
	edge := border(p)
	for c := range p.Channels {
		values := make([]float64, len(edge))
		for i, k := range edge {
			values[i] = float64(p.Pix[k*p.Channels+c])
		}
		slices.Sort(values)
		middle[c] = values[len(values)/2]
		for i, v := range values {
			values[i] = math.Abs(v - middle[c])
		}
		slices.Sort(values)
		spread[c] = max(4*values[len(values)/2], 12)
	}
	radius := max(1, min(p.Width, p.Height)/64)
	first := &Picture{p.Width, p.Height, 1, make([]byte, p.Width*p.Height)}
	for c := range p.Channels {
		for k, m := range boxMeans(p, c, radius) {
			if math.Abs(m-middle[c]) > spread[c] {
				first.Pix[k] = 255
			}
		}
	}
	out := make([]byte, p.Width*p.Height)
	for k, m := range boxMeans(first, 0, radius) {
		if m > 127.5 {
			out[k] = 255
		}
	}
	on, onEdge := 0, 0
	for _, v := range out {
		on += int(v & 1)
	}
	for _, k := range edge {
		onEdge += int(out[k] & 1)
	}
	if 4*onEdge > len(edge) || 20*on < len(out) || 20*on > 19*len(out) {
		return nil
	}
	return out
}

// border are the places of the outermost pixels.
func border(p *Picture) (places []int) {
	for y := range p.Height {
		for x := range p.Width {
			if x == 0 || y == 0 || x == p.Width-1 || y == p.Height-1 {
				places = append(places, y*p.Width+x)
			}
		}
	}
	return places
}

// boxMeans are the means of a channel over squares of a radius about each pixel, of the
// part of them within the picture.
func boxMeans(p *Picture, channel, radius int) []float64 {
	w, h := p.Width, p.Height
	sums := make([]uint64, (w+1)*(h+1)) // of all that is above and left
	for y := range h {
		row := uint64(0)
		for x := range w {
			row += uint64(p.Pix[(y*w+x)*p.Channels+channel])
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + row
		}
	}
	out := make([]float64, w*h)
	for y := range h {
		top, bottom := max(0, y-radius), min(h, y+radius+1)
		for x := range w {
			left, right := max(0, x-radius), min(w, x+radius+1)
			sum := sums[bottom*(w+1)+right] + sums[top*(w+1)+left] - sums[top*(w+1)+right] - sums[bottom*(w+1)+left]
			out[y*w+x] = float64(sum) / float64((bottom-top)*(right-left))
		}
	}
	return out
}
