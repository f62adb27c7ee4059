package metric

import "math"

// ColumnRows is the largest number of vectors that Columns takes at once. What
// is computed for so many stays in the first cache of a core.
const ColumnRows = 256

// Columns evaluates a distance of one vector x to many vectors y at once, from
// sums over the pairs that may be inexact, and bounds what their errors do to
// it. The formula runs operation by operation over all y, so that reading it
// costs nothing. It holds scratch memory: make one for each goroutine.
type Columns struct {
	program *program
	inputs  []columnInput
	v       [][]float64 // of each register
	span    []span
	// unsure marks columns where the errors of the sums might turn a condition
	// over or make an undefined value a defined one.
	unsure [ColumnRows]bool
	list   []int
}

// columnInput is a distance or, with none, a length that fills a register.
type columnInput struct {
	distance momentDistance
	picture  byte
	reg      uint8
}

// ColumnSums are the sums of x with up to ColumnRows vectors y.
type ColumnSums struct {
	// XX is <x,x>, exactly as MomentsOf sums it.
	XX float64
	Y  *ColumnLengths
	// XY[j] is <x,y_j>, off by ErrXY at most, and DD[j], at least 0, is |x-y_j|²,
	// off by ErrDD at most; off from what MomentsOf sums, whose own rounding counts too.
	XY, DD       []float64
	ErrXY, ErrDD float64
}

// ColumnLengths are the lengths of up to ColumnRows vectors y.
type ColumnLengths struct {
	length, inverse   []float64 // inverse is 0 for a vector that counts as zero
	shortest, longest float64
	maxInverse        float64
}

// NewColumnLengths prepares the squared lengths <y,y>, exactly as MomentsOf sums them.
func NewColumnLengths(yy []float64) *ColumnLengths {
	c := &ColumnLengths{length: make([]float64, len(yy)), inverse: make([]float64, len(yy)), shortest: math.Inf(1)}
	for j, s := range yy {
		c.length[j], c.inverse[j] = math.Sqrt(s), inverseRoot(s)
		c.shortest, c.longest = min(c.shortest, c.length[j]), max(c.longest, c.length[j])
		c.maxInverse = max(c.maxInverse, c.inverse[j])
	}
	return c
}

// At is length j.
func (c *ColumnLengths) At(j int) float64 { return c.length[j] }

// Shortest is the least of the lengths.
func (c *ColumnLengths) Shortest() float64 { return c.shortest }

// Longest is the largest of the lengths.
func (c *ColumnLengths) Longest() float64 { return c.longest }

// inverseRoot is 1/√s, 0 for the squared length of what counts as zero.
func inverseRoot(s float64) float64 {
	if s < shortest {
		return 0
	}
	return 1 / math.Sqrt(s)
}

// NewColumns makes the evaluator of d. ok is false if d is not made of the
// cosine, angular, Euclidean, squared Euclidean and RT sensitivity distances and
// the lengths alone, so that it needs the vectors themselves.
func NewColumns[T Float](d Measure[T]) (c *Columns, ok bool) {
	var l *Loss[T]
	switch d := d.(type) {
	case ofMoments[T]:
		var err error
		if l, err = Compile[T](Spec{Formula: d.Symbol() + "_" + AP.String()}); err != nil {
			panic(err) // every registered distance makes a formula
		}
	case pairMeasure[T]:
		l = d.loss
	default:
		return nil, false
	}
	if len(l.raw) > 0 {
		return nil, false
	}
	c = &Columns{program: l.program}
	for _, in := range l.moments {
		switch in.distance.(type) {
		case cosine, angular, euclidean, sqeuclidean, rtsensitivity:
			c.inputs = append(c.inputs, columnInput{distance: in.distance, reg: in.reg})
		default:
			return nil, false
		}
	}
	for _, in := range l.lengths {
		c.inputs = append(c.inputs, columnInput{picture: in.picture, reg: in.reg})
	}
	var r registers
	l.start(&r)
	c.v, c.span = make([][]float64, c.program.size), make([]span, c.program.size)
	for reg := range c.v {
		c.v[reg] = make([]float64, ColumnRows)
		c.fix(uint8(reg), r.v[reg])
	}
	return c, true
}

// Alone gives the registered name of the distance that d is nothing but, such as
// "cosine" for cos or 1*cos. It is empty for any other formula.
func Alone[T Float](d Measure[T]) string {
	m, ok := d.(pairMeasure[T])
	if !ok {
		return d.Name()
	}
	if v := m.loss.Variables(); len(v) == 1 && len(m.loss.program.code) == 0 {
		return v[0].Distance
	}
	return ""
}

// fix sets a register that is the same for all y.
func (c *Columns) fix(reg uint8, value float64) {
	for j := range c.v[reg] {
		c.v[reg][j] = value
	}
	c.span[reg] = span{value, value, 0}
}

// Eval writes the distances to dst, one for each of s.XY. What Value gives for
// the vectors themselves differs from them by radius at most, but for the
// columns in unsure, of which nothing is said: those the caller must measure.
// They are few, unless the formula is undefined or overflows. unsure is valid
// until the next call. It panics beyond ColumnRows.
func (c *Columns) Eval(dst []float64, s *ColumnSums) (radius float64, unsure []int) {
	n := len(s.XY)
	clear(c.unsure[:n])
	for _, in := range c.inputs {
		c.input(in, s)
	}
	for _, in := range c.program.code {
		c.operate(in, n)
	}
	root := c.program.root
	radius = c.span[root].err
	bounded := radius < math.Inf(1)
	c.list = c.list[:0]
	for j, d := range c.v[root][:n] {
		dst[j] = d
		if c.unsure[j] || d-d != 0 || !bounded {
			c.list = append(c.list, j)
		}
	}
	if !bounded {
		radius = 0
	}
	return radius, c.list
}

// input fills the register of a variable. The terms in tiny cover the float64
// rounding here and in Value.
func (c *Columns) input(in columnInput, s *ColumnSums) {
	const tiny = 1.0 / (1 << 48)
	y, n := s.Y, len(s.XY)
	d, xy, dd := c.v[in.reg][:n], s.XY[:n], s.DD[:n]
	x := math.Sqrt(s.XX)
	far := (x + y.longest) * (1 + tiny)
	switch in.distance.(type) {
	case nil:
		if in.picture == 'a' {
			c.fix(in.reg, x)
			return
		}
		copy(d, y.length)
		c.span[in.reg] = span{y.shortest, y.longest, 0}
	case cosine, angular:
		inverse, ix := y.inverse[:n], inverseRoot(s.XX)
		for j := range d {
			v := xy[j] * (ix * inverse[j])
			if v > 1 {
				v = 1
			} else if v < -1 {
				v = -1
			}
			d[j] = 1 - v
		}
		err := min(s.ErrXY*ix*y.maxInverse*(1+tiny)+tiny, 2)
		c.span[in.reg] = span{0, 2, err}
		if _, is := in.distance.(angular); is {
			for j := range d {
				d[j] = math.Acos(1-d[j]) / math.Pi
			}
			// |acos a - acos b| is at most π/2 √(2|a-b|), as between 1 and -1.
			c.span[in.reg] = span{0, 1, math.Sqrt(err/2) + tiny}
		}
	case euclidean:
		least := math.Inf(1)
		for j := range d {
			if dd[j] < least {
				least = dd[j]
			}
			d[j] = math.Sqrt(dd[j])
		}
		err := rootError(s.ErrDD, least)
		c.span[in.reg] = span{0, far + err, err + tiny*far}
	case sqeuclidean:
		copy(d, dd)
		c.span[in.reg] = span{0, far*far + s.ErrDD, s.ErrDD}
	case rtsensitivity:
		if s.XX < shortest {
			c.fix(in.reg, 1)
			return
		}
		for j := range d {
			d[j] = math.Abs(xy[j]-s.XX) / s.XX
		}
		top := 1 + y.longest/x
		err := s.ErrXY/s.XX + tiny*top
		c.span[in.reg] = span{0, top + err, err}
	}
}

// rootError bounds |√a - √b| for a, b at least 0 that differ by err, a at least least.
func rootError(err, least float64) float64 {
	return min(math.Sqrt(err), err/math.Sqrt(least))
}
