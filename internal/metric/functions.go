package metric

import "math"

// op is one operation of a compiled formula. Truth values are 0 and 1.
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
	opAbs
	opSqrt
	opSquare
	opExp
	opLog
	opLog1p
	opSoftplus
	opSigmoid
	opTanh
	opLess
	opLessEqual
	opAnd
	opOr
	opNot
	opWhere
)

// funcs are the functions of the formula language. At a kink relu and abs have
// slope 0; of equal arguments max and min follow the second one, so that
// max(x, 0) is relu(x).
var funcs = []struct {
	name     string
	op       op
	min, max int // arguments
}{
	{"relu", opReLU, 1, 1},
	{"max", opMax, 2, 16},
	{"min", opMin, 2, 16},
	{"abs", opAbs, 1, 1},
	{"sqrt", opSqrt, 1, 1},
	{"square", opSquare, 1, 1},
	{"exp", opExp, 1, 1},
	{"log", opLog, 1, 1},
	{"log1p", opLog1p, 1, 1},
	{"softplus", opSoftplus, 1, 1},
	{"sigmoid", opSigmoid, 1, 1},
	{"tanh", opTanh, 1, 1},
	{"clamp", opMax, 3, 3}, // min(max(x, lo), hi)
	{"where", opWhere, 3, 3},
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
	case opAbs:
		return math.Abs(x)
	case opSqrt:
		return math.Sqrt(x)
	case opSquare:
		return x * x
	case opExp:
		return math.Exp(x)
	case opLog:
		return math.Log(x)
	case opLog1p:
		return math.Log1p(x)
	case opSoftplus: // log(1 + exp(x)), without overflow
		if x > 0 {
			return x + math.Log1p(math.Exp(-x))
		}
		return math.Log1p(math.Exp(x))
	case opSigmoid:
		return sigmoid(x)
	case opTanh:
		return math.Tanh(x)
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
	panic("metric: operation without a value")
}

// sigmoid is 1/(1+exp(-x)), without overflow on either side.
func sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
