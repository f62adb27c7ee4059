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
	// Of the present strip: whether the formula runs over its rows, whether that is decided,
	// how many rows were measured, and the podium's cut of the present limit.
	run, decided bool
	measured     int
	cut          float64
}

func newSumSeeker(v *view, rows int, keys bool) *sumSeeker {
	s := &sumSeeker{v: v, b: newBlock(v.dim, rows, spanProducts), query: make([]sumQuery, rows)}
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
		q.run, q.measured = s.keyed != nil || s.b.far[i], 0
		q.decided = q.run
	}
	s.b.multiply(t, rows, func(from, panels int) {
		for i := range rows {
			s.decide(i, from, t)
		}
		s.b.below(t, rows, from, panels, func(i, j int, _ float32) {
			// The limit fell since Below found the row, or it has too few to have one.
			s.measure(i, first+j, t)
		})
		for i := range rows {
			if q := &s.query[i]; q.run {
				n := min(panels*kernel.Lane, t.folded.rows()-from)
				for at := 0; at < n; at += span {
					s.span(i, first, from+at, s.gather(i, at, min(span, n-at)), t)
				}
			}
		}
	})
}

// mostMeasured is the share of rows, 1/8, beyond which running the formula over all is quicker.
const mostMeasured = 8

// decide sets how the rows of a strip from from on are looked through for query i.
func (s *sumSeeker) decide(i, from int, t *strip) {
	q := &s.query[i]
	if !q.decided {
		s.b.limit[i] = math.MaxFloat32
		if q.cut = q.near.cut; q.cut == q.cut {
			q.decided = true
			if s.fence.start(q, t); !s.fence.bounded(q.cut) {
				q.run = true
			} else {
				s.b.limit[i] = s.fence.limit(q.cut, s.b.length[i])
			}
		}
	}
	if from > 0 && q.measured > from/mostMeasured {
		q.run = true
	}
	if q.run {
		s.b.limit[i] = float32(math.NaN())
	}
}

// measure takes a row to the podium of query i, and lowers the limit if that moved its cut.
func (s *sumSeeker) measure(i, place int, t *strip) {
	q := &s.query[i]
	q.measured++
	s.v.add(&q.near, q.x, int32(place))
	if q.near.cut < q.cut || q.cut != q.cut && q.near.cut == q.near.cut {
		q.cut = q.near.cut
		if s.fence.start(q, t); s.fence.bounded(q.cut) {
			s.b.limit[i] = min(s.b.limit[i], s.fence.limit(q.cut, s.b.length[i]))
		}
	}
}

// gather gives the products of query i with n rows, at being the first among those multiplied.
func (s *sumSeeker) gather(i, at, n int) []float32 {
	out := s.product[:n]
	for j := 0; j < n; j += kernel.Lane {
		copy(out[j:], s.b.product[((at+j)/kernel.Lane*s.b.capacity+i)*kernel.Lane:][:kernel.Lane])
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
