package kernel

import "math"

// tailEnd is where x times a share that has gone to 0 ends: there -Inf counts as this number.
const tailEnd = -128

// notBelow is x, or low below it; NaN stays NaN, here and in between.
func notBelow(x, low float32) float32 {
	if low > x {
		return low
	}
	return x
}

// between is x between two numbers.
func between(x, low, high float32) float32 {
	if x = notBelow(x, low); high < x {
		return high
	}
	return x
}

// negative is x, or y where x is below 0.
func negative(x, y float32) float32 {
	if x < 0 {
		return y
	}
	return x
}

// magnitude is |x|.
func magnitude(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }

// sigmoid is 1/(1+e^-x), by the exponential of a number that is not above 0.
func sigmoid(x float32) float32 {
	t := expNegative(-magnitude(x))
	share := float32(1)
	if x < 0 {
		share = t
	}
	return share / (1 + t)
}

// hardSwish is x times (x/6+1/2 between 0 and 1), where x counts as -3 below -3.
func hardSwish(x float32) float32 {
	const sixth = 1.0 / 6
	return float32(notBelow(x, -3) * between(float32(x*sixth)+0.5, 0, 1))
}

// tanh is -d/(2+d) with the sign of x, where d is e^(-2|x|)-1.
func tanh(x float32) float32 {
	d := expMinus1(-2 * magnitude(x))
	return float32(math.Copysign(float64(magnitude(d)/(2+d)), float64(x)))
}

// geluTanh is x times the sigmoid of √(8/π)(x+0.044715x³), which is (1+tanh)/2 of half of it.
func geluTanh(x float32) float32 {
	const linear, cubic = 1.59576912160573071, 0.0713548162726002527
	z := float32(x * (float32(float32(x*x)*cubic) + linear))
	return float32(notBelow(x, tailEnd) * sigmoid(z))
}

// normalTail is the share of the normal distribution beyond a >= 0 divided by e^(-a²/2),
// in powers of u = (a-3)/(a+3), the highest first: for a up to 14, by testdata/fit.py,
// relative error 8e-9.
var normalTail = [...]float32{
	5.36834029e-05, 0.000115549111, -0.000339500178, -0.000983762398, 0.00290456324,
	0.00613207123, -0.0462132921, 0.123225031, -0.206402619, 0.121513948,
}

// geluEnd is where the tail has gone to 0.
const geluEnd = 14

// gelu is x times the normal distribution up to x: its tail t or 1-t. The square in
// e^(-a²/2) is split in two, the first exact, so that its error is not multiplied.
func gelu(x float32) float32 {
	a := magnitude(x)
	if geluEnd < a {
		a = geluEnd
	}
	high := math.Float32frombits(math.Float32bits(a) &^ 0xFFF)
	square, rest := float32(float32(high*high)*-0.5), float32(float32((a-high)*(a+high))*-0.5)
	t := float32(polynomial((a-3)/(a+3), normalTail[:]) * expSum(square, rest))
	if !(x < 0) {
		t = 1 - t
	}
	return float32(notBelow(x, -geluEnd) * t)
}

// logSeries is log((1+z)/(1-z)) = 2z+z³s(z²) for z up to 1/3: s, the highest power first, by
// testdata/fit.py, relative error 4.5e-9.
var logSeries = [...]float32{0.280119937, 0.280018036, 0.400215274, 0.666664163}

// softplus is x, or 0 below 0, plus ln(1+t), where t is e^-|x| and z = t/(2+t).
func softplus(x float32) float32 {
	t := expNegative(-magnitude(x))
	z := t / (2 + t)
	w := float32(z * z)
	return notBelow(x, 0) + (float32(float32(z*w)*polynomial(w, logSeries[:])) + (z + z))
}
