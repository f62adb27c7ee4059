package drawn

import "math"

// A processor may add a product to something without rounding it first, and another may
// not; a conversion by float64 rounds always (The Go Programming Language Specification,
// "Floating-point operators"). TestProductsAreRounded finds products that are not
// converted. Roots and quotients are exact everywhere, sines of the library are not.

// sincos is sine and cosine of an angle in radians, -2π to 2π, to 1e-9, by their series.
func sincos(angle float64) (sin, cos float64) {
	square := float64(angle * angle)
	sin, cos = 1, 1
	for n := 38.0; n > 0; n -= 2 {
		sin = 1 - float64(square*sin)/float64(n*(n+1))
		cos = 1 - float64(square*cos)/float64(n*(n-1))
	}
	return float64(angle * sin), cos
}

// lerp goes from a to b as t goes from 0 to 1.
func lerp(a, b, t float64) float64 { return a + float64((b-a)*t) }

// clamp takes t to 0 to 1, by comparisons, which a processor foresees; min and max cost
// more.
func clamp(t float64) float64 {
	if t < 0 {
		return 0
	}
	if t > 1 {
		return 1
	}
	return t
}

// ease goes from 0 to 1 with t, without corners.
func ease(t float64) float64 { return float64(t * t * (3 - float64(2*t))) }

// smooth goes from 0 at a to 1 at b without corners. b may lie below a.
func smooth(a, b, x float64) float64 {
	return ease(clamp((x - a) / (b - a)))
}

// dot is the inner product of two vectors of the plane.
func dot(ax, ay, bx, by float64) float64 { return float64(ax*bx) + float64(ay*by) }

// length is the length of a vector of the plane.
func length(x, y float64) float64 { return math.Sqrt(dot(x, y, x, y)) }

// circle is a disc of the plane.
type circle struct{ x, y, radius float64 }

func (c circle) has(x, y float64) bool { return length(x-c.x, y-c.y) <= c.radius }
