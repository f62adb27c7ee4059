package eval

import (
	"fmt"
	"math"

	"mekiki/internal/onnx/graph"
)

// compute fills out, which has the right types.
func compute(op graph.Op, in, out []*Array) error {
	y := out[0]
	switch op := op.(type) {
	case graph.Act:
		activate(op, in[0], y)
	case graph.Unary:
		unary(op, in[0], y)
	case graph.Binary:
		binary(op, in[0], in[1], y)
	case graph.Where:
		for i, x := 0, walk(y.Shape); i < y.Len(); i, x = i+1, step(x) {
			k := 2
			if in[0].I[offset(in[0].Shape, x.at)] != 0 {
				k = 1
			}
			move(y, i, in[k], offset(in[k].Shape, x.at))
		}
	case graph.Convert:
		for i := range y.Len() {
			v := in[0].get(i)
			if y.Kind == graph.Bool && v != 0 {
				v = 1
			}
			if y.Kind == graph.Int && in[0].Kind != graph.Float {
				y.I[i] = in[0].I[i]
				continue
			}
			y.set(i, v)
		}
	case graph.Conv:
		conv(op, in, y)
		activate(op.Act, y, y)
	case graph.Pool:
		pool(op, in[0], y)
	case graph.BatchNorm:
		batchNorm(op, in, y)
	case graph.Affine:
		inner := graph.Type{Shape: y.Shape[2:]}.Len()
		for i, v := range in[0].F {
			c := i / inner % y.Shape[1]
			y.F[i] = v*in[1].F[c] + in[2].F[c]
		}
		activate(op.Act, y, y)
	case graph.LayerNorm:
		layerNorm(op, in, y)
	case graph.LRN:
		lrn(op, in[0], y)
	case graph.Softmax:
		softmax(op, in[0], y)
	case graph.Reduce:
		reduce(op, in[0], y)
	case graph.Attention:
		attention(op, in, y)
	case graph.MatMul:
		matmul(in[0], in[1], y)
	case graph.Linear:
		linear(op, in, y)
		activate(op.Act, y, y)
	case graph.Gemm:
		gemm(op, in, y)
	case graph.Einsum:
		einsum(op, in, y)
	case graph.Resize:
		resize(op, in[0], y)
	default:
		return arrange(op, in, out)
	}
	return nil
}

// step moves x on, for loops.
func step(x *index) *index {
	x.next()
	return x
}

func activate(a graph.Act, x, y *Array) {
	p, q := float64(a.A), float64(a.B)
	for i, v := range x.F {
		switch a.Kind {
		case graph.ReLU:
			v = max(v, 0)
		case graph.ReLU6:
			v = min(max(v, 0), 6)
		case graph.Clip:
			v = min(max(v, p), q)
		case graph.LeakyReLU:
			if v < 0 {
				v *= p
			}
		case graph.ELU:
			if v < 0 {
				v = p * math.Expm1(v)
			}
		case graph.Sigmoid:
			v = 1 / (1 + math.Exp(-v))
		case graph.HardSigmoid:
			v = min(max(p*v+q, 0), 1)
		case graph.HardSwish:
			v *= min(max(v/6+0.5, 0), 1)
		case graph.SiLU:
			v /= 1 + math.Exp(-v)
		case graph.Tanh:
			v = math.Tanh(v)
		case graph.GELU:
			v *= (1 + math.Erf(v/math.Sqrt2)) / 2
		case graph.GELUTanh:
			v *= (1 + math.Tanh(math.Sqrt(2/math.Pi)*(v+0.044715*v*v*v))) / 2
		case graph.Softplus:
			v = math.Log1p(math.Exp(-math.Abs(v))) + max(v, 0)
		}
		y.F[i] = v
	}
}

func unary(op graph.Unary, x, y *Array) {
	f := [...]func(float64) float64{
		graph.Abs: math.Abs, graph.Neg: func(v float64) float64 { return -v }, graph.Sqrt: math.Sqrt, graph.Exp: math.Exp, graph.Log: math.Log,
		graph.Erf: math.Erf, graph.Reciprocal: func(v float64) float64 { return 1 / v }, graph.Floor: math.Floor, graph.Ceil: math.Ceil,
		graph.Round: math.RoundToEven, graph.Sin: math.Sin, graph.Cos: math.Cos,
		graph.Sign: func(v float64) float64 {
			switch {
			case v > 0:
				return 1
			case v < 0:
				return -1
			}
			return v
		},
		graph.Not: func(v float64) float64 { return 1 - v },
	}[op.Kind]
	for i := range y.Len() {
		y.set(i, f(x.get(i)))
	}
}

func binary(op graph.Binary, a, b, y *Array) {
	whole := y.Kind == graph.Int && a.Kind == graph.Int && b.Kind == graph.Int
	for i, x := 0, walk(y.Shape); i < y.Len(); i, x = i+1, step(x) {
		j, k := offset(a.Shape, x.at), offset(b.Shape, x.at)
		if whole {
			y.I[i] = wholeBinary(op.Kind, a.I[j], b.I[k])
			continue
		}
		y.set(i, floatBinary(op.Kind, a.get(j), b.get(k)))
	}
}

func floatBinary(kind graph.BinaryKind, u, v float64) float64 {
	var truth bool
	switch kind {
	case graph.Add:
		return u + v
	case graph.Sub:
		return u - v
	case graph.Mul:
		return u * v
	case graph.Div:
		return u / v
	case graph.Pow:
		return math.Pow(u, v)
	case graph.Min:
		return min(u, v)
	case graph.Max:
		return max(u, v)
	case graph.Mod:
		return math.Mod(u, v)
	case graph.Equal:
		truth = u == v
	case graph.Less:
		truth = u < v
	case graph.LessOrEqual:
		truth = u <= v
	case graph.Greater:
		truth = u > v
	case graph.GreaterOrEqual:
		truth = u >= v
	case graph.And:
		truth = u != 0 && v != 0
	case graph.Or:
		truth = u != 0 || v != 0
	default:
		panic(fmt.Sprint("onnx: ", kind))
	}
	if truth {
		return 1
	}
	return 0
}

// wholeBinary is exact where a float64 is not; a division by 0 gives 0.
func wholeBinary(kind graph.BinaryKind, u, v int64) int64 {
	switch kind {
	case graph.Add:
		return u + v
	case graph.Sub:
		return u - v
	case graph.Mul:
		return u * v
	case graph.Div:
		if v == 0 {
			return 0
		}
		return u / v
	case graph.Mod:
		if v == 0 {
			return 0
		}
		if m := u % v; m != 0 && (m < 0) != (v < 0) {
			return m + v
		}
		return u % v
	case graph.Min:
		return min(u, v)
	case graph.Max:
		return max(u, v)
	}
	return int64(floatBinary(kind, float64(u), float64(v)))
}
