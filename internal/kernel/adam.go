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
	// Decay is the share of a weight that is taken off before the step, the
	// decoupled weight decay of Loshchilov and Hutter (AdamW, 2019): the learning
	// rate times the decay. 0 is none.
	Decay float32
}

// Adam updates weights w and moments m, v from the gradient g:
//
//	for i := range w {
//		w[i] -= Decay * w[i] // not done at all for a Decay of 0
//		m[i] += (g[i] - m[i]) * OneMinusBeta1
//		v[i] += (g[i]*g[i] - v[i]) * OneMinusBeta2
//		w[i] -= m[i] * Rate / (sqrt(v[i]) + Epsilon)
//	}
//
// A denormal number, as input or result of any operation, counts as zero:
// moments that decay would end there and slow every later step down. The result
// is the same bits with and without assembly, but for results within a rounding
// of the smallest normal number. It panics if the lengths differ or are no multiple of 16.
func Adam(w, m, v, g []float32, s AdamStep) {
	if len(m) != len(w) || len(v) != len(w) || len(g) != len(w) || len(w)%Lane != 0 {
		panic(fmt.Sprintf("kernel: Adam: lengths %d, %d, %d, %d", len(w), len(m), len(v), len(g)))
	}
	if len(w) > 0 {
		adam(w, m, v, g, s)
	}
}

// adamGo is the reference of Adam. Taking each result by itself also keeps
// compilers of other processors from fusing a product with a sum.
func adamGo(w, m, v, g []float32, s AdamStep) {
	for i := range w {
		gi, mi, vi := flush(g[i]), flush(m[i]), flush(v[i])
		mi = flush(mi + flush(flush(gi-mi)*s.OneMinusBeta1))
		vi = flush(vi + flush(flush(flush(gi*gi)-vi)*s.OneMinusBeta2))
		root := float32(math.Sqrt(float64(vi)))
		m[i], v[i] = mi, vi
		wi := flush(w[i])
		if s.Decay != 0 {
			wi = flush(wi - flush(flush(s.Decay)*wi))
		}
		w[i] = flush(wi - flush(flush(mi*s.Rate)/flush(root+s.Epsilon)))
	}
}

// flush takes a denormal number as zero, of the same sign.
func flush(x float32) float32 {
	const sign, exponent = 1 << 31, 0xFF << 23
	if b := math.Float32bits(x); b&exponent == 0 {
		return math.Float32frombits(b & sign)
	}
	return x
}
