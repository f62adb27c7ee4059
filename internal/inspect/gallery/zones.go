package gallery

import (
	"mekiki/internal/kernel"
)

// Zones are a gallery for parts that lie alike: a place of a map is compared only with
// vectors that come from near it. The map is cut into square zones; the places of a zone are
// compared with what comes from the zone or from within its reach. They are not changed by use.
type Zones struct {
	dim, wide int
	zones     []zone
	most      int // places of the largest
	largest   *Gallery
}

// zone is one of them.
type zone struct {
	gallery *Gallery
	row     []int32 // the numbers that its vectors have in the whole gallery
	place   []int   // its places
}

// Extent is how a map is cut.
type Extent struct {
	High, Wide int // of the map
	Side       int // of a zone, in places, at least 1
	Reach      int // how far beyond, in places
}

// Zones are how many there are.
func (e Extent) Zones() int { return e.down() * e.across() }

func (e Extent) down() int   { return (e.High + e.Side - 1) / e.Side }
func (e Extent) across() int { return (e.Wide + e.Side - 1) / e.Side }

// Of is the zone of a place.
func (e Extent) Of(place int) int {
	return place/e.Wide/e.Side*e.across() + place%e.Wide/e.Side
}

// away is how many places a place lies from a zone, the larger of both ways; 0 within.
func (e Extent) away(zone, place int) int {
	off := func(at, first int) int { return max(first-at, at-(first+e.Side-1), 0) }
	return max(off(place/e.Wide, zone/e.across()*e.Side), off(place%e.Wide, zone%e.across()*e.Side))
}

// Reaches says whether a place is compared with vectors that come from another.
func (e Extent) Reaches(from, to int) bool { return e.away(e.Of(from), to) <= e.Reach }

// Zones cuts a gallery whose vectors come from these places of a map. A zone without a vector in
// its reach takes those that are nearest to it. It panics if there are not as many places.
func (g *Gallery) Zones(place []int, e Extent) *Zones {
	z := &Zones{dim: g.Dim, wide: e.Wide, zones: make([]zone, e.Zones())}
	for p := range e.High * e.Wide {
		at := &z.zones[e.Of(p)]
		at.place = append(at.place, p)
	}
	for i := range z.zones {
		at := &z.zones[i]
		reach := e.Reach
		for ; len(at.row) == 0; reach++ {
			for r, p := range place[:g.N] {
				if e.away(i, p) <= reach {
					at.row = append(at.row, int32(r))
				}
			}
		}
		at.gallery = g.some(at.row)
		z.most = max(z.most, len(at.place))
		if z.largest == nil || at.gallery.N > z.largest.N {
			z.largest = at.gallery
		}
	}
	return z
}

// some is the gallery of some vectors.
func (g *Gallery) some(row []int32) *Gallery {
	x := make([]float32, 0, len(row)*g.Dim)
	for _, r := range row {
		x = append(x, g.X[int(r)*g.Dim:][:g.Dim]...)
	}
	return New(x, len(row), g.Dim, g.White, g.axes)
}

// Len is how many zones there are, each of which Search does by itself.
func (z *Zones) Len() int { return len(z.zones) }

// ZoneScratch is the memory of a search. One goroutine at a time may use it.
type ZoneScratch struct {
	block *Scratch
	data  []float32
	found *Found
}

// NewScratch is the memory for searches by some parts.
func (z *Zones) NewScratch(parts ...Part) *ZoneScratch {
	return &ZoneScratch{z.largest.NewScratch(), make([]float32, kernel.Pad(z.dim)*z.most), NewFound(z.most, parts...)}
}

// Search finds the nearest vectors for the places of a zone, as Block does, by the parts of the scratch;
// numbers of vectors are those of the whole gallery.
func (z *Zones) Search(f *Found, data []float32, stride, number int, s *ZoneScratch) {
	at := &z.zones[number]
	for q := range kernel.Pad(z.dim) / kernel.Lane {
		for i, p := range at.place {
			copy(s.data[(q*z.most+i)*kernel.Lane:][:kernel.Lane], data[q*stride+p*kernel.Lane:])
		}
	}
	n := len(at.place)
	for b := range Blocks(n) {
		at.gallery.Block(s.found, s.data, z.most*kernel.Lane, n, b, s.block)
	}
	for part := range Part(Parts) {
		if !s.found.wants(part) {
			continue
		}
		for i, p := range at.place {
			f.Distance[part][p] = s.found.Distance[part][i]
			f.At[part][p] = at.row[s.found.At[part][i]]
		}
	}
}
