package inspect

import (
	"math"

	"mekiki/internal/defect"
	"mekiki/internal/model"
)

// Copies says which copies of good pictures are learned from besides themselves.
type Copies string

// The copies.
const (
	NoCopies Copies = "none"
	Turned   Copies = "turned" // by multiples of turnStep: for parts that lie turned anyhow
)

// AllCopies are all of them.
func AllCopies() []Copies { return []Copies{NoCopies, Turned} }

// turnStep is how many degrees lie between turned copies. A place looks nearly the same within half of it.
const turnStep = 15

// turns are by how many degrees the copies are turned, the picture itself first.
func (c Copies) turns() []float64 {
	all := []float64{0}
	for a := turnStep; c == Turned && a < 360; a += turnStep {
		all = append(all, float64(a))
	}
	return all
}

// turned is a picture's values turned about its middle.
func turned(pix []uint8, degrees float64, in model.Input) []uint8 {
	if degrees == 0 {
		return pix
	}
	p := &defect.Picture{Width: in.Width, Height: in.Height, Channels: in.Channels, Pix: pix}
	return p.Turned(degrees).Pix
}

// turnedFrom is the place of a map that stands at another in the map of a turned picture; inside
// reports whether there is one.
func turnedFrom(place int, degrees float64, high, wide int) (from int, inside bool) {
	u, v := defect.TurnedFrom(degrees, float64(place%wide), float64(place/wide), wide, high)
	x, y := int(math.Round(u)), int(math.Round(v))
	return y*wide + x, x >= 0 && y >= 0 && x < wide && y < high
}
