package formula

import (
	"fmt"
	"math"
	"strings"

	"mekiki/internal/lang"

	"github.com/expr-lang/expr/ast"
)

// number is an expression that must be a number.
func (b *builder) number(n ast.Node) (int32, error) {
	v, err := b.expression(n)
	if err == nil && v.truth {
		err = b.errorAt(n, "this is a condition, not a number; where(condition, this, that) makes a number of it")
	}
	return v.id, err
}

// condition is an expression that must be true or false.
func (b *builder) condition(n ast.Node) (int32, error) {
	v, err := b.expression(n)
	if err == nil && !v.truth {
		err = b.errorAt(n, "this is a number, not a condition; compare it, as in %s < 0.5", b.examples()[0])
	}
	return v.id, err
}

// operators are the binary ones: what they do, and whether they take and give conditions.
var operators = map[string]struct {
	op          op
	takes, give bool // conditions
	swap        bool
}{
	"+": {op: opAdd}, "-": {op: opSub}, "*": {op: opMul}, "/": {op: opDiv},
	"<": {op: opLess, give: true}, "<=": {op: opLessEqual, give: true},
	">": {op: opLess, give: true, swap: true}, ">=": {op: opLessEqual, give: true, swap: true},
	"and": {op: opAnd, takes: true, give: true}, "&&": {op: opAnd, takes: true, give: true},
	"or": {op: opOr, takes: true, give: true}, "||": {op: opOr, takes: true, give: true},
}

// expression adds the nodes of an expression to the graph.
func (b *builder) expression(n ast.Node) (typed, error) {
	if v, ok := literal(n); ok {
		return typed{id: b.constant(v)}, nil
	}
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return b.name(n)
	case *ast.UnaryNode:
		switch n.Operator {
		case "+":
			id, err := b.number(n.Node)
			return typed{id: id}, err
		case "-":
			id, err := b.number(n.Node)
			if err != nil {
				return typed{}, err
			}
			return typed{id: b.operate(opNeg, column(n), id)}, nil
		case "not", "!":
			id, err := b.condition(n.Node)
			if err != nil {
				return typed{}, err
			}
			return typed{b.operate(opNot, column(n), id), true}, nil
		}
	case *ast.BinaryNode:
		return b.binary(n)
	case *ast.CallNode:
		return b.call(n, calleeName(n), n.Arguments)
	case *ast.BuiltinNode:
		return b.call(n, n.Name, n.Arguments)
	case *ast.ConditionalNode:
		return typed{}, b.errorAt(n, "write where(condition, this, that)")
	case *ast.VariableDeclaratorNode:
		return typed{}, b.errorAt(n, "every let stands at the beginning of the formula")
	case *ast.SequenceNode:
		return typed{}, b.errorAt(n, "one loss only: ; stands after a let")
	}
	return typed{}, b.errorAt(n, "%s is not part of the formula language", kindOf(n))
}

// kindOf names what a formula may not have, such as "string" or "array".
func kindOf(n ast.Node) string {
	s := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", n), "*ast."), "Node")
	return strings.ToLower(s)
}

func (b *builder) binary(n *ast.BinaryNode) (typed, error) {
	o, ok := operators[n.Operator]
	if !ok {
		if n.Operator == "^" || n.Operator == "**" {
			return typed{}, b.errorAt(n, "no operator %s; write square(x), sqrt(x) or exp(y*log(x))", n.Operator)
		}
		return typed{}, b.errorAt(n, "no operator %s; there are + - * / and the comparisons < <= > >= and or not", n.Operator)
	}
	operand := b.number
	if o.takes {
		operand = b.condition
	}
	x, err := operand(n.Left)
	if err != nil {
		return typed{}, err
	}
	y, err := operand(n.Right)
	if err != nil {
		return typed{}, err
	}
	if o.swap {
		x, y = y, x
	}
	if o.op == opDiv && b.isConst(y, 0) {
		return typed{}, b.errorAt(n, "division by 0")
	}
	id := b.operate(o.op, column(n), x, y)
	return typed{id, o.give}, b.checkConstant(n, id)
}

// checkConstant refuses a part that is undefined whatever the pictures.
func (b *builder) checkConstant(n ast.Node, id int32) error {
	if c := b.nodes[id]; c.op == opConst && !Finite(c.value) {
		if math.IsNaN(c.value) {
			return b.errorAt(n, "this is undefined")
		}
		return b.errorAt(n, "this is too large for a number")
	}
	return nil
}

func (b *builder) call(n ast.Node, name string, args []ast.Node) (typed, error) {
	if name == "learn" {
		return typed{}, b.errorAt(n, "learn stands alone in a let, as in: let w = learn(0.8, 0, 2)")
	}
	for _, f := range callables {
		if f.name != name {
			continue
		}
		if len(args) < f.min || len(args) > f.max {
			return typed{}, b.errorAt(n, "%s takes %s, here are %d", name, arguments(f.min, f.max), len(args))
		}
		ids := make([]int32, len(args))
		for i, a := range args {
			want := b.number
			if f.op == opWhere && i == 0 {
				want = b.condition
			}
			var err error
			if ids[i], err = want(a); err != nil {
				return typed{}, err
			}
		}
		id := ids[0]
		switch {
		case name == "clamp":
			if lo, hi := b.nodes[ids[1]], b.nodes[ids[2]]; lo.op == opConst && hi.op == opConst && lo.value > hi.value {
				return typed{}, b.errorAt(n, "clamp has its bounds in the wrong order: %g to %g", lo.value, hi.value)
			}
			id = b.operate(opMin, column(n), b.operate(opMax, column(n), ids[0], ids[1]), ids[2])
		case f.max == 1 || f.op == opWhere:
			id = b.operate(f.op, column(n), ids...)
		default: // max and min of several, pair by pair
			for _, next := range ids[1:] {
				id = b.operate(f.op, column(n), id, next)
			}
		}
		return typed{id: id}, b.checkConstant(n, id)
	}
	return typed{}, b.unknownName(n, name)
}

func arguments(low, high int) lang.Message {
	if low == high {
		return lang.Plural(low, "1 argument", "%d arguments")
	}
	return lang.T("%d arguments or more", low)
}

// name is a let, a variable, or within a distance of one's own an open pair's.
func (b *builder) name(n *ast.IdentifierNode) (typed, error) {
	name := n.Value
	if b.open != nil {
		return b.openName(n, *b.open)
	}
	if l := b.find(name); l != nil {
		l.used = true
		if l.pair {
			return typed{}, b.errorAt(n, "%s is a distance: say of which pair, %s_ap, %s_an or %s_pn", name, name, name, name)
		}
		return l.value, nil
	}
	if stem, p, ok := cutPair(name); ok {
		if l := b.find(stem); l != nil && l.pair {
			l.used = true
			id, err := b.instance(l, p)
			return typed{id: id}, err
		}
	}
	if v, ok := b.variableOf(name); ok {
		return typed{id: b.variable(v, column(n))}, nil
	}
	if b.isSymbol(name) {
		return typed{}, b.errorAt(n, "%s is a distance: say of which pair, %s_ap, %s_an or %s_pn", name, name, name, name)
	}
	if name == "$x$" || name == "$y$" {
		return typed{}, b.errorAt(n, "%s stands in a distance of one's own only; the lengths of a triplet are |a|, |p| and |n|", written(name))
	}
	return typed{}, b.unknownName(n, name)
}

// openName is a name in a distance of one's own, which is being made for pair p.
func (b *builder) openName(n *ast.IdentifierNode, p Pair) (typed, error) {
	name := n.Value
	switch name {
	case "$x$":
		name = lengthName("aap"[p])
	case "$y$":
		name = lengthName("pnn"[p])
	default:
		if l := b.find(name); l != nil {
			l.used = true
			if l.pair {
				id, err := b.instance(l, p)
				return typed{id: id}, err
			}
			return l.value, nil
		}
		if _, _, ok := cutPair(name); ok || name == "$a$" || name == "$p$" || name == "$n$" {
			return typed{}, b.errorAt(n, "%s belongs to one pair; a distance of one's own is made of cos, euc, |x|, |y| and the like", written(name))
		}
		name += "_" + p.String()
	}
	if v, ok := b.variableOf(name); ok {
		return typed{id: b.variable(v, column(n))}, nil
	}
	return typed{}, b.unknownName(n, n.Value)
}

func lengthName(picture byte) string { return string([]byte{lengthMark, picture, lengthMark}) }
