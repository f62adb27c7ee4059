package kernel

import "fmt"

// ActivationKind names the function of an Activation.
type ActivationKind uint8

// The activations; x is the input.
const (
	Clip        ActivationKind = iota + 1 // x between A and B
	LeakyReLU                             // x, or A*x below 0
	ELU                                   // x, or A*(e^x-1) below 0 (Clevert, 2015)
	Sigmoid                               // 1/(1+e^-x)
	HardSigmoid                           // A*x+B between 0 and 1
	HardSwish                             // x times (x/6+1/2 between 0 and 1) (Howard, 2019)
	SiLU                                  // x/(1+e^-x) (Elfwing, 2017)
	Tanh
	GELU     // x*(1+erf(x/√2))/2 (Hendrycks and Gimpel, 2016)
	GELUTanh // x*(1+tanh(√(2/π)(x+0.044715x³)))/2, an approximation of GELU
	Softplus // ln(1+e^x)
)

// Activation is a function of single numbers. A and B belong to Clip, LeakyReLU, ELU and
// HardSigmoid. The zero value is none: Activate panics.
type Activation struct {
	Kind ActivationKind
	A, B float32
}

// Activate applies an activation to contiguous values:
//
//	for i := range dst {
//		dst[i] = a(src[i])
//	}
//
// The bits are the same on every processor. Relative errors, against the formula in real
// numbers: at most 3e-7 for ELU, Sigmoid, SiLU, Tanh and Softplus, 6e-7 for GELU, and
// 1.5e-7*(3+x²) for GELUTanh, whose tail follows the rounding of its cube; Clip, LeakyReLU,
// HardSigmoid and HardSwish round each step. Numbers below 2e-36 may come out as 0 or as
// others so small. NaN stays NaN; at ±Inf all take their limit, as exactly as that.
//
// dst may be src. It panics if the lengths differ or are no multiple of 16, or a has no kind.
func Activate(dst, src []float32, a Activation) {
	if len(src) != len(dst) || len(dst)%Lane != 0 || a.Kind < Clip || a.Kind > Softplus {
		panic(fmt.Sprintf("kernel: Activate: %d values to %d, %+v", len(src), len(dst), a))
	}
	if len(dst) > 0 {
		activate(dst, src, a)
	}
}

// activateGo is the reference of Activate.
func activateGo(dst, src []float32, a Activation) {
	f := a.Kind.function()
	for i, x := range src {
		dst[i] = f(a, x)
	}
}

// function is what an activation of the kind does to one number. It captures nothing, so that it needs no memory.
func (k ActivationKind) function() func(a Activation, x float32) float32 {
	switch k {
	case Clip:
		return func(a Activation, x float32) float32 { return between(x, a.A, a.B) }
	case LeakyReLU:
		return func(a Activation, x float32) float32 { return negative(x, float32(a.A*x)) }
	case ELU:
		return func(a Activation, x float32) float32 { return negative(x, float32(a.A*expMinus1(min(x, 0)))) }
	case Sigmoid:
		return func(_ Activation, x float32) float32 { return 1 / logistic(x) }
	case HardSigmoid:
		return func(a Activation, x float32) float32 { return between(float32(a.A*x)+a.B, 0, 1) }
	case HardSwish:
		return func(_ Activation, x float32) float32 { return hardSwish(x) }
	case SiLU:
		return func(_ Activation, x float32) float32 { return notBelow(x, -logisticEnd) / logistic(x) }
	case Tanh:
		return func(_ Activation, x float32) float32 { return tanh(x) }
	case GELU:
		return func(_ Activation, x float32) float32 { return gelu(x) }
	case GELUTanh:
		return func(_ Activation, x float32) float32 { return geluTanh(x) }
	default:
		return func(_ Activation, x float32) float32 { return softplus(x) }
	}
}
