package formula

import (
	"fmt"
	"strings"

	"mekiki/internal/lang"
)

// Explain says why the value or a slope in the registers is NaN or infinite, with the
// part of the formula that did it and the values that it met. Forward and Backward must
// have run. Nil if nothing is wrong, or if a variable itself is not finite.
func (p *Program) Explain(r *Registers) *Error {
	for _, s := range p.Variables {
		if !Finite(r.V[s.Reg]) {
			return nil
		}
	}
	f := p.formula
	for _, in := range p.code {
		what := in.undefined(r)
		if what.IsZero() || r.Slope[in.d] == 0 && Finite(r.V[p.root]) { // in a branch that is not taken
			continue
		}
		id := p.node[in.d]
		return &Error{f.text, f.nodes[id].column, lang.T("%s %s (%s)", f.printer().text(id, bindOr), what, p.describe(r))}
	}
	return nil
}

// undefined says what is wrong with an operation; zero where nothing is.
func (in instruction) undefined(r *Registers) lang.Message {
	if in.op == opDiv && r.V[in.b] == 0 {
		return lang.T("divides by 0")
	}
	if in.op >= opFunction {
		if f := in.op.function(); f.undefined != nil {
			if what := f.undefined(r.V[in.a], r.Slope[in.d] != 0); !what.IsZero() {
				return what
			}
		}
	}
	if !Finite(r.V[in.d]) {
		return lang.T("is %v", r.V[in.d])
	}
	return lang.Message{}
}

// describe lists the variables with their values.
func (p *Program) describe(r *Registers) string {
	var out []string
	for _, s := range p.Variables {
		out = append(out, fmt.Sprintf("%s = %.4g", p.formula.variables[s.Index].Name, r.V[s.Reg]))
	}
	return strings.Join(out, ", ")
}
