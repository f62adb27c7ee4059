package search

import (
	"cmp"
	"math"
	"slices"
)

// Want says which rows are looked for: the K nearest and all that are as near as the
// last of them, or, with K 0, all within R.
type Want struct {
	K int
	R float64
}

// Place are all rows at one distance from a query.
type Place struct {
	Distance float64
	Rows     []int32 // indices, ascending
}

// spot is a row that was measured.
type spot struct {
	distance float64
	row      int32 // its place in the index
	copies   int32 // how many of the index's rows it stands for
}

// podium keeps the rows that a query wants of those that are added.
type podium struct {
	want  Want
	spots []spot
	// cut is the distance beyond which no row is wanted any more: NaN as long as all are.
	// It only falls.
	cut  float64
	room int // as many spots are kept before they are sorted out

	places []Place
	rows   []int32 // of all places
}

// farther says whether distance a is larger than b; NaN is larger than all.
func farther(a, b float64) bool { return a > b || math.IsNaN(a) && !math.IsNaN(b) }

// clear makes the podium ready for a query.
func (p *podium) clear(want Want) {
	p.want, p.spots, p.cut, p.room = want, p.spots[:0], math.NaN(), want.K+want.K/2+2
	if want.K == 0 {
		p.cut, p.room = want.R, math.MaxInt
	}
}

// add puts a row at a distance. Distances that are no number are the farthest, and
// equal; none of them is within a radius. The order of calls changes nothing.
func (p *podium) add(distance float64, row, copies int32) {
	if farther(distance, p.cut) {
		return
	}
	p.spots = append(p.spots, spot{distance, row, copies})
	if len(p.spots) >= p.room {
		p.settle()
	}
}

// settle sorts the spots and forgets those that are not wanted.
func (p *podium) settle() {
	slices.SortFunc(p.spots, func(a, b spot) int {
		switch {
		case farther(a.distance, b.distance):
			return 1
		case farther(b.distance, a.distance):
			return -1
		}
		return cmp.Compare(a.row, b.row)
	})
	if p.want.K == 0 {
		return
	}
	taken := 0
	for i, s := range p.spots {
		if taken >= p.want.K && farther(s.distance, p.spots[i-1].distance) {
			p.spots = p.spots[:i]
			break
		}
		taken += int(s.copies)
	}
	if taken >= p.want.K {
		p.cut = p.spots[len(p.spots)-1].distance
	}
	p.room = len(p.spots) + max(len(p.spots)/2, 2)
}

// standing are the places when all rows came in, good until the next clear.
func (p *podium) standing(v *view) []Place {
	p.settle()
	p.places, p.rows = p.places[:0], p.rows[:0]
	for i := 0; i < len(p.spots); {
		from, d := len(p.rows), p.spots[i].distance
		for ; i < len(p.spots) && !farther(p.spots[i].distance, d); i++ {
			p.rows = append(p.rows, v.of(p.spots[i].row)...)
		}
		slices.Sort(p.rows[from:])
		p.places = append(p.places, Place{d, p.rows[from:len(p.rows):len(p.rows)]})
	}
	return p.places
}
