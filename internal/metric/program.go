package metric

import "math"

// program is a formula made ready to run: registers are numbered, the constants
// first, then variables and learned parameters, then one for each operation.
type program struct {
	code      []instruction
	consts    []float64 // of registers 0 to len-1
	variables []slot    // those that the loss depends on
	learned   []slot    // learned parameters, likewise
	size      int       // registers in use
	root      uint8
	node      []int32 // of each register, for messages
}

// slot is the register of a variable or of a learned parameter, by its index.
type slot struct {
	index int
	reg   uint8
}

// instruction computes register d from registers a, b and c. Registers are
// bytes, so that an index into the array of registers needs no check.
type instruction struct {
	op         op
	d, a, b, c uint8
}

// registers hold the values of one triplet and the slopes of its loss.
type registers struct {
	v, slope [maxRegisters]float64
}

// assemble makes the program of root. It fails if the formula needs too many registers.
func assemble(g *graph, root int32) (*program, error) {
	used := g.reachable(root)
	p := &program{}
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
		return nil, &FormulaError{Message: "the formula has too many parts; at most 256 different ones can be computed"}
	}
	take(func(o op) bool { return o == opConst }, func(_ int32, n node) { p.consts = append(p.consts, n.value) })
	take(func(o op) bool { return o == opVariable }, func(i int32, n node) { p.variables = append(p.variables, slot{int(n.value), reg[i]}) })
	take(func(o op) bool { return o == opLearned }, func(i int32, n node) { p.learned = append(p.learned, slot{int(n.value), reg[i]}) })
	take(func(o op) bool { return o > opLearned }, func(i int32, n node) {
		p.code = append(p.code, instruction{n.op, reg[i], reg[n.args[0]], reg[n.args[1]], reg[n.args[2]]})
	})
	p.root = reg[root]
	return p, nil
}

// load sets the constants; the caller sets variables and learned parameters.
func (p *program) load(r *registers) { copy(r.v[:], p.consts) }

// forward computes the loss. Every result is stored before it is used, so that
// no compiler fuses two roundings into one.
func (p *program) forward(r *registers) float64 {
	v := &r.v
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

// backward gives the slopes of the loss by every register, last operation
// first. forward must have run. What has slope 0 hands none on, so that a branch
// that is not taken does no harm.
func (p *program) backward(r *registers) { p.backwardWith(r, false) }

// backwardWith is backward; open takes every relu as active.
func (p *program) backwardWith(r *registers, open bool) {
	clear(r.slope[:p.size])
	s, v := &r.slope, &r.v
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
			gx := g * slope(in.op, x, v[in.d])
			s[in.a] += gx
		}
	}
}

// slope is the derivative of a function of one argument x with value y.
func slope(o op, x, y float64) float64 {
	switch o {
	case opAbs:
		switch {
		case x > 0:
			return 1
		case x < 0:
			return -1
		}
		return x // 0, or NaN
	case opSqrt:
		return 0.5 / y
	case opSquare:
		return 2 * x
	case opExp:
		return y
	case opLog:
		return 1 / x
	case opLog1p:
		return 1 / (1 + x)
	case opSoftplus:
		return sigmoid(x)
	case opSigmoid:
		return y * (1 - y)
	case opTanh:
		return 1 - y*y
	}
	return math.NaN()
}
