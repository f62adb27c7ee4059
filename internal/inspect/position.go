package inspect

import (
	"context"
	"math"

	"mekiki/internal/inspect/gallery"
)

// Position says where in good pictures a place is compared with.
type Position string

// The positions.
const (
	Free  Position = "free"  // anywhere: for parts that lie anyhow
	Near  Position = "near"  // not far from the same place: for parts that lie roughly alike
	Fixed Position = "fixed" // the same place, within a place or two: for parts that lie in a fixture
	// AutoPosition is the tightest of these that good parts allow.
	AutoPosition Position = "auto"
)

// Positions are all of them, the tightest first.
func Positions() []Position { return []Position{Fixed, Near, Free} }

// tighter is how much farther good parts that were left out may lie from the others, if
// they are compared with what is near only, than if they are compared with all: then they lie
// alike. It is the geometric mean over the distances.
const tighter = 1.1

// positionFrom is how many pictures, evenly, the choice of a position judges at most.
const positionFrom = 20

// choosePosition finds the tightest position that good parts allow: half of the pictures are judged by the other half.
func (f *fit) choosePosition(ctx context.Context) error {
	if f.Position != AutoPosition {
		return nil
	}
	var in, out []int
	for i := range f.n {
		if i%2 == 0 {
			in = append(in, i)
		} else {
			out = append(out, i)
		}
	}
	f.Position = Free
	free, err := f.usual(ctx, in, out)
	if err != nil {
		return err
	}
	for _, p := range Positions() {
		f.Position = p
		if p == Free {
			break
		}
		own, err := f.usual(ctx, in, out)
		if err != nil {
			return err
		}
		more := 0.0
		for part, v := range own {
			more += math.Log(max(v, math.SmallestNonzeroFloat32)/max(free[part], math.SmallestNonzeroFloat32)) / gallery.Parts
		}
		if math.Exp(more) <= tighter {
			break
		}
	}
	return nil
}

// usual is the median score by each part of some pictures, judged by others.
func (f *fit) usual(ctx context.Context, in, out []int) (score [gallery.Parts]float64, err error) {
	count := min(len(out), positionFrom)
	list := make([][parts]float64, count)
	c := f.choose(in)
	by := &Inspector{Scale: Scale{Gallery: c.gallery, Origin: c.origin}, Position: f.Position, Input: f.Input, Top: f.Top}
	err = each(ctx, count, f.Workers, func() (func(i int) error, func()) {
		j := newJudge(by, views{fine: f.feature}, 1, gallery.All)
		return func(i int) error {
			pix, err := f.good.Bytes(out[i*len(out)/count])
			if err != nil {
				return err
			}
			list[i] = j.sight(pix).score
			return nil
		}, j.Close
	})
	if err != nil {
		return score, err
	}
	for p := range score {
		all := make([]float64, count)
		for i, s := range list {
			all[i] = s[p]
		}
		score[p] = median(all)
	}
	return score, nil
}

// extent is how a map is cut into zones; false where it is not.
func (p Position) extent(high, wide int) (gallery.Extent, bool) {
	side := max(high, wide)
	switch p {
	case Near:
		e := max(1, side/8)
		return gallery.Extent{High: high, Wide: wide, Side: e, Reach: e}, true
	case Fixed:
		return gallery.Extent{High: high, Wide: wide, Side: max(1, side/16), Reach: max(1, side/32)}, true
	}
	return gallery.Extent{}, false
}

// zones are those of the inspector's gallery for its maps; nil where it has none.
func (n *Inspector) zones(high, wide int) *gallery.Zones {
	e, cut := n.Position.extent(high, wide)
	if !cut {
		return nil
	}
	place := make([]int, n.Gallery.N)
	for i, o := range n.Origin {
		place[i] = o.Place
	}
	return n.Gallery.Zones(place, e)
}

// pick takes at most k of the vectors x that come from these places: those that cover all best, or, by
// position, each zone's. The first of them cover all best, too.
func (f *fit) pick(x []float32, from []Origin, k int) (picked []int, radius float64) {
	dim := f.feature.Dim
	e, cut := f.Position.extent(f.feature.High, f.feature.Wide)
	if !cut {
		return gallery.Coreset(x, len(from), dim, min(k, len(from)), f.Workers, f.axes)
	}
	zones := make([][]int, e.Zones())
	for i, o := range from {
		z := e.Of(o.Place)
		zones[z] = append(zones[z], i)
	}
	var chosen []float32
	for z, list := range zones {
		if len(list) == 0 {
			continue
		}
		own := make([]float32, 0, len(list)*dim)
		for _, i := range list {
			own = append(own, x[i*dim:][:dim]...)
		}
		most := max(1, (z+1)*k/len(zones)-z*k/len(zones))
		some, far := gallery.Coreset(own, len(list), dim, min(most, len(list)), f.Workers, f.axes)
		for _, i := range some {
			picked, chosen = append(picked, list[i]), append(chosen, own[i*dim:][:dim]...)
		}
		radius = max(radius, far)
	}
	// A head takes the first of them, which are not to be those of the first zones.
	order, _ := gallery.Coreset(chosen, len(picked), dim, len(picked), f.Workers, f.axes)
	for i, at := range order {
		order[i] = picked[at]
	}
	return order, radius
}
