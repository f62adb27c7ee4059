package formula

// op is one operation of a compiled formula. Truth values are 0 and 1. From opFunction on
// an op is a row of functions.
type op uint8

const (
	opConst op = iota
	opVariable
	opLearned
	opAdd
	opSub
	opMul
	opDiv
	opNeg
	opReLU
	opMax
	opMin
	opLess
	opLessEqual
	opAnd
	opOr
	opNot
	opWhere
	opFunction
)

// arity is the number of arguments of an operation.
func (o op) arity() int {
	switch o {
	case opConst, opVariable, opLearned:
		return 0
	case opAdd, opSub, opMul, opDiv, opMax, opMin, opLess, opLessEqual, opAnd, opOr:
		return 2
	case opWhere:
		return 3
	}
	return 1
}

// function is the row of an op from opFunction on.
func (o op) function() *function { return &functions[o-opFunction] }

// callable is what a formula calls by name.
type callable struct {
	name     string
	op       op
	min, max int // arguments
}

// callables are all of them, in the order of a listing. At its kink relu has slope 0; of
// equal arguments max and min follow the second one, so that max(x, 0) is relu(x).
var callables = func() []callable {
	out := []callable{{"relu", opReLU, 1, 1}, {"max", opMax, 2, 16}, {"min", opMin, 2, 16}}
	for i, f := range functions {
		out = append(out, callable{f.name, opFunction + op(i), 1, 1})
	}
	return append(out, callable{"clamp", opMax, 3, 3}, callable{"where", opWhere, 3, 3}) // clamp is min(max(x, lo), hi)
}()

// Functions are the names of the functions that a formula may call.
func Functions() []string {
	var names []string
	for _, c := range callables {
		names = append(names, c.name)
	}
	return names
}

// apply computes one operation. Comparisons with NaN are false.
func apply(o op, x, y, z float64) float64 {
	switch o {
	case opAdd:
		return x + y
	case opSub:
		return x - y
	case opMul:
		return x * y
	case opDiv:
		return x / y
	case opNeg:
		return -x
	case opReLU:
		if x <= 0 { // NaN passes, so that a broken embedding shows
			return 0
		}
		return x
	case opMax:
		if x > y || x != x {
			return x
		}
		return y
	case opMin:
		if x < y || x != x {
			return x
		}
		return y
	case opLess:
		return truth(x < y)
	case opLessEqual:
		return truth(x <= y)
	case opAnd:
		return x * y
	case opOr:
		return max(x, y)
	case opNot:
		return 1 - x
	case opWhere:
		if x != 0 {
			return y
		}
		return z
	}
	return o.function().value(x)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
