//go:build !purego

package kernel

func blendRows(dst, src []float32, t *Blend, from, to, srcCapacity, dstCapacity, panels int) {
	if level == PureGo {
		blendRowsGo(dst, src, t, from, to, srcCapacity, dstCapacity, panels)
		return
	}
	form := blendRowsAVX2
	if level == AVX512 {
		form = blendRowsAVX512
	}
	for p := range panels {
		d, s := &dst[(p*dstCapacity+from)*Lane], src[p*srcCapacity*Lane:]
		mustFind("BlendRows", srcCapacity*Lane, to, func(have uint64) uint64 {
			return form(d, &s[0], &t.In[from], &t.Weight[from], uint64(t.Taps), uint64(to-from), uint64(t.Rows*4), have)
		})
	}
}

func maxTaps(dst, src []float32, t *Blend, from, to, srcCapacity, dstCapacity, panels int) {
	if level == PureGo {
		maxTapsGo(dst, src, t, from, to, srcCapacity, dstCapacity, panels)
		return
	}
	form := maxTapsAVX2
	if level == AVX512 {
		form = maxTapsAVX512
	}
	for p := range panels {
		d, s := &dst[(p*dstCapacity+from)*Lane], src[p*srcCapacity*Lane:]
		mustFind("MaxTaps", srcCapacity*Lane, to, func(have uint64) uint64 {
			return form(d, &s[0], &t.In[from], uint64(t.Taps), uint64(to-from), uint64(t.Rows*4), have)
		})
	}
}
