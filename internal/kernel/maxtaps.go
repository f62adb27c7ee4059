package kernel

import "math"

// MaxTaps writes the rows from..to-1 of panels [panels][dstCapacity][16] as the largest of the
// rows that the taps of t read, for maxima over windows with a border:
//
//	for p := range panels {
//		for i := from; i < to; i++ {
//			for j := range 16 {
//				m := -Inf
//				for b := range t.Taps {
//					if in := t.In[b*t.Rows+i]; in != -1 {
//						m = max(m, src[(p*srcCapacity+in)*16+j]) // NaN if one is NaN
//					}
//				}
//				dst[(p*dstCapacity+i)*16+j] = m
//			}
//		}
//	}
//
// Weights are not looked at. dst must not overlap src. It panics as BlendRows does.
func MaxTaps(dst, src []float32, t *Blend, from, to, srcCapacity, dstCapacity, panels int) {
	t.check("MaxTaps", len(dst), len(src), from, to, srcCapacity, dstCapacity, panels)
	if from < to {
		maxTaps(dst, src, t, from, to, srcCapacity, dstCapacity, panels)
	}
}

// maxTapsGo is the reference of MaxTaps.
func maxTapsGo(dst, src []float32, t *Blend, from, to, srcCapacity, dstCapacity, panels int) {
	for p := range panels {
		x := src[p*srcCapacity*Lane:][:srcCapacity*Lane]
		for i := from; i < to; i++ {
			m := rowOf(dst[p*dstCapacity*Lane:], int32(i))
			for j := range m {
				m[j] = float32(math.Inf(-1))
			}
			for b := range t.Taps {
				if in := t.In[b*t.Rows+i]; in != -1 {
					for j, v := range rowOf(x, in) {
						m[j] = larger(m[j], v)
					}
				}
			}
		}
	}
}

// larger is v if it is above m or NaN, else m.
func larger(m, v float32) float32 {
	if v > m || math.IsNaN(float64(v)) {
		return v
	}
	return m
}
