package inspect

import "mekiki/internal/inspect/gallery"

// Position says where in good pictures a place is compared with.
type Position string

// The positions.
const (
	Free  Position = "free"  // anywhere: for parts that lie anyhow
	Near  Position = "near"  // not far from the same place: for parts that lie roughly alike
	Fixed Position = "fixed" // the same place, within a place or two: for parts that lie in a fixture
)

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
// position, each zone's.
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
			picked = append(picked, list[i])
		}
		radius = max(radius, far)
	}
	return picked, radius
}
