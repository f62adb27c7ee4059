package search

import (
	"math"

	"mekiki/internal/kernel"
)

// mostMeasured is one over the share of the rows that float32 products spare being measured in
// less time.
const mostMeasured = 64

// spaceSeeker looks for queries by the squared distance of places.
type spaceSeeker struct {
	v     *view
	b     *block
	sieve []sieve
	// key[i] are the squared distances of query i to all rows as the
	// bits of a float32: of numbers not below zero, the bits have the same order.
	// What fills the last panel stands behind them. Nil if no keys are asked for.
	key  [][]uint32
	lone *lone // made when a query is looked for by itself
	pace pace
}

func newSpaceSeeker(v *view, rows int, keys, rounded bool) *spaceSeeker {
	products := nearProducts
	if few(rows, keys) {
		products = 0
	}
	s := &spaceSeeker{v: v, b: newBlock(v.dim, rows, products, rounded), sieve: make([]sieve, rows)}
	if keys {
		s.key = make([][]uint32, rows)
		for i := range s.key {
			s.key[i] = make([]uint32, len(v.strips)*stripRows)
		}
	}
	return s
}

// load makes everything ready for query i, which is x.
func (s *spaceSeeker) load(i int, x []float32, want Want) (lost bool) {
	b, v, si := s.b, s.v, &s.sieve[i]
	factor := factorOf(x, v.space.unit)
	moved := 0.0
	if v.space.whiten != nil {
		moved = v.space.move(b.place, x, factor)
	}
	xx := float32(b.locate(v.space, i, x, factor))
	hidden := v.space.hidden(moved)
	limit := float32(math.MaxFloat32)
	if want.K == 0 {
		limit = v.within(xx, want.R, hidden)
	}
	si.start(x, xx, hidden, want, limit)
	if lost = v.space.lost(factor); lost {
		si.even(v)
	} else if b.far[i] {
		si.all(v)
	}
	b.limit[i] = si.limit
	return lost
}

func (s *spaceSeeker) fill(query []float32, want Want) {
	v, b := s.v, s.b
	rows := len(query) / v.dim
	if few(rows, s.key != nil) {
		for i := range rows {
			s.load(i, query[i*v.dim:(i+1)*v.dim], want)
			s.alone(i)
		}
		return
	}
	lost := make([]bool, rows)
	for i := range rows {
		lost[i] = s.load(i, query[i*v.dim:(i+1)*v.dim], want)
		b.pack(i)
	}
	for k, t := range v.strips {
		if b.rounded != nil && s.pace.rounded() {
			s.pace.judge(s.sift(k<<stripBits, t, rows) <= rows*t.rows()/mostFound(k), 1)
		} else {
			s.compare(k<<stripBits, t, rows)
		}
	}
	measured := 0
	for i := range rows {
		s.sieve[i].finish(v)
		measured += s.sieve[i].measured
	}
	if b.rounded != nil && measured > rows*(2*want.K+v.distinct()/mostMeasured) {
		s.pace.judge(false, len(v.strips))
	}
	if s.key != nil {
		s.exceptions(query, lost)
	}
}

// compare looks through a strip by float32 products; first is the place of its first row.
func (s *spaceSeeker) compare(first int, t *strip, rows int) {
	b, pole := s.b, math.Float32bits(s.v.space.pole)
	b.multiply(t, rows, func(from, panels int) {
		if s.key != nil {
			s.keep(t, rows, first, from, panels)
		}
		b.below(t, rows, from, panels, func(i, j int, product float32) {
			key := squareKey(product, t.length[j], b.length[i])
			if math.IsInf(float64(t.length[j]), -1) {
				key = pole
			}
			s.sieve[i].add(s.v, key, key, int32(first|j))
			b.limit[i] = s.sieve[i].limit
		})
	})
}

// sift is compare by rounded places. It gives the number of pairs that they did not pass over.
func (s *spaceSeeker) sift(first int, t *strip, rows int) int {
	return s.b.sift(t, rows, func(i, j int, square, doubt float32) {
		least, most := square-doubt, square+doubt
		if math.IsInf(float64(square), -1) {
			least, most = s.v.space.pole, s.v.space.pole
		}
		s.sieve[i].add(s.v, math.Float32bits(max(least, 0)), math.Float32bits(max(most, 0)), int32(first|j))
		s.b.limit[i] = s.sieve[i].limit
	})
}

// alone looks for query i, which was located last, by itself: rows that may be within its limit
// in spite of what rounding to 8 bits moves are measured.
func (s *spaceSeeker) alone(i int) {
	v, si := s.v, &s.sieve[i]
	if si.limit != si.limit {
		return // all are measured
	}
	if s.lone == nil {
		s.lone = newLone(v.dim)
	}
	s.lone.load(s.b.place, si.xx)
	cut := math.NaN()
	for k, t := range v.strips {
		s.lone.multiply(t.coarsely(v.space))
		s.lone.within(si.limit)
		s.lone.below(0, t.rows(), func(j int) {
			v.add(&si.podium, si.x, int32(k<<stripBits|j))
			if now := si.podium.cut; now < cut || cut != cut && now == now {
				cut = now
				si.limit = min(si.limit, v.within(si.xx, cut, si.hidden))
				s.lone.within(si.limit)
			}
		})
	}
}

// exceptions are the keys of pairs without products.
func (s *spaceSeeker) exceptions(query []float32, lost []bool) {
	pole := math.Float32bits(s.v.space.pole)
	for i, lost := range lost {
		key := s.key[i]
		switch {
		case lost:
			for j := range key {
				key[j] = pole
			}
		case s.b.far[i]:
			x := query[i*s.v.dim : (i+1)*s.v.dim]
			everyRow(s.v, func(place int32) { key[place] = anyKey(s.v.measure.Value(x, s.v.row(place))) })
			continue
		}
		for k, t := range s.v.strips {
			for _, j := range t.lost {
				key[k<<stripBits|j] = pole
			}
		}
	}
}

// keep writes the keys of the products with the rows of the panels, from being the first of
// them in the strip and first that of the strip in all.
func (s *spaceSeeker) keep(t *strip, rows, first, from, panels int) {
	for i := range rows {
		for p := range panels {
			at := from + p*kernel.Lane
			key, yy := (*[kernel.Lane]uint32)(s.key[i][first+at:]), (*[kernel.Lane]float32)(t.length[at:])
			for j, v := range (*[kernel.Lane]float32)(s.b.product[(p*s.b.capacity+i)*kernel.Lane:]) {
				key[j] = squareKey(v, yy[j], s.b.length[i])
			}
		}
	}
}

func (s *spaceSeeker) keys(i int) []uint32   { return s.key[i][:s.v.distinct()] }
func (s *spaceSeeker) nearest(i int) *podium { return &s.sieve[i].podium }
