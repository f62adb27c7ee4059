package kernel

import "math"

// The exponential function of the elementwise kernels: e^x = 2^n * e^r, where n is
// x/ln 2 rounded and |r| is at most ln(2)/2. Products and sums are rounded apart, so
// Go loop and assembly agree to the bit.
const (
	log2e    = 1.44269504088896341
	expMagic = 3<<22 + 127 // the last bits of expMagic+n are n+127, the exponent of 2^n
	ln2High  = 0.693359375 // nine bits: its product with n is exact
	ln2Low   = -2.12194440e-4
	// expLow is the lowest exponent: below it lies the smallest normal number.
	expLow = -87.33
)

// expSeries is (e^r-1-r)/r² for |r| up to ln(2)/2, the highest power first, by
// testdata/fit.py: e^r-1 has the relative error 1.4e-8.
var expSeries = [...]float32{0.00138823932, 0.008367181, 0.0416672213, 0.166665387, 0.49999998}

// expParts splits e^(x+rest): it is (part+1)*power, and part is e^r-1. x+rest lies between
// expLow and 88, and rest, what x lacks of an exact number, between -0.1 and 0.1.
func expParts(x, rest float32) (part, power float32) {
	t := float32(float32(x+rest)*log2e) + expMagic
	n := t - expMagic
	r := x - float32(n*ln2High)
	r = r - float32(n*ln2Low) + rest
	return float32(float32(polynomial(r, expSeries[:])*r)*r) + r, math.Float32frombits(math.Float32bits(t) << 23)
}

// expNegative is e^x for x up to 0, and 0 below expLow. Its relative error is below 1e-7.
func expNegative(x float32) float32 {
	if x < expLow {
		return 0
	}
	part, power := expParts(x, 0)
	return float32((part + 1) * power)
}

// expMinus1 is e^x-1 for x up to 0, with a relative error below 2e-7.
func expMinus1(x float32) float32 {
	if expLow > x {
		x = expLow
	}
	part, power := expParts(x, 0)
	return float32(part*power) + (power - 1)
}

// polynomial is a polynomial by Horner's rule, the highest power first.
func polynomial(x float32, c []float32) float32 {
	s := c[0]
	for _, v := range c[1:] {
		s = float32(s*x) + v
	}
	return s
}
