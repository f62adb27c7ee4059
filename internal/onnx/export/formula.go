package export

import (
	"fmt"

	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/onnx/wire"
)

// plainOps are the operations of formulas that are one of ONNX, by the names of Step.
var plainOps = map[string]string{
	"add": "Add", "sub": "Sub", "mul": "Mul", "div": "Div", "neg": "Neg", "max": "Max", "min": "Min", "relu": "Relu",
	"less": "Less", "lessequal": "LessOrEqual", "and": "And", "or": "Or", "not": "Not", "where": "Where",
	"abs": "Abs", "sqrt": "Sqrt", "exp": "Exp", "log": "Log", "sigmoid": "Sigmoid", "tanh": "Tanh",
}

// builtOps are those that several make. Softplus of float64 is one that ONNX has and
// runtimes have not.
var builtOps = map[string]func(b *builder, name, x string){
	"square": func(b *builder, name, x string) { b.op(name, "Mul", of(x, x)) },
	"log1p":  (*builder).log1p,
	"softplus": func(b *builder, name, x string) {
		size := b.op(name+".size", "Abs", of(x))
		rest := b.op(name+".rest", "Exp", of(b.op(name+".falling", "Neg", of(size))))
		b.log1p(name+".bend", rest)
		b.op(name, "Add", of(b.op(name+".above", "Relu", of(x)), name+".bend"))
	},
}

func (b *builder) log1p(name, x string) {
	b.op(name, "Log", of(b.op(name+".more", "Add", of(x, b.number(1)))))
}

// formula writes steps of metric.Steps as values of (N, G) or what grows to it. The
// error names what has no form in ONNX.
func (p *pair) formula(steps []formula.Step, state distance.Whitening) (string, error) {
	value := make([]string, len(steps))
	for i, s := range steps {
		var args []string
		for k, at := range s.Args {
			arg := value[at]
			if steps[at].Op == "constant" && takesTruth(s.Op, k) {
				arg = p.once(arg+".truth", func(name string) { p.cast(name, arg, wire.Bool) })
			}
			args = append(args, arg)
		}
		name := fmt.Sprintf("%s.formula.%d.%s", p.name, i, s.Op)
		var err error
		switch write, built := builtOps[s.Op]; {
		case s.Op == "constant":
			value[i] = p.number(s.Value)
		case s.Op == "variable":
			value[i], err = p.variable(s.Variable, state)
		case built:
			value[i] = name
			write(p.builder, name, args[0])
		case plainOps[s.Op] != "":
			value[i] = p.op(name, plainOps[s.Op], args)
		default:
			err = lang.Errorf("the function %s has no form in ONNX", s.Op)
		}
		if err != nil {
			return "", err
		}
	}
	return value[len(value)-1], nil
}

// takesTruth says whether argument k of an operation is a truth.
func takesTruth(op string, k int) bool {
	return op == "and" || op == "or" || op == "not" || op == "where" && k == 0
}

// variable is a distance of the pair, or the length of a side.
func (p *pair) variable(v formula.Variable, state distance.Whitening) (string, error) {
	switch {
	case !v.Length():
		return p.distance(v.Distance, state)
	case v.Picture == 'a':
		return p.once("length.x", func(name string) { p.op(name, "Sqrt", of(p.xx())) }), nil
	default:
		return p.once("length.y", func(name string) { p.op(name, "Sqrt", of(p.yy())) }), nil
	}
}
