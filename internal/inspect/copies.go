package inspect

import (
	"math"

	"mekiki/internal/defect"
	"mekiki/internal/model"
)

// Copies says which copies of good pictures are learned from besides themselves, for parts that
// lie anyhow.
type Copies string

// The copies.
const (
	NoCopies Copies = "none"
	Turned   Copies = "turned"   // by multiples of turnStep
	Mirrored Copies = "mirrored" // left and right exchanged, up and down, and both
)

// turnStep is how many degrees lie between turned copies. A place looks nearly the same within half of it.
const turnStep = 15

// copied is one way to make a copy.
type copied struct {
	degrees    float64
	flip, flop bool // left and right exchanged; up and down
}

// list is the ways, the picture itself first.
func (c Copies) list() []copied {
	all := []copied{{}}
	switch c {
	case Turned:
		for a := turnStep; a < 360; a += turnStep {
			all = append(all, copied{degrees: float64(a)})
		}
	case Mirrored:
		all = append(all, copied{flip: true}, copied{flop: true}, copied{flip: true, flop: true})
	}
	return all
}

// of is the copy of a picture's values.
func (c copied) of(pix []uint8, in model.Input) []uint8 {
	if c.degrees != 0 {
		p := &defect.Picture{Width: in.Width, Height: in.Height, Channels: in.Channels, Pix: pix}
		return p.Turned(c.degrees).Pix
	}
	if !c.flip && !c.flop {
		return pix
	}
	out := make([]uint8, len(pix))
	for y := range in.Height {
		for x := range in.Width {
			u, v, _ := c.from(x, y, in.Width, in.Height)
			copy(out[(y*in.Width+x)*in.Channels:][:in.Channels], pix[(v*in.Width+u)*in.Channels:])
		}
	}
	return out
}

// from is the cell of the picture that stands at (x, y) in the copy; inside reports whether there
// is one.
func (c copied) from(x, y, width, height int) (u, v int, inside bool) {
	if c.flip {
		x = width - 1 - x
	}
	if c.flop {
		y = height - 1 - y
	}
	if c.degrees == 0 {
		return x, y, true
	}
	fu, fv := defect.TurnedFrom(c.degrees, float64(x), float64(y), width, height)
	u, v = int(math.Round(fu)), int(math.Round(fv))
	return u, v, u >= 0 && v >= 0 && u < width && v < height
}
