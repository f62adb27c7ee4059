package batch

import (
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// binding says from which tables the registers of a loss are filled.
type binding struct {
	pairs   [formula.Pairs][]tableInput
	lengths [3][]uint8 // registers of |a|, |p| and |n|
}

type tableInput struct {
	table int
	reg   uint8
}

// bindTables finds, or makes, the tables that a loss needs. sloped says that
// slopes by them are wanted.
func bindTables[T distance.Float](p *pairTables[T], l *triplet.Loss[T], sloped bool) (binding, error) {
	var b binding
	for i, v := range l.Variables() {
		reg := l.Program().Variables[i].Reg
		if v.Length() {
			p.useLengths()
			at := map[byte]int{'a': 0, 'p': 1, 'n': 2}[v.Picture]
			b.lengths[at] = append(b.lengths[at], reg)
			continue
		}
		table, err := p.table(v.Distance, sloped)
		if err != nil {
			return b, err
		}
		b.pairs[v.Pair] = append(b.pairs[v.Pair], tableInput{table, reg})
	}
	return b, nil
}

// loadPair fills the registers of a pair with the distances from x to y.
func (p *pairTables[T]) loadPair(r *formula.Registers, inputs []tableInput, x, y int) {
	at := x*p.n + y
	for _, in := range inputs {
		r.V[in.reg] = p.tables[in.table].value[at]
	}
}

// loadLength fills the registers of the length of picture i.
func (p *pairTables[T]) loadLength(r *formula.Registers, regs []uint8, i int) {
	for _, reg := range regs {
		r.V[reg] = p.lengths.length[i]
	}
}

// addPair adds g times the slopes of a pair's registers to its tables.
func (p *pairTables[T]) addPair(r *formula.Registers, inputs []tableInput, x, y int, g float64) {
	at := x*p.n + y
	for _, in := range inputs {
		p.tables[in.table].slope[at] += g * r.Slope[in.reg]
	}
}

// addLength does the same for the length of picture i.
func (p *pairTables[T]) addLength(r *formula.Registers, regs []uint8, i int, g float64) {
	for _, reg := range regs {
		p.lengthSlopes[i] += g * r.Slope[reg]
	}
}

// pairFormula is a formula of a pair over tables.
type pairFormula[T distance.Float] struct {
	loss   *triplet.Loss[T] // of (a,p) alone
	tables *pairTables[T]
	in     binding
	r      formula.Registers
}

// newPairFormula reads a formula of a pair as ParseMeasure does.
func newPairFormula[T distance.Float](p *pairTables[T], text string, state distance.Whitening, sloped bool) (*pairFormula[T], error) {
	l, err := triplet.CompilePair[T](text, state)
	if err != nil {
		return nil, err
	}
	f := &pairFormula[T]{loss: l, tables: p}
	f.in, err = bindTables(p, l, sloped)
	f.loss.Start(&f.r)
	return f, err
}

// value is the formula from picture x to picture y.
func (f *pairFormula[T]) value(x, y int) float64 {
	f.tables.loadPair(&f.r, f.in.pairs[formula.AP], x, y)
	f.tables.loadLength(&f.r, f.in.lengths[0], x)
	f.tables.loadLength(&f.r, f.in.lengths[1], y)
	return f.loss.Program().Forward(&f.r)
}

// addSlopes adds g times the slopes of the value that was computed last, that of x and y.
func (f *pairFormula[T]) addSlopes(x, y int, g float64) {
	f.loss.Program().Backward(&f.r)
	f.tables.addPair(&f.r, f.in.pairs[formula.AP], x, y, g)
	f.tables.addLength(&f.r, f.in.lengths[0], x, g)
	f.tables.addLength(&f.r, f.in.lengths[1], y, g)
}

// alone is the table that the formula is nothing but, else nil.
func (f *pairFormula[T]) alone() *pairTable[T] {
	if f.loss.Program().Bare() && len(f.in.pairs[formula.AP]) == 1 {
		return f.tables.tables[f.in.pairs[formula.AP][0].table]
	}
	return nil
}
