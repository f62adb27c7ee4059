package defect

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
)

// Options say what a defect is like.
type Options struct {
	// Strength goes from 0, the limit of seeing, to 1, as strong as the contrast of the
	// part itself; the change in levels grows by equal factors between.
	Strength float64
	// Size is the largest extent, in pixels, at least 1.
	Size float64
	// Foreground is not 0 where the part is, one byte a pixel; defects lie there only. Nil,
	// or all 0, is the whole picture. See Foreground.
	Foreground []byte
	// Other is where foreign texture comes from; nil is the picture itself.
	Other *Picture
}

// Maker is a kind of made-up defect.
type Maker struct {
	Name string
	draw func(c *canvas)
}

// Makers are all kinds, in a fixed order.
func Makers() []Maker {
	return []Maker{
		{"paste", paste}, {"blend", blend}, {"scratch", scratch}, {"spot", spot},
		{"missing", missing}, {"shade", shade}, {"crack", crack},
	}
}

// tries is how often a maker looks for a place where something can be seen.
const tries = 8

// Make puts a defect on a copy of a picture. The mask has a byte a pixel: 255 where the
// defect lies, else 0, and there the copy is the picture to the last bit. Where nothing can
// be changed, as by texture in a picture of one pixel, the mask is empty. It panics if
// shapes do not fit or an option is out of range.
func (m Maker) Make(rng *rand.Rand, p *Picture, o Options) (bad *Picture, mask []byte) {
	p.check()
	if o.Other == nil {
		o.Other = p
	}
	o.Other.check()
	if o.Other.Channels != p.Channels || o.Foreground != nil && len(o.Foreground) != p.Width*p.Height {
		panic("defect: the other picture or the foreground has another shape")
	}
	if !(o.Strength >= 0 && o.Strength <= 1) || !(o.Size >= 1) {
		panic(fmt.Sprintf("defect: strength %g, size %g", o.Strength, o.Size))
	}
	o.Foreground = unlessEmpty(o.Foreground)
	spread, seen := contrast(p, o.Foreground)
	c := &canvas{
		Options: o, rng: rng, good: p, mask: make([]byte, p.Width*p.Height), bad: p.clone(),
		levels: seen * math.Pow(spread/seen, o.Strength),
	}
	for range tries {
		c.choosePlace()
		m.draw(c)
		if c.changed {
			break
		}
	}
	return c.bad, c.mask
}

// unlessEmpty is nil for a foreground without a pixel.
func unlessEmpty(part []byte) []byte {
	for _, v := range part {
		if v != 0 {
			return part
		}
	}
	return nil
}

// canvas is a picture that gets a defect.
type canvas struct {
	Options
	rng       *rand.Rand
	good, bad *Picture
	mask      []byte
	changed   bool
	x, y      float64 // the middle of the defect
	levels    float64 // how far it changes the picture
}

// choosePlace takes a random place of the part: where chance does not find one, because
// the part is small, the next one after a random place.
func (c *canvas) choosePlace() {
	n := c.rng.IntN(len(c.mask))
	if c.Foreground != nil {
		for range 100 {
			if c.Foreground[n] != 0 {
				break
			}
			n = c.rng.IntN(len(c.mask))
		}
		for c.Foreground[n] == 0 {
			n = (n + 1) % len(c.mask)
		}
	}
	c.x, c.y = float64(n%c.good.Width), float64(n/c.good.Width)
}

// between is a random number of a range.
func (c *canvas) between(a, b float64) float64 { return lerp(a, b, c.rng.Float64()) }

// sign is -1 or 1: where the place is too dark or too bright for one, the other.
func (c *canvas) sign() float64 {
	s := float64(2*c.rng.IntN(2) - 1)
	if v := c.good.grey(int(c.x), int(c.y)) + s*c.levels; v < 0 || v > 255 {
		return -s
	}
	return s
}

// around is the square of the given half side about the place, within the picture.
func (c *canvas) around(half float64) image.Rectangle {
	x, y, r := int(c.x), int(c.y), int(math.Ceil(half))+1
	return image.Rect(x-r, y-r, x+r+1, y+r+1).Intersect(image.Rect(0, 0, c.good.Width, c.good.Height))
}

// leastShare of a change makes a pixel a part of the defect.
const leastShare = 0.125

// change changes a rectangle: share says how much of a place is of the defect, 0 to 1,
// by how many levels a channel changes where all of it is. With graded the change is that
// of the canvas's levels in the root mean square, or less if by is less.
func (c *canvas) change(box image.Rectangle, graded bool, share func(x, y int) float64, by func(x, y, channel int) float64) {
	shares := make([]float64, 0, box.Dx()*box.Dy())
	squares, n := 0.0, 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			s := 0.0
			if c.Foreground == nil || c.Foreground[y*c.good.Width+x] != 0 {
				s = share(x, y)
			}
			shares = append(shares, s)
			if graded && s >= 0.5 {
				for channel := range c.good.Channels {
					d := by(x, y, channel)
					squares += d * d
					n++
				}
			}
		}
	}
	gain := 1.0
	if graded && n > 0 && squares > 0 {
		gain = min(1, c.levels/math.Sqrt(squares/float64(n)))
	}
	i := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			s := shares[i]
			i++
			if s < leastShare {
				continue
			}
			at := y*c.good.Width + x
			c.mask[at] = 255
			for channel := range c.good.Channels {
				k := at*c.good.Channels + channel
				c.bad.Pix[k] = byteOf(float64(c.good.Pix[k]) + min(s, 1)*gain*by(x, y, channel))
				c.changed = c.changed || c.bad.Pix[k] != c.good.Pix[k]
			}
		}
	}
	if !c.changed { // another place gets its turn
		for i := range c.mask {
			c.mask[i] = 0
		}
	}
}
