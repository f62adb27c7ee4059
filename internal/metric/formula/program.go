package formula

import "mekiki/internal/lang"

// Program is a formula made ready to run: registers are numbered, the constants
// first, then variables and learned parameters, then one for each operation. It does not
// change, and is safe for concurrent use.
type Program struct {
	formula *Formula
	code    []instruction
	consts  []float64 // of registers 0 to len-1
	// Variables and Learned are those that the formula's value depends on, by their
	// place in Formula.Variables and Formula.Learned.
	Variables, Learned []Slot
	size               int // registers in use
	root               uint8
	node               []int32 // of each register, for messages
}

// Slot is the register of a variable or of a learned parameter, by its place.
type Slot struct {
	Index int
	Reg   uint8
}

// instruction computes register d from registers a, b and c. Registers are
// bytes, so that an index into the array of registers needs no check.
type instruction struct {
	op         op
	d, a, b, c uint8
}

// Registers hold the values of one triplet, V, and Slope, what the formula's value changes
// by with each.
type Registers struct {
	V, Slope [maxRegisters]float64
}

// Program makes a formula ready to run. It fails if the formula has too many parts.
func (f *Formula) Program() (*Program, error) {
	g, used := f.graph, f.reachable(f.root)
	p := &Program{formula: f}
	reg := make([]uint8, len(g.nodes))
	take := func(want func(op) bool, use func(i int32, n node)) {
		for i, n := range g.nodes {
			if used[i] && want(n.op) {
				reg[i] = uint8(p.size)
				p.size++
				p.node = append(p.node, int32(i))
				use(int32(i), n)
			}
		}
	}
	count := 0
	for _, u := range used {
		if u {
			count++
		}
	}
	if count > maxRegisters {
		return nil, &Error{Message: lang.T("the formula has too many parts; at most 256 different ones can be computed")}
	}
	take(func(o op) bool { return o == opConst }, func(_ int32, n node) { p.consts = append(p.consts, n.value) })
	take(func(o op) bool { return o == opVariable }, func(i int32, n node) { p.Variables = append(p.Variables, Slot{int(n.value), reg[i]}) })
	take(func(o op) bool { return o == opLearned }, func(i int32, n node) { p.Learned = append(p.Learned, Slot{int(n.value), reg[i]}) })
	take(func(o op) bool { return o > opLearned }, func(i int32, n node) {
		p.code = append(p.code, instruction{n.op, reg[i], reg[n.args[0]], reg[n.args[1]], reg[n.args[2]]})
	})
	p.root = reg[f.root]
	return p, nil
}

// Load sets the constants; the caller sets variables and learned parameters.
func (p *Program) Load(r *Registers) { copy(r.V[:], p.consts) }

// Forward computes the value. Every result is stored before it is used, so that
// no compiler fuses two roundings into one.
func (p *Program) Forward(r *Registers) float64 {
	v := &r.V
	for i := range p.code {
		in := p.code[i]
		switch in.op {
		case opAdd:
			v[in.d] = v[in.a] + v[in.b]
		case opSub:
			v[in.d] = v[in.a] - v[in.b]
		case opMul:
			v[in.d] = v[in.a] * v[in.b]
		case opReLU:
			x := v[in.a]
			if x <= 0 {
				x = 0
			}
			v[in.d] = x
		default:
			v[in.d] = apply(in.op, v[in.a], v[in.b], v[in.c])
		}
	}
	return v[p.root]
}

// Backward gives the slopes of the value by every register, last operation
// first. Forward must have run. What has slope 0 hands none on, so that a branch
// that is not taken does no harm.
func (p *Program) Backward(r *Registers) { p.backward(r, false) }

// BackwardOpen is Backward with every relu taken as active.
func (p *Program) BackwardOpen(r *Registers) { p.backward(r, true) }

func (p *Program) backward(r *Registers, open bool) {
	clear(r.Slope[:p.size])
	s, v := &r.Slope, &r.V
	s[p.root] = 1
	for i := len(p.code) - 1; i >= 0; i-- {
		in := p.code[i]
		g := s[in.d]
		if g == 0 {
			continue
		}
		x, y := v[in.a], v[in.b]
		switch in.op {
		case opAdd:
			s[in.a] += g
			s[in.b] += g
		case opSub:
			s[in.a] += g
			s[in.b] -= g
		case opMul:
			gx, gy := g*y, g*x
			s[in.a] += gx
			s[in.b] += gy
		case opDiv:
			gx := g / y
			gy := gx * v[in.d]
			s[in.a] += gx
			s[in.b] -= gy
		case opNeg:
			s[in.a] -= g
		case opReLU:
			if open || !(x <= 0) {
				s[in.a] += g
			}
		case opMax, opMin:
			to := in.b
			if v[in.d] == x && v[in.d] != y || x != x {
				to = in.a
			}
			s[to] += g
		case opWhere:
			to := in.c
			if x != 0 {
				to = in.b
			}
			s[to] += g
		case opLess, opLessEqual, opAnd, opOr, opNot: // steps have slope 0
		default:
			gx := g * in.op.function().slope(x, v[in.d])
			s[in.a] += gx
		}
	}
}

// Bare says that the program computes nothing: its value is a constant, a variable or a
// learned parameter alone.
func (p *Program) Bare() bool { return len(p.code) == 0 }

// QuietAtZero says whether all slopes are 0 where the value is 0: it is a sum of
// relus with constant weights above 0.
func (p *Program) QuietAtZero() bool { return p.quietAtZero(p.root) }

func (p *Program) quietAtZero(reg uint8) bool {
	first := p.size - len(p.code)
	if int(reg) < first {
		return false
	}
	in := p.code[int(reg)-first]
	positive := func(r uint8) bool { return int(r) < len(p.consts) && p.consts[r] > 0 }
	switch in.op {
	case opReLU:
		return true
	case opAdd:
		return p.quietAtZero(in.a) && p.quietAtZero(in.b)
	case opMul:
		return positive(in.a) && p.quietAtZero(in.b) || positive(in.b) && p.quietAtZero(in.a)
	}
	return false
}
