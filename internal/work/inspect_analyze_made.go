package work

import (
	"math"
	"math/rand/v2"

	"mekiki/internal/defect"
	"mekiki/internal/inspect"
)

// madeStrengths are those of the made-up defects of an analysis.
var madeStrengths = []float64{0.25, 0.5, 0.75, 1}

// Extents of made-up defects, in places of the finest map.
const leastMade, mostMade = inspect.DefectPlaces, 2 * inspect.DefectPlaces

// madeDefects are good pictures with made-up defects, made when they are asked for.
type madeDefects struct {
	good     inspect.Pictures
	shape    defect.Picture // of all, without values
	pixels   float64        // that a place is high
	seed     uint64
	base     []int // the good picture of each
	other    []int // whose texture it gets
	maker    []int
	strength []float64
}

// makeDefects puts defects on the good pictures, which have been seen: of each strength as many, all kinds in turns.
func (w *inspectAnalysis) makeDefects() {
	in := w.n.Input
	high, _ := w.good.sight[0].Shape()
	d := &madeDefects{
		good: w.good.Pictures, shape: defect.Picture{Width: in.Width, Height: in.Height, Channels: in.Channels},
		pixels: float64(in.Height) / float64(high), seed: w.Seed,
	}
	makers, goods := defect.Makers(), len(w.good.names)
	for _, strength := range madeStrengths {
		for k := range w.Made {
			base := len(d.base) % goods
			d.base, d.other = append(d.base, base), append(d.other, (base+1+k%max(1, goods-1))%goods)
			d.maker, d.strength = append(d.maker, k%len(makers)), append(d.strength, strength)
			w.made.names, w.made.kinds = append(w.made.names, w.good.names[base]), append(w.made.kinds, makers[k%len(makers)].Name)
			if w.leftOut {
				w.made.fold = append(w.made.fold, w.good.fold[base])
			}
		}
	}
	w.made.Pictures, w.made.mask, w.strength = d, d.mask, d.strength
}

// make makes picture i and the mask of its defect.
func (d *madeDefects) make(i int) (pix, mask []uint8, err error) {
	picture, other := d.shape, d.shape
	if picture.Pix, err = d.good.Bytes(d.base[i]); err != nil {
		return nil, nil, err
	}
	if other.Pix, err = d.good.Bytes(d.other[i]); err != nil {
		return nil, nil, err
	}
	rng := rand.New(rand.NewPCG(d.seed, uint64(i)))
	extent := leastMade * math.Pow(mostMade/leastMade, rng.Float64())
	bad, mask := defect.Makers()[d.maker[i]].Make(rng, &picture, defect.Options{
		Strength: d.strength[i], Size: max(1, extent*d.pixels), Foreground: defect.Foreground(&picture), Other: &other,
	})
	return bad.Pix, mask, nil
}

// Bytes are the values of picture i.
func (d *madeDefects) Bytes(i int) ([]uint8, error) {
	pix, _, err := d.make(i)
	return pix, err
}

// mask is where the defect of picture i lies.
func (d *madeDefects) mask(i int) ([]uint8, error) {
	_, mask, err := d.make(i)
	return mask, err
}
