package explanation

import (
	"html/template"

	"mekiki/internal/report/kit"
)

// crop is a piece of a picture around a place, which Box marks in percent of it.
type crop struct {
	URI                      template.URL
	W, H                     int
	Left, Top, Width, Height float64
	Name, Distance, Alt      string
}

// cropShare is the side of a crop as a share of the picture's: enough around a place to see
// what it is.
const cropShare = 0.22

// cut takes a crop around a place, in shares of width and height; the marked middle is
// so many shares wide and high. It is empty where there is no picture.
func cut(p *kit.Picture, x, y, wide, high float64) crop {
	if p == nil {
		return crop{}
	}
	w, h := max(1, int(cropShare*float64(p.W))), max(1, int(cropShare*float64(p.H)))
	left := min(max(0, int(x*float64(p.W))-w/2), p.W-w)
	top := min(max(0, int(y*float64(p.H))-h/2), p.H-h)
	piece := kit.Picture{H: h, W: w, C: p.C, Pix: make([]uint8, 0, h*w*p.C)}
	for row := top; row < top+h; row++ {
		piece.Pix = append(piece.Pix, p.Pix[(row*p.W+left)*p.C:][:w*p.C]...)
	}
	share := func(v float64, from, of int, whole int) float64 {
		return 100 * (v*float64(whole) - float64(from)) / float64(of)
	}
	return crop{
		URI: piece.URI(), W: w, H: h,
		Left: share(x-wide/2, left, w, p.W), Top: share(y-high/2, top, h, p.H),
		Width: 100 * wide * float64(p.W) / float64(w), Height: 100 * high * float64(p.H) / float64(h),
	}
}
