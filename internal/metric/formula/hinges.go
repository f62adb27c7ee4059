package formula

// Hinge is one relu of a program.
type Hinge struct {
	// Text is how formulas write it, such as "relu(euc_ap - euc_an - 5)".
	Text string
	// Reg is the register of what the relu is taken of.
	Reg uint8
}

// Hinges are all of a program, in the order in which they are computed.
func (p *Program) Hinges() []Hinge {
	var out []Hinge
	for _, in := range p.code {
		if in.op == opReLU {
			out = append(out, Hinge{p.formula.printer().text(p.node[in.d], bindOr), in.a})
		}
	}
	return out
}
