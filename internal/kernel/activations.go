package kernel

import "math"

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

// logisticEnd is where e^x or e^-x nears the ends of float32: numbers beyond count as this one.
const logisticEnd = 87

// logistic is 1+e^-x, the denominator of the sigmoid.
func logistic(x float32) float32 {
	part, power := expParts(-between(x, -logisticEnd, logisticEnd), 0)
	return float32((part+1)*power) + 1
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

// geluTanh is x/(1+e^-z), where z is √(8/π)(x+0.044715x³): (1+tanh(z/2))/2 is 1/(1+e^-z).
func geluTanh(x float32) float32 {
	const linear, cubic = 1.59576912160573071, 0.0713548162726002527
	z := float32(x * (float32(float32(x*x)*cubic) + linear))
	return notBelow(x, -geluEnd) / logistic(z)
}

// normalTail is the share of the normal distribution beyond a >= 0 divided by e^(-a²/2),
// in powers of u = (a-3)/(a+3), the highest first: for a up to 13.5, by testdata/fit.py,
// relative error 8e-9.
var normalTail = [...]float32{
	5.36834029e-05, 0.000115549111, -0.000339500178, -0.000983762398, 0.00290456324,
	0.00613207123, -0.0462132921, 0.123225031, -0.206402619, 0.121513948,
}

// geluEnd is where the tail nears the smallest numbers: below -geluEnd x counts as that.
const geluEnd = 12.9

// gelu is x times the normal distribution up to x: its tail t or 1-t. The square in
// e^(-a²/2) is split in two, the first exact, so that its error is not multiplied.
func gelu(x float32) float32 {
	a := magnitude(x)
	if geluEnd < a {
		a = geluEnd
	}
	high := math.Float32frombits(math.Float32bits(a) &^ 0xFFF)
	square, rest := float32(float32(high*high)*-0.5), float32(float32((a-high)*(a+high))*-0.5)
	part, power := expParts(square, rest)
	t := float32(polynomial((a-3)/(a+3), normalTail[:]) * float32((part+1)*power))
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
