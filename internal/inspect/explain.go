package inspect

import (
	"cmp"
	"slices"

	"mekiki/internal/inspect/gallery"
)

// Explainer says why an inspector judges pictures as it does. One goroutine at a time may use it.
type Explainer struct {
	n   *Inspector
	j   *Judge
	row []float32 // vectors of a picture, row-major
	// bad are vectors of the known bad pictures that are kept, where these are farthest from
	// good; nil where there is none. badAt says where each comes from: Picture is of Inspector.Bad.
	bad    *gallery.Gallery
	badAt  []Origin
	spread []float32 // of bad, where the distance needs it
}

// Explanation is a judgement with its reasons.
type Explanation struct {
	*Result
	// Places are those that decided, the worst first: one of each region, or the worst of a
	// picture that has none.
	Places []Place `json:"places"`
}

// Place is a place of a picture and what is like it.
type Place struct {
	X float64 `json:"x"` // of its middle, shares of width and height
	Y float64 `json:"y"`
	// Distance is that of the map there.
	Distance float64 `json:"distance"`
	// Sources are where it comes from. Share is how much each part of the distance, by its name, has of what the fine
	// scale says, HeadShare of what the head says; nil without one.
	Sources   Sources            `json:"sources"`
	Share     map[string]float64 `json:"share"`
	HeadShare map[string]float64 `json:"head_share,omitempty"`
	// Good are the nearest good places, of different pictures as far as there are, Bad those of
	// known bad pictures, of which a picture comes once.
	Good []Neighbour `json:"good"`
	Bad  []Neighbour `json:"bad"`
}

// Neighbour is a place of a known picture.
type Neighbour struct {
	Picture int     `json:"picture"` // of Inspector.Good or Inspector.Bad
	Name    string  `json:"name"`
	X       float64 `json:"x"` // of its middle, shares of width and height
	Y       float64 `json:"y"`
	// Distance is that of the two places in the formula of the inspector.
	Distance float64 `json:"distance"`
}

// NotExplained is the explanation of a picture that could not be read: REVIEW, and nothing to say.
func NotExplained() *Explanation {
	return &Explanation{Result: &Result{Regions: []Region{}}, Places: []Place{}}
}

// mostBad is how many known bad pictures an Explainer looks at, from the first on.
const mostBad = 200

// Explainer looks at the known bad pictures that the inspector keeps. So many workers share the
// work of one picture. Close ends them. Errors are in a user's words.
func (n *Inspector) Explainer(workers int) (*Explainer, error) {
	j, err := n.Judge(workers)
	if err != nil {
		return nil, err
	}
	e := &Explainer{n: n, j: j, row: make([]float32, j.high*j.wide*n.Gallery.Dim)}
	var x []float32
	j.within(nil) // a known defect is one wherever it lies
	for i := range min(mostBad, len(n.Bad)) {
		pix, ok := n.Album.Bad(i)
		if !ok {
			continue
		}
		r := j.Judge(pix)
		j.vectors.Rows(e.row)
		for _, at := range farPlaces(r.Map) {
			x = append(x, e.vector(at)...)
			e.badAt = append(e.badAt, Origin{i, at})
		}
	}
	j.within(n.ROI)
	if len(e.badAt) > 0 {
		e.bad = gallery.New(x, len(e.badAt), n.Gallery.Dim, n.Gallery.White, nil)
		if n.Spread != nil {
			e.spread = e.bad.Spread()
		}
	}
	return e, nil
}

// Close ends the workers.
func (e *Explainer) Close() { e.j.Close() }

// farPlaces are the TopShare places of a map that are farthest from good: what its score is of.
func farPlaces(m []float32) []int {
	order := make([]int, len(m))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(m[b], m[a]) })
	return order[:max(1, int(float64(len(m))*TopShare))]
}

func (e *Explainer) vector(place int) []float32 {
	return e.row[place*e.n.Gallery.Dim:][:e.n.Gallery.Dim]
}

// Explain judges a picture's values as Judge does, and gives at most so many places, each
// with at most near neighbours that are good and as many that are bad.
func (e *Explainer) Explain(pix []uint8, places, near int) *Explanation {
	x := &Explanation{Result: e.j.Judge(pix)}
	e.j.vectors.Rows(e.row)
	for _, at := range x.worstPlaces(places) {
		p := Place{Distance: float64(x.Map[at]), Sources: e.j.sources(x.Map, at), Share: e.j.share(at), HeadShare: e.j.headShare(at), Good: []Neighbour{}, Bad: []Neighbour{}}
		p.X, p.Y = e.j.middle(at)
		p.Good = e.neighbours(e.n.Gallery, e.n.Spread, e.n.Origin, e.n.Good, at, near)
		if e.bad != nil {
			p.Bad = e.neighbours(e.bad, e.spread, e.badAt, e.n.Bad, at, near)
		}
		x.Places = append(x.Places, p)
	}
	return x
}

// worstPlaces are the worst of each region, or of all where there is none.
func (r *Result) worstPlaces(most int) []int {
	worst := func(x0, y0, x1, y1 int) int {
		at := y0*r.Wide + x0
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				if r.Map[y*r.Wide+x] > r.Map[at] {
					at = y*r.Wide + x
				}
			}
		}
		return at
	}
	if len(r.Regions) == 0 {
		return []int{worst(0, 0, r.Wide, r.High)}
	}
	var list []int
	for _, g := range r.Regions[:min(most, len(r.Regions))] {
		whole := func(share float64, n int) int { return int(share*float64(n) + 0.5) }
		list = append(list, worst(whole(g.X, r.Wide), whole(g.Y, r.High), whole(g.X+g.Width, r.Wide), whole(g.Y+g.Height, r.High)))
	}
	return list
}

// neighbours are the vectors of a gallery that are nearest to that of a place by the distance of
// the inspector as a whole, one of a picture; where there are fewer pictures, the next ones of any
// follow. By position only those count that the place is compared with.
func (e *Explainer) neighbours(g *gallery.Gallery, spread []float32, from []Origin, known []Known, at, most int) []Neighbour {
	var far distances
	for p, list := range g.All(e.vector(at)) {
		far[p] = list
	}
	if spread != nil {
		far[Local] = make([]float32, g.N)
		for i, d := range far[gallery.Euclidean] {
			far[Local][i] = d / spread[i]
		}
	}
	for p, list := range far {
		for i, d := range list {
			list[i] = first(gallery.Part(p), d)
		}
	}
	extent, cut := e.n.Position.extent(e.j.high, e.j.wide)
	var order []int
	number := make([]float32, g.N)
	for i := range number {
		number[i] = e.j.join.at(&far, i)
		if !cut || extent.Reaches(at, from[i].Place) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(number[a], number[b]) })
	seen := map[int]bool{}
	var others, more []int
	for _, i := range order {
		if seen[from[i].Picture] {
			more = append(more, i)
		} else {
			seen[from[i].Picture] = true
			others = append(others, i)
		}
	}
	list := []Neighbour{}
	for _, i := range append(others, more...)[:min(most, len(order))] {
		n := Neighbour{Picture: from[i].Picture, Name: known[from[i].Picture].Name, Distance: float64(number[i])}
		n.X, n.Y = e.j.middle(from[i].Place)
		list = append(list, n)
	}
	slices.SortStableFunc(list, func(a, b Neighbour) int { return cmp.Compare(a.Distance, b.Distance) })
	return list
}
