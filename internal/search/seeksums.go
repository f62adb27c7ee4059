package search

import (
	"math"

	"mekiki/internal/kernel"
	"mekiki/internal/metric"
)

// span is how many rows share one bound on the error of a formula.
const span = metric.ColumnRows

// sumSeeker looks for queries by a formula of the sums over a pair. Where a bound on the
// formula tells from which distance of places on no row is wanted any more, see fence, only the
// others are measured. Where it cannot, or keys are asked for, the formula runs over all rows.
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
	s := &sumSeeker{v: v, b: newBlock(v.dim, rows, span/kernel.Lane*kernel.PadRows(rows)), query: make([]sumQuery, rows)}
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
		q.xx, q.along = metric.MomentsOf(q.x, q.x).XX, v.space.alongMean(q.x)-s.middle
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
		n := min(panels*kernel.Lane, t.folded.rows()-from)
		for i := range rows {
			s.choose(i, t.sums.lengths[from/span])
		}
		s.b.below(t, rows, from, panels, func(i, j int, product float32) {
			q := &s.query[i]
			if q.found++; !s.fence.beyond(q, t.sums.lengths[from/span].At(j-from), squareKey(product, t.length[j], s.b.length[i]), s.b.length[i]) {
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
func (s *sumSeeker) choose(i int, lengths *metric.ColumnLengths) {
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
	q, ok := &s.query[i], false
	q.cut = q.near.cut
	if s.b.limit[i], ok = s.fence.limit(q, q.short, q.long, q.cut, s.b.length[i]); !ok {
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

// gather gives the products of query i with the n rows that were multiplied.
func (s *sumSeeker) gather(i, n int) []float32 {
	out := s.product[:n]
	for j := 0; j < n; j += kernel.Lane {
		copy(out[j:], s.b.product[(j/kernel.Lane*s.b.capacity+i)*kernel.Lane:][:kernel.Lane])
	}
	return out
}

// span runs the formula over the rows of a strip that begin at from, and measures those that may
// be wanted.
func (s *sumSeeker) span(i, first, from int, product []float32, t *strip) {
	q, n := &s.query[i], len(product)
	distance := s.distance[:n]
	limit := math.Inf(1)
	if s.b.far[i] {
		for j := range distance {
			distance[j] = s.v.measure.Value(q.x, t.row(from+j))
		}
	} else {
		radius := s.evaluate(q, from, product, t)
		if q.near.cut == q.near.cut {
			limit = math.Nextafter(q.near.cut+radius, math.Inf(1))
		}
	}
	for j, d := range distance {
		if !(d > limit) {
			s.v.add(&q.near, q.x, int32(first+from+j))
		}
	}
	if s.keyed != nil {
		s.keyed.set(i, first+from, distance)
	}
}

// evaluate computes the distances from products, and bounds their error.
func (s *sumSeeker) evaluate(q *sumQuery, from int, product []float32, t *strip) (radius float64) {
	n, unscale := len(product), 1/(s.v.space.scale*s.v.space.scale)
	xy, dd := s.xy[:n], s.dd[:n]
	square, along := t.sums.square[from:from+n], t.sums.along[from:from+n]
	for j := range xy {
		p := float64(product[j])
		xy[j] = p*unscale + (q.along + along[j])
		d := q.square + square[j] - 2*p
		if d < 0 {
			d = 0
		}
		dd[j] = d * unscale
	}
	at := from / span
	in := metric.ColumnSums{XX: q.xx, Y: t.sums.lengths[at], XY: xy, DD: dd}
	in.ErrXY, in.ErrDD = s.v.space.errors(math.Sqrt(q.square), t.sums.far[at], math.Sqrt(q.xx), in.Y.Longest(), math.Sqrt(s.middle))
	radius, unsure := s.columns.Eval(s.distance[:n], &in)
	for _, j := range unsure {
		s.distance[j] = s.v.measure.Value(q.x, t.row(from+j))
	}
	return radius
}

func (s *sumSeeker) keys(i int) []uint32   { return s.keyed.key[i] }
func (s *sumSeeker) nearest(i int) *podium { return &s.query[i].near }

// errors bounds the errors of <x,y> and |x-y|². px and py bound the lengths of
// the places, x, y and mean those of the vectors and of their mean.
//
// With u = 2^-24, a float32 product of k terms errs by at most k u |px||py| in
// any order of summation, and places rounded to float32 add 2u of that; what
// underflows, less than 2^-140 a term. The float64 sums here and in metric err by
// less than (k+8) 2^-52 of the squares of what they add up.
func (s *space) errors(px, py, x, y, mean float64) (xy, dd float64) {
	k := float64(s.dim + 8)
	product := k * (px*py*(1.0/(1<<24)) + math.Ldexp(1, -140)) / (s.scale * s.scale)
	all := x + y + 2*mean
	sums := k * all * all * (1.0 / (1 << 51))
	return product + sums, 2*product + sums
}
