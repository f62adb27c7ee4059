package formula

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// Written is the formula as it was written, its lets and names kept, with the values that
// parameters were set to in the place of those of their lets, such as
//
//	let d = cos + 0.1*euc; let m = 0.25; relu(d_ap - d_an + m)
//
// It is read with the same parameters, learned ones too, and stands for the same distance,
// without any parameter set; String keeps only what is computed.
func (f *Formula) Written() string {
	text := []rune(f.text)
	for _, l := range slices.Backward(f.lets) { // so that the places before stay
		v, set := f.given[l.name]
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
	return slices.Concat(text[:from], []rune(Number(v)), text[at.To:])
}
