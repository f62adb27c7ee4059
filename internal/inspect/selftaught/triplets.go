package selftaught

import (
	"math"
	"math/rand/v2"

	"mekiki/internal/defect"
)

// How copies of a patch that are good all the same differ: by so many pixels, degrees and share of their size at most
// either way, and by this strength of other light and of noise (defect.Nuisances).
const (
	moved    = 4
	turned   = 10
	zoomed   = 0.05
	disturbs = 0.5
)

// How strong and how large, in patches, the made-up defects of negatives are.
const (
	leastStrength, mostStrength = 0.3, 1
	leastExtent, mostExtent     = 0.15, 0.5
)

// deal draws triplets of patches.
type deal struct {
	*Pool
	rng    *rand.Rand
	makers []defect.Maker
	light  []defect.Nuisance
}

func newDeal(p *Pool, seed uint64) *deal {
	d := &deal{Pool: p, rng: rand.New(rand.NewPCG(seed, 0x74726970)), makers: defect.Makers()}
	for _, n := range defect.Nuisances() {
		if n.Name == "light" || n.Name == "noise" {
			d.light = append(d.light, n)
		}
	}
	return d
}

// patchValues is how many values a patch has.
const patchValues = Side * Side * channels

// triplets fills dst with triplets, one behind the other.
func (d *deal) triplets(dst []uint8) {
	for ; len(dst) > 0; dst = dst[3*patchValues:] {
		d.triplet(dst[:3*patchValues])
	}
}

// triplet writes three patches to dst, one behind the other. Anchor and positive are two good copies of a place. The
// negative is by turns of chance a third one with a made-up defect, or another place of the picture, half a patch away at
// least.
func (d *deal) triplet(dst []uint8) {
	i, at := d.rng.IntN(len(d.Pix)), d.place()
	negative := dst[2*patchValues:]
	d.copy(dst[:patchValues], i, at)
	d.copy(dst[patchValues:2*patchValues], i, at)
	if d.rng.IntN(2) == 0 {
		d.copy(negative, i, at)
		d.spoil(negative)
		return
	}
	other := d.place()
	for range 20 { // in a picture of little more than a patch there is none
		if math.Abs(other.y-at.y) >= Side/2 || math.Abs(other.x-at.x) >= Side/2 {
			break
		}
		other = d.place()
	}
	d.copy(negative, i, other)
}

// place is a random place whose patch lies within the pictures.
func (d *deal) place() spot {
	within := func(extent int) float64 { return Side/2 + d.rng.Float64()*float64(extent-Side) }
	return spot{within(d.Height), within(d.Width)}
}

// copy writes a good copy of a place.
func (d *deal) copy(dst []uint8, i int, at spot) {
	either := func(most float64) float64 { return (2*d.rng.Float64() - 1) * most }
	near := spot{at.y + either(moved), at.x + either(moved)}
	d.crop(dst, i, near, either(turned), 1+either(zoomed))
	p := patch(dst)
	for _, n := range d.light {
		p = n.Apply(d.rng, p, disturbs*d.rng.Float64())
	}
	copy(dst, p.Pix)
}

// spoil puts a made-up defect on a patch.
func (d *deal) spoil(dst []uint8) {
	other := make([]uint8, patchValues)
	d.crop(other, d.rng.IntN(len(d.Pix)), d.place(), 0, 1)
	between := func(a, b float64) float64 { return a + float64((b-a)*d.rng.Float64()) }
	bad, _ := d.makers[d.rng.IntN(len(d.makers))].Make(d.rng, patch(dst), defect.Options{
		Strength: between(leastStrength, mostStrength), Size: Side * between(leastExtent, mostExtent), Other: patch(other),
	})
	copy(dst, bad.Pix)
}

func patch(pix []uint8) *defect.Picture {
	return &defect.Picture{Width: Side, Height: Side, Channels: channels, Pix: pix}
}
