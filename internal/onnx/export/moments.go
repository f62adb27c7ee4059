package export

// pair are the pictures x, (N, dim), against the known ones y, (G, dim), both float64,
// and sums over each pair, which are written once, when they are asked for.
type pair struct {
	*builder
	name string // begins those of its values
	x, y string
	dim  int
	made map[string]bool
}

func (b *builder) pair(name, x, y string, dim int) *pair {
	return &pair{b, name, x, y, dim, map[string]bool{}}
}

// once writes a value unless it is there.
func (p *pair) once(what string, write func(name string)) string {
	name := p.name + "." + what
	if !p.made[name] {
		p.made[name] = true
		write(name)
	}
	return name
}

// xx is <x,x>, (N, 1).
func (p *pair) xx() string {
	return p.once("xx", func(name string) { p.sum(name, p.op(name+".square", "Mul", of(p.x, p.x)), 1, true) })
}

// yy is <y,y>, (G).
func (p *pair) yy() string {
	return p.once("yy", func(name string) { p.sum(name, p.op(name+".square", "Mul", of(p.y, p.y)), 1, false) })
}

// xy is <x,y>, (N, G).
func (p *pair) xy() string {
	return p.once("xy", func(name string) { p.op(name, "Gemm", of(p.x, p.y), integer("transB", 1)) })
}

// dd is |x-y|², (N, G), from the other three: in float64 what cancels is far below the
// rounding of the embeddings.
func (p *pair) dd() string {
	return p.once("dd", func(name string) {
		both := p.op(name+".both", "Add", of(p.xx(), p.yy()))
		twice := p.op(name+".twice", "Mul", of(p.xy(), p.number(2)))
		p.op(name, "Max", of(p.op(name+".signed", "Sub", of(both, twice)), p.number(0)))
	})
}

// differences are x-y, (N, G, dim).
func (p *pair) differences() string {
	return p.once("differences", func(name string) {
		x := p.op(name+".x", "Unsqueeze", of(p.x, p.ints(name+".axis", 1)))
		p.op(name, "Sub", of(x, p.y))
	})
}

// centred is the pair without the mean of each vector's components. The first goes off
// before, so that equal components give exactly 0.
func (p *pair) centred() *pair {
	side := func(name, v string) string {
		return p.once(name, func(name string) {
			first := p.op(name+".first", "Gather", of(v, p.ints(name+".index", 0)), integer("axis", 1))
			v = p.op(name+".shifted", "Sub", of(v, first))
			mean := p.reduce(name+".mean", "ReduceMean", v, 1)
			p.op(name, "Sub", of(v, mean))
		})
	}
	own := *p
	own.name, own.x, own.y = p.name+".centred", side("centred.x", p.x), side("centred.y", p.y)
	return &own
}

// unlessZero is v, but for pairs where sum is 0 a number.
func (p *pair) unlessZero(name, sum, v string, number float64) string {
	zero := p.op(name+".zero", "Equal", of(sum, p.number(0)))
	return p.op(name, "Where", of(zero, p.number(number), v))
}
