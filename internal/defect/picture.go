// Package defect puts made-up defects on pictures of good parts, from gross ones down to
// the limit of seeing, to choose a distance by and to begin the training of one with. They
// are no real defects: how well these are found is no figure of an inspection. It also
// makes copies of good parts that are good all the same: moved, turned, in other light.
//
// What comes out is a function of the picture, the settings and the random numbers.
package defect

import (
	"fmt"
	"math"
	"slices"
)

// Picture is a picture of bytes, row by row, its channels side by side.
type Picture struct {
	Width, Height int
	Channels      int // 1, grey, or 3, RGB
	Pix           []byte
}

// check panics if p is no picture.
func (p *Picture) check() {
	if p.Width < 1 || p.Height < 1 || p.Channels != 1 && p.Channels != 3 || len(p.Pix) != p.Width*p.Height*p.Channels {
		panic(fmt.Sprintf("defect: a picture of %d x %d x %d with %d bytes", p.Height, p.Width, p.Channels, len(p.Pix)))
	}
}

// clone is a copy that shares nothing.
func (p *Picture) clone() *Picture {
	out := *p
	out.Pix = slices.Clone(p.Pix)
	return &out
}

// like is a picture of the same shape, black.
func (p *Picture) like() *Picture {
	out := *p
	out.Pix = make([]byte, len(p.Pix))
	return &out
}

// at is a value; places outside show the picture mirrored at its edge.
func (p *Picture) at(x, y, channel int) float64 {
	return float64(p.Pix[(mirrored(y, p.Height)*p.Width+mirrored(x, p.Width))*p.Channels+channel])
}

// between is a value at any place, linear between the nearest four.
func (p *Picture) between(x, y float64, channel int) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	i, j, u, v := int(fx), int(fy), x-fx, y-fy
	top := lerp(p.at(i, j, channel), p.at(i+1, j, channel), u)
	return lerp(top, lerp(p.at(i, j+1, channel), p.at(i+1, j+1, channel), u), v)
}

// mirrored takes any number into 0 to n-1, as the edge of a picture mirrors it.
func mirrored(i, n int) int {
	if i >= 0 && i < n {
		return i
	}
	i %= 2 * n
	if i < 0 {
		i += 2 * n
	}
	return min(i, 2*n-1-i)
}

func lerp(a, b, t float64) float64 { return a + (b-a)*t }

// byteOf rounds a value to a byte.
func byteOf(v float64) byte { return byte(min(max(v, 0), 255) + 0.5) }
