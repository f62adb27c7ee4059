package formula

import (
	"math"

	"mekiki/internal/lang"
)

// function is a function of the language of one argument: a row of functions.
type function struct {
	name string
	// value is the function, slope its derivative, by x and the value y there.
	value func(x float64) float64
	slope func(x, y float64) float64
	// undefined says what is wrong where the function or its slope has no value, and the
	// cure; steep says that the slope there is asked for. Empty where nothing is. Nil where
	// nothing ever is.
	undefined func(x float64, steep bool) lang.Message
	// ranges and errors speed up searches by a formula: the range of the function over a
	// range, and what errors of its arguments do to it. Without them nothing is known of
	// it, and every distance is computed by itself.
	ranges func(x scope) scope
	errors func(c *Columns, a []float64, x span) span
	// fill computes many values; nil calls value for each.
	fill func(dst, a []float64)
}

// functions are all of them, in the order of a listing.
var functions = []function{
	{name: "abs", value: math.Abs, slope: slopeAbs, ranges: evenRange(math.Abs), errors: errorsAbs, fill: fillAbs},
	{name: "sqrt", value: math.Sqrt, slope: func(_, y float64) float64 { return 0.5 / y }, undefined: noRoot,
		ranges: rangeSqrt, errors: errorsSqrt, fill: fillSqrt},
	{name: "square", value: square, slope: func(x, _ float64) float64 { return 2 * x }, ranges: evenRange(square), errors: errorsSquare},
	{name: "exp", value: math.Exp, slope: func(_, y float64) float64 { return y }, ranges: rising(math.Exp), errors: errorsExp},
	{name: "log", value: math.Log, slope: func(x, _ float64) float64 { return 1 / x }, undefined: noLog,
		ranges: risingFrom(math.Log, 0), errors: errorsLog},
	{name: "log1p", value: math.Log1p, slope: func(x, _ float64) float64 { return 1 / (1 + x) }, undefined: noLog1p,
		ranges: risingFrom(math.Log1p, -1), errors: errorsLog1p},
	{name: "softplus", value: softplus, slope: func(x, _ float64) float64 { return sigmoid(x) }, ranges: rising(softplus), errors: slow(softplus, 1)},
	{name: "sigmoid", value: sigmoid, slope: func(_, y float64) float64 { return y * (1 - y) }, ranges: rising(sigmoid), errors: slow(sigmoid, 4)},
	{name: "tanh", value: math.Tanh, slope: func(_, y float64) float64 { return 1 - y*y }, ranges: rising(math.Tanh), errors: slow(math.Tanh, 1)},
}

// slopeAbs is 0 at the kink.
func slopeAbs(x, _ float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x // 0, or NaN
}

func square(x float64) float64 { return x * x }

// softplus is log(1 + exp(x)), without overflow.
func softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

// sigmoid is 1/(1+exp(-x)), without overflow on either side.
func sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

func noRoot(x float64, steep bool) lang.Message {
	switch {
	case x < 0:
		return lang.T("takes the root of %.4g, which is below 0; clamp it first: sqrt(max(…, 0) + 1e-6)", x)
	case x == 0 && steep:
		return lang.T("takes the root of 0, where its slope is infinite; add a little: sqrt(… + 1e-6)")
	}
	return lang.Message{}
}

func noLog(x float64, _ bool) lang.Message {
	if x <= 0 {
		return lang.T("takes the logarithm of %.4g; it must be above 0: log(max(…, 1e-6))", x)
	}
	return lang.Message{}
}

func noLog1p(x float64, _ bool) lang.Message {
	if x <= -1 {
		return lang.T("takes log1p of %.4g; it must be above -1: log1p(max(…, -0.999999))", x)
	}
	return lang.Message{}
}
