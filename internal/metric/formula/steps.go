package formula

// Step is one operation of a program, for those who write it in another language.
type Step struct {
	// Op is "constant", "variable", or what is computed: "add", "sub", "mul", "div",
	// "neg", "less", "lessequal", "and", "or", "not", or what a formula calls by that
	// name, such as "max" or "exp", of as many arguments as Args has.
	Op string
	// Args are the steps that it takes, by their places.
	Args []int
	// Value is that of a constant.
	Value float64
	// Variable is that of a variable.
	Variable Variable
}

// stepNames are the operations that formulas write with signs.
var stepNames = map[op]string{
	opAdd: "add", opSub: "sub", opMul: "mul", opDiv: "div", opNeg: "neg",
	opLess: "less", opLessEqual: "lessequal", opAnd: "and", opOr: "or", opNot: "not",
}

// Steps are the operations of the program, each behind those that it takes; the last
// gives the value. Learned parameters are constants, as the registers have them. Less
// to not give truths, which and, or, not and the first argument of where take; a
// constant there means truth where it is not 0.
func (p *Program) Steps(r *Registers) []Step {
	steps := make([]Step, p.size)
	for i, v := range p.consts {
		steps[i] = Step{Op: "constant", Value: v}
	}
	for _, s := range p.Learned {
		steps[s.Reg] = Step{Op: "constant", Value: r.V[s.Reg]}
	}
	for _, s := range p.Variables {
		steps[s.Reg] = Step{Op: "variable", Variable: p.formula.variables[s.Index]}
	}
	for _, in := range p.code {
		args := []int{int(in.a), int(in.b), int(in.c)}
		steps[in.d] = Step{Op: in.op.name(), Args: args[:in.op.arity()]}
	}
	return steps
}

// name is what Step calls the operation.
func (o op) name() string {
	if name, ok := stepNames[o]; ok {
		return name
	}
	for _, c := range callables {
		if c.op == o {
			return c.name
		}
	}
	panic("formula: an operation without a name")
}
