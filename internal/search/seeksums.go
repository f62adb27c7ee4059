package search

import (
	"math"

	"mekiki/internal/kernel"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// span is how many rows share one bound on the error of a formula.
const span = metric.ColumnRows

// sumSeeker looks for queries by a formula of the sums over a pair. Where a bound on the formula
// tells from which distance of places on, or up to which, no row is wanted any more, see fence,
// only the others are measured. Where it cannot, or keys are asked for, the formula runs over all rows.
type sumSeeker struct {
	v        *view
	b        *block
	lone     *lone           // made when a query is looked for by itself
	rough    float64         // how far its squared distances are off, in places' scale; of a block's 0
	columns  *metric.Columns // made when the formula first runs
	fence    *fence
	query    []sumQuery
	keyed    *keyed // nil if no keys are asked for
	farthest bool   // the last query had a limit from below
	middle   float64
	product  [span]float32
	xy, dd   [span]float64
	distance [span]float64
}

// sumQuery is what is known of a query.
type sumQuery struct {
	x             []float32
	xx            float64 // <x,x>
	square, along float64 // |x-m|² in places' scale, <m,x> - <m,m>
	list          shortlist
	// Of the present strip: how its rows are looked through, those of what lengths the limit is
	// for, the list's cut that it is for, from which |x-y|² on and up to which no row of these
	// lengths, and of any length in the strip, is wanted, and how many rows of a span were within
	// the limit.
	way           way
	short, long   float64
	cut           float64
	reach, widest float64
	floor, lowest float64
	found         int
	narrowed      int // found when the limits were last narrowed
}

// narrowing is how many rows are found before the limits are narrowed again: it takes as long as
// two or three of them.
const narrowing = 8

// way is how the rows of a strip are looked through for a query.
type way int

const (
	unlimited way = iota // all are measured, until there is a cut
	byStrip              // by a limit for all its rows
	bySpan               // by one for each span, whose rows differ less in length
	running              // the formula runs over all
)

func newSumSeeker(v *view, rows int, keys bool) *sumSeeker {
	products := span / kernel.Lane * kernel.PadRows(rows) // a span at a time
	if few(rows, keys) {
		products = 0
	}
	s := &sumSeeker{v: v, b: newBlock(v.dim, rows, products, false), query: make([]sumQuery, rows), fence: newFence(v)}
	s.b.least = make([]float32, rows)
	for _, m := range v.space.mean {
		s.middle += m * m
	}
	if keys {
		s.keyed = newKeyed(rows, v.distinct())
	}
	return s
}

func (s *sumSeeker) fill(query []float32, want Want) {
	v, rows := s.v, len(query)/s.v.dim
	oneByOne := few(rows, s.keyed != nil)
	for i := range rows {
		q := &s.query[i]
		q.x = query[i*v.dim : (i+1)*v.dim]
		q.list.clear(want)
		q.xx, q.along = distance.MomentsOf(q.x, q.x).XX, v.space.alongMean(q.x)-s.middle
		q.square = s.b.locate(v.space, i, q.x, 1)
		if oneByOne {
			s.alone(i)
			q.list.settle(v, q.x)
		} else {
			s.b.pack(i)
		}
	}
	if oneByOne {
		return
	}
	for n := range v.strips {
		k := s.turn(n)
		s.strip(k<<stripBits, v.strips[k], rows)
	}
	for i := range rows {
		q := &s.query[i]
		q.list.settle(v, q.x)
	}
}

// turn is the n-th strip to look through: from the middle lengths outwards, where the
// nearest are most likely found early. Keys need the first strip first.
func (s *sumSeeker) turn(n int) int {
	all := len(s.v.strips)
	switch half := (n + 1) / 2; {
	case s.keyed != nil:
		return n
	case n%2 == 0:
		return (all-1)/2 - half
	default:
		return (all-1)/2 + half
	}
}

// begin makes query i ready for a strip.
func (s *sumSeeker) begin(i int, t *strip) {
	q := &s.query[i]
	q.way, q.short, q.long, q.cut = unlimited, t.sums.short, t.sums.long, math.NaN()
	q.reach, q.widest = math.Inf(1), math.Inf(1)
	q.floor, q.lowest = 0, 0
	if s.keyed != nil || s.b.far[i] {
		q.way = running
	}
}

// strip looks through a strip; first is the place of its first row.
func (s *sumSeeker) strip(first int, t *strip, rows int) {
	for i := range rows {
		s.begin(i, t)
	}
	s.b.multiply(t, rows, func(from, panels int) {
		n := min(panels*kernel.Lane, t.rows()-from)
		for i := range rows {
			s.choose(i, t.sums.lengths[from/span])
		}
		visit := func(i, j int, product float32) {
			key := squareKey(product, t.length[j], s.b.length[i])
			s.meet(i, first, j, math.Float32frombits(key), t)
		}
		s.b.below(t, rows, from, panels, visit)
		s.b.above(t, rows, from, panels, visit)
		for i := range rows {
			if s.query[i].way == running {
				s.span(i, first, from, s.gather(i, n), t)
			}
		}
	})
}

// alone looks for query i, which was located last, by itself.
func (s *sumSeeker) alone(i int) {
	if s.lone == nil {
		s.lone = newLone(s.v.dim)
	}
	q, l := &s.query[i], s.lone
	l.load(s.b.place, s.b.length[i])
	for n := range s.v.strips {
		k := s.turn(n)
		t, first := s.v.strips[k], k<<stripBits
		rows := t.coarsely(s.v.space)
		l.multiply(rows)
		s.rough = l.rough
		s.begin(i, t)
		for from := 0; from < t.rows(); from += span {
			to := min(from+span, t.rows())
			s.choose(i, t.sums.lengths[from/span])
			if q.way == running {
				product := s.product[:to-from]
				l.products(product, from, rows)
				s.span(i, first, from, product, t)
				continue
			}
			l.within(s.b.limit[i])
			l.beyond(s.b.least[i])
			visit := func(j int) {
				if s.meet(i, first, j, l.square(j), t) {
					l.within(s.b.limit[i])
					l.beyond(s.b.least[i])
				}
			}
			l.below(from, to, visit)
			l.above(from, to, visit)
		}
	}
	s.rough = 0
}

// meet takes row j of a strip, at the squared distance d of its place, if it may be wanted, and
// says whether.
func (s *sumSeeker) meet(i, first, j int, d float32, t *strip) bool {
	q := &s.query[i]
	q.found++
	least, most := s.fence.between(q, t.sums.lengths[j/span].At(j%span), d, s.rough, s.b.length[i])
	if !q.list.add(s.v, q.x, int32(first+j), least, most) {
		return false
	}
	s.narrow(i)
	return true
}

// choose sets how a span is looked through for query i: closer where too many rows of the
// last one were within the limit.
func (s *sumSeeker) choose(i int, lengths *distance.Lengths) {
	q := &s.query[i]
	switch {
	case q.way == unlimited && q.list.cut == q.list.cut:
		q.way = byStrip
		s.limit(i)
		q.widest, q.lowest = q.reach, q.floor
	case q.way == byStrip && q.found > span/16:
		q.way = bySpan
	case q.way == bySpan && q.found > span/8:
		q.way = running
	}
	q.narrowed = 0
	switch q.found = 0; q.way {
	case unlimited:
		// All, by the limit that the last query had: a row must not be found by both.
		if s.b.least[i], s.b.limit[i] = float32(math.NaN()), math.MaxFloat32; s.farthest {
			s.b.least[i], s.b.limit[i] = -math.MaxFloat32, float32(math.NaN())
		}
	case bySpan:
		q.short, q.long, q.reach, q.floor = lengths.Shortest(), lengths.Longest(), q.widest, q.lowest
		s.limit(i)
	}
	if q.way == running {
		s.b.least[i], s.b.limit[i] = float32(math.NaN()), float32(math.NaN())
	}
}

// limit sets the limits of query i, or that the formula runs where there is none.
func (s *sumSeeker) limit(i int) {
	q := &s.query[i]
	q.cut = q.list.cut
	least, most := s.fence.limits(q, q.cut, s.b.length[i])
	if s.b.least[i], s.b.limit[i] = least, most; least != least && most != most {
		q.way = running
	}
	s.farthest = least == least
}

// narrow narrows the limits of query i if its cut fell.
func (s *sumSeeker) narrow(i int) {
	q := &s.query[i]
	now := q.list.cut
	if first := q.cut != q.cut && now == now; !first && !(now < q.cut && q.found >= q.narrowed+narrowing) {
		return
	}
	q.narrowed = q.found
	q.cut = now
	switch least, most := s.fence.limits(q, q.cut, s.b.length[i]); {
	case most < s.b.limit[i]:
		s.b.limit[i] = most
	case least > s.b.least[i]:
		s.b.least[i] = least
	}
}

func (s *sumSeeker) keys(i int) []uint32   { return s.keyed.key[i] }
func (s *sumSeeker) nearest(i int) *podium { return &s.query[i].list.podium }
