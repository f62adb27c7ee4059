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
// tells from which distance of places on no row is wanted any more, see fence, only the others
// are measured. Where it cannot, or keys are asked for, the formula runs over all rows.
type sumSeeker struct {
	v        *view
	b        *block
	columns  *metric.Columns
	fence    *fence
	query    []sumQuery
	keyed    *keyed // nil if no keys are asked for
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
	near          podium
	// Of the present strip: how its rows are looked through, those of what lengths the limit is
	// for, the podium's cut that it is for, and how many rows of a span were within it.
	way         way
	short, long float64
	cut         float64
	found       int
}

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
	s := &sumSeeker{v: v, b: newBlock(v.dim, rows, products), query: make([]sumQuery, rows)}
	s.columns, _ = metric.NewColumns(v.measure)
	s.fence = newFence(v)
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
	for i := range rows {
		q := &s.query[i]
		q.x = query[i*v.dim : (i+1)*v.dim]
		q.near.clear(want)
		q.xx, q.along = distance.MomentsOf(q.x, q.x).XX, v.space.alongMean(q.x)-s.middle
		q.square = s.b.load(v.space, i, q.x, 1)
	}
	for n := range v.strips {
		k := s.turn(n)
		s.strip(k<<stripBits, v.strips[k], rows)
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

// strip looks through a strip; first is the place of its first row.
func (s *sumSeeker) strip(first int, t *strip, rows int) {
	for i := range rows {
		q := &s.query[i]
		q.way, q.short, q.long, q.cut = unlimited, t.sums.short, t.sums.long, math.NaN()
		if s.keyed != nil || s.b.far[i] {
			q.way = running
		}
	}
	s.b.multiply(t, rows, func(from, panels int) {
		n := min(panels*kernel.Lane, t.rows()-from)
		for i := range rows {
			s.choose(i, t.sums.lengths[from/span])
		}
		s.b.below(t, rows, from, panels, func(i, j int, product float32) {
			q, xx := &s.query[i], s.b.length[i]
			y, key := t.sums.lengths[from/span].At(j-from), squareKey(product, t.length[j], xx)
			if q.found++; !s.fence.beyond(q, y, key, xx) {
				s.measure(i, first+j)
			}
		})
		for i := range rows {
			if s.query[i].way == running {
				s.span(i, first, from, s.gather(i, n), t)
			}
		}
	})
}

// choose sets how a span is looked through for query i: closer where too many rows of the
// last one were within the limit.
func (s *sumSeeker) choose(i int, lengths *distance.Lengths) {
	q := &s.query[i]
	switch {
	case q.way == unlimited && q.near.cut == q.near.cut:
		q.way = byStrip
		s.limit(i)
	case q.way == byStrip && q.found > span/16:
		q.way = bySpan
	case q.way == bySpan && q.found > span/8:
		q.way = running
	}
	switch q.found = 0; q.way {
	case unlimited:
		s.b.limit[i] = math.MaxFloat32
	case bySpan:
		q.short, q.long = lengths.Shortest(), lengths.Longest()
		s.limit(i)
	}
	if q.way == running {
		s.b.limit[i] = float32(math.NaN())
	}
}

// limit sets the limit of query i, or that the formula runs where there is none.
func (s *sumSeeker) limit(i int) {
	q := &s.query[i]
	q.cut = q.near.cut
	limit, ok := s.fence.limit(q, q.short, q.long, q.cut, s.b.length[i])
	if s.b.limit[i] = limit; !ok {
		q.way = running
	}
}

// measure takes a row to the podium of query i, and lowers the limit if that moved its cut.
func (s *sumSeeker) measure(i, place int) {
	q := &s.query[i]
	s.v.add(&q.near, q.x, int32(place))
	if q.near.cut < q.cut || q.cut != q.cut && q.near.cut == q.near.cut {
		q.cut = q.near.cut
		if limit, ok := s.fence.limit(q, q.short, q.long, q.cut, s.b.length[i]); ok {
			s.b.limit[i] = min(s.b.limit[i], limit)
		}
	}
}

func (s *sumSeeker) keys(i int) []uint32   { return s.keyed.key[i] }
func (s *sumSeeker) nearest(i int) *podium { return &s.query[i].near }
