package kernel

import (
	"fmt"
	"math"
)

// AdamStep holds the scalars of one Adam update (Kingma and Ba, 2015) in the
// form that Keras uses: both bias corrections are in Rate, and Epsilon is added
// to the uncorrected root.
type AdamStep struct {
	Rate                         float32 // lr * sqrt(1-beta2^t) / (1-beta1^t)
	OneMinusBeta1, OneMinusBeta2 float32
	Epsilon                      float32
}

// Adam updates weights w and moments m, v from the gradient g:
//
//	for i := range w {
//		m[i] += (g[i] - m[i]) * OneMinusBeta1
//		v[i] += (g[i]*g[i] - v[i]) * OneMinusBeta2
//		w[i] -= m[i] * Rate / (sqrt(v[i]) + Epsilon)
//	}
//
// The result is the same bits on every processor. It panics if the lengths
// differ or are no multiple of 16.
func Adam(w, m, v, g []float32, s AdamStep) {
	if len(m) != len(w) || len(v) != len(w) || len(g) != len(w) || len(w)%Lane != 0 {
		panic(fmt.Sprintf("kernel: Adam: lengths %d, %d, %d, %d", len(w), len(m), len(v), len(g)))
	}
	if len(w) > 0 {
		adam(w, m, v, g, s)
	}
}

// adamGo is the reference of Adam. The conversions keep compilers of other
// processors from fusing a product with a sum.
func adamGo(w, m, v, g []float32, s AdamStep) {
	for i, gi := range g {
		m[i] += float32((gi - m[i]) * s.OneMinusBeta1)
		v[i] += float32((float32(gi*gi) - v[i]) * s.OneMinusBeta2)
		root := float32(math.Sqrt(float64(v[i])))
		w[i] -= float32(m[i]*s.Rate) / (root + s.Epsilon)
	}
}
