package metric

import (
	"fmt"
	"strings"
)

// Explain says why the loss or a slope of one triplet is NaN or infinite, with
// the part of the formula that did it and the values that it met. Nil if nothing
// is wrong, or if the embeddings themselves are not finite.
func (l *Loss[T]) Explain(a, p, n []T) error {
	var r registers
	var m [len(pairNames)]Moments
	l.start(&r)
	l.measure(&r, &m, triple[T]{a, p, n})
	for _, s := range l.program.variables {
		if !finite(r.v[s.reg]) {
			return nil
		}
	}
	l.program.forward(&r)
	l.program.backward(&r)
	for _, in := range l.program.code {
		x, y := r.v[in.a], r.v[in.b]
		var what string
		switch {
		case in.op == opDiv && y == 0:
			what = "divides by 0"
		case in.op == opSqrt && x < 0:
			what = fmt.Sprintf("takes the root of %.4g, which is below 0; clamp it first: sqrt(max(…, 0) + 1e-6)", x)
		case in.op == opSqrt && x == 0 && r.slope[in.d] != 0:
			what = "takes the root of 0, where its slope is infinite; add a little: sqrt(… + 1e-6)"
		case in.op == opLog && x <= 0:
			what = fmt.Sprintf("takes the logarithm of %.4g; it must be above 0: log(max(…, 1e-6))", x)
		case in.op == opLog1p && x <= -1:
			what = fmt.Sprintf("takes log1p of %.4g; it must be above -1: log1p(max(…, -0.999999))", x)
		case !finite(r.v[in.d]):
			what = fmt.Sprintf("is %v", r.v[in.d])
		default:
			continue
		}
		if r.slope[in.d] == 0 && finite(r.v[l.program.root]) {
			continue // in a branch that is not taken
		}
		id := l.program.node[in.d]
		return &FormulaError{l.spec.Formula, l.nodes[id].column,
			fmt.Sprintf("%s %s (%s)", l.printer().text(id, bindOr), what, l.describe(&r))}
	}
	return nil
}

// describe lists the variables with their values.
func (l *Loss[T]) describe(r *registers) string {
	var out []string
	for _, s := range l.program.variables {
		out = append(out, fmt.Sprintf("%s = %.4g", l.variables[s.index].Name, r.v[s.reg]))
	}
	return strings.Join(out, ", ")
}
