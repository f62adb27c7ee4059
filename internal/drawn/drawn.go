// Package drawn draws parts as a camera over a table would see them: a turned metal ring,
// a printed label, a woven cloth, good ones and ones with a defect whose place is known.
// They are for demonstrations, for tests that need the truth, and for pictures in documents;
// what an inspection is worth shows on real parts only.
//
// A picture is a function of its Part: the same bytes on every machine. So whatever comes
// of a multiplication is rounded before it is added to something (see exact.go).
package drawn

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// Kinds of part.
const (
	Ring  = "ring"  // a turned metal ring with six holes, seen from above on a table
	Label = "label" // a printed label on cardboard: frame, text, bar code
	Weave = "weave" // a plain weave that fills the picture
)

// MinSide and MaxSide bound both sides of a picture, in pixels.
const (
	MinSide = 64
	MaxSide = 4096
)

// Part is one part under one camera. Parts of other seeds differ in light, noise, place
// and turn, and in what differs from piece to piece, such as grooves and threads:
//
//	level of the light         0.85 to 1.15
//	its gradient               up to 20 % from border to border, any direction
//	darker to the borders      10 to 30 % a unit of the squared distance from the middle
//	direction of the lamp      upper left, 40 degrees to either side
//	colour of the light        3 % between red and blue
//	place                      3 % of the shorter side in x and y
//	turn                       ring: any; label: 4 degrees; weave: 3 degrees, either way
//	noise                      deviation 0.8 to 2.2 of 255 levels
type Part struct {
	Kind          string // one of Kinds
	Seed          uint64
	Width, Height int // pixels, MinSide to MaxSide
}

// kind is how one kind of part is drawn.
type kind struct {
	name string
	// scene is a good part; shot says how the camera sees it, rng what is its own.
	scene   func(shot *shot, rng *rand.Rand) scene
	defects []defect
}

// defect is a kind of defect of a kind of part.
type defect struct {
	name string
	// spoil gives the part with a gross defect of the given size, 1 down to smallest, and
	// a circle that holds all that differs.
	spoil func(good scene, size float64, rng *rand.Rand) (bad scene, within circle)
}

// scene is what lies before the camera.
type scene interface {
	// at is the light from a place, linear, 0 to about 1. The shorter side of the picture
	// is 1 long, its middle is (0, 0), y goes down.
	at(x, y float64) color
}

func kinds() []kind {
	return []kind{
		{Ring, newRing, ringDefects()},
		{Label, newLabel, labelDefects()},
		{Weave, newWeave, weaveDefects()},
	}
}

func kindOf(name string) kind {
	for _, k := range kinds() {
		if k.name == name {
			return k
		}
	}
	panic(fmt.Sprintf("drawn: no kind of part %q", name))
}

// Kinds are the names of all kinds of part.
func Kinds() (names []string) {
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	return names
}

// Defects are the names of the defects that a kind of part can have. It panics if there
// is no such kind.
func Defects(kind string) (names []string) {
	for _, d := range kindOf(kind).defects {
		names = append(names, d.name)
	}
	return names
}

// Draw draws a good part, opaque. It panics if there is no such kind, or a side is out of
// range.
func Draw(p Part) *image.RGBA {
	k, shot := kindOf(p.Kind), newShot(p)
	s := k.scene(shot, p.rng(pieceStream))
	out := image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	eachRow(p.Height, func(y int) {
		for x := range p.Width {
			shot.expose(out, x, y, shot.light(s, x, y))
		}
	})
	return out
}

// The faintest defect is still shown by smallestOpacity, and is smallestSize times as long
// as a gross one. leastChange levels of 255 by a gross defect make a pixel a part of it.
const (
	smallestOpacity = 0.05
	smallestSize    = 0.45
	leastChange     = 4
)

// DrawBad draws the part of Draw with a defect. Faintness 0 is gross, 1 the limit of
// seeing: the defect is smaller, and mixed with the good part by 0.05^faintness. The mask
// is 255 where the gross defect of this size would change the picture by 4 levels or more,
// else 0, and there the picture is that of Draw to the last bit. It panics if the kind of
// part has no such defect, or where Draw does.
func DrawBad(p Part, name string, faintness float64) (picture *image.RGBA, mask *image.Gray) {
	k, shot := kindOf(p.Kind), newShot(p)
	i := slices.IndexFunc(k.defects, func(d defect) bool { return d.name == name })
	if i < 0 || !(faintness >= 0 && faintness <= 1) {
		panic(fmt.Sprintf("drawn: defect %q of a %s, faintness %g", name, p.Kind, faintness))
	}
	good := k.scene(shot, p.rng(pieceStream))
	bad, within := k.defects[i].spoil(good, lerp(1, smallestSize, faintness), p.rng(defectStream))
	opacity := opacityOf(faintness)
	picture = image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	mask = image.NewGray(picture.Rect)
	eachRow(p.Height, func(y int) {
		for x := range p.Width {
			c := shot.light(good, x, y)
			if within.has(shot.place(x, y, 0.5, 0.5)) {
				if gross := shot.light(bad, x, y); gross.differs(c) {
					c = c.mix(gross, opacity)
					mask.Pix[mask.PixOffset(x, y)] = 255
				}
			}
			shot.expose(picture, x, y, c)
		}
	})
	return picture, mask
}

// eachRow does the rows of a picture, several at the same time.
func eachRow(height int, do func(y int)) {
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for first := range workers {
		wg.Go(func() {
			for y := first; y < height; y += workers {
				do(y)
			}
		})
	}
	wg.Wait()
}

// opacityOf is smallestOpacity to the power of the faintness, by 256 roots of it: a power
// of the library is not the same on every machine.
func opacityOf(faintness float64) float64 {
	root := smallestOpacity
	for range 8 {
		root = math.Sqrt(root)
	}
	out := 1.0
	for range int(math.Round(float64(256 * faintness))) {
		out = float64(out * root)
	}
	return out
}

// Random streams of a part. Defects have their own, so that the part beside is the same.
const (
	shotStream = iota + 1
	pieceStream
	defectStream
)

func (p Part) rng(stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(p.Seed, stream))
}
