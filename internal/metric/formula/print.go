package formula

import (
	"fmt"
	"strconv"
)

// Strength of binding, weakest first.
const (
	bindOr = iota
	bindAnd
	bindCompare
	bindSum
	bindProduct
	bindSign
	bindAll
)

// longestText bounds what is written of a formula, in bytes: a part that is used
// again and again is computed once, but would be written each time.
const longestText = 1 << 16

// printer writes nodes as formulas.
type printer struct {
	*graph
	learned []string // names of learned parameters
	sizes   []int    // at least the length of each node's text, from size
}

// long reports whether the text of a node would be too long to write.
func (p *printer) long(id int32) bool {
	if p.sizes == nil {
		const own = 24 // a number, or a name with its brackets
		for _, n := range p.nodes {
			size := own
			if n.op == opLearned {
				size += len(p.learned[int(n.value)])
			}
			for _, a := range n.args[:n.op.arity()] {
				size += p.sizes[a]
			}
			p.sizes = append(p.sizes, min(size, longestText+1))
		}
	}
	return p.sizes[id] > longestText
}

// text writes a node; brackets stand where it binds weaker than what is around it.
func (p *printer) text(id int32, around int) string {
	if p.long(id) {
		return "…"
	}
	s, own := p.write(id)
	if own < around {
		return "(" + s + ")"
	}
	return s
}

func (p *printer) write(id int32) (s string, own int) {
	n := p.nodes[id]
	x, y := n.args[0], n.args[1]
	infix := func(sign string, own int) (string, int) {
		// The right side of - and / needs brackets at equal strength.
		return p.text(x, own) + " " + sign + " " + p.text(y, own+1), own
	}
	switch n.op {
	case opConst:
		if n.value < 0 {
			return Number(n.value), bindSign
		}
		return Number(n.value), bindAll
	case opVariable:
		return p.variables[int(n.value)].Name, bindAll
	case opLearned:
		return p.learned[int(n.value)], bindAll
	case opAdd, opSub:
		return p.sum(n), bindSum
	case opMul:
		return p.text(x, bindProduct) + "*" + p.text(y, bindProduct+1), bindProduct
	case opDiv:
		return p.text(x, bindProduct) + "/" + p.text(y, bindProduct+1), bindProduct
	case opNeg:
		return "-" + p.text(x, bindSign), bindSign
	case opLess:
		return infix("<", bindCompare)
	case opLessEqual:
		return infix("<=", bindCompare)
	case opAnd:
		return infix("and", bindAnd)
	case opOr:
		return infix("or", bindOr)
	case opNot:
		return "not " + p.text(x, bindSign), bindSign
	}
	for _, f := range callables {
		if f.op == n.op && f.name != "clamp" {
			s := f.name + "("
			for i, a := range n.args[:n.op.arity()] {
				if i > 0 {
					s += ", "
				}
				s += p.text(a, bindOr)
			}
			return s + ")", bindAll
		}
	}
	panic(fmt.Sprintf("formula: operation %d cannot be written", n.op))
}

// sum writes x + y and x - y; a negative constant turns the sign around.
func (p *printer) sum(n node) string {
	sign, y := " + ", p.nodes[n.args[1]]
	if n.op == opSub {
		sign = " - "
	}
	if y.op == opConst && y.value < 0 {
		sign = map[string]string{" + ": " - ", " - ": " + "}[sign]
		return p.text(n.args[0], bindSum) + sign + Number(-y.value)
	}
	return p.text(n.args[0], bindSum) + sign + p.text(n.args[1], bindSum+1)
}

// Number writes a number as formulas have it.
func Number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
