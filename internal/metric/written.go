package metric

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// Written is the formula as it was written, its lets and names kept, with the
// values that Params sets in the place of those of their lets, such as
//
//	let d = cos + 0.1*euc; let m = 0.25; relu(d_ap - d_an + m)
//
// ParseLoss reads it as a loss with the same parameters, learned ones too, and the
// same decision, without Params; String keeps only what the loss computes. A
// formula that cannot be read is returned as it is.
func (s Spec) Written() string {
	b, _, err := buildFormula(s.Formula, s.Params)
	if err != nil {
		return s.Formula
	}
	text := []rune(s.Formula)
	for _, l := range slices.Backward(b.lets) { // so that the places before stay
		v, set := s.Params[l.name]
		if !set {
			continue
		}
		n := l.node
		if call, ok := n.(*ast.CallNode); ok {
			n = call.Arguments[0] // the start of a learned parameter
		}
		if old, _ := literal(n); old != v {
			text = replaceLiteral(text, n, v)
		}
	}
	return string(text)
}

// replaceLiteral puts v in the place of a number with its signs. Where brackets
// stand between these, the signs stay and the number within turns around.
func replaceLiteral(text []rune, n ast.Node, v float64) []rune {
	from, inner := n.Location().From, v
	for {
		u, ok := n.(*ast.UnaryNode)
		if !ok {
			break
		}
		if u.Operator == "-" {
			inner = -inner
		}
		n = u.Node
	}
	at := n.Location()
	if strings.ContainsRune(string(text[from:at.From]), '(') {
		from, v = at.From, inner
	}
	if v == 0 {
		v = 0 // without a sign
	}
	return slices.Concat(text[:from], []rune(number(v)), text[at.To:])
}
