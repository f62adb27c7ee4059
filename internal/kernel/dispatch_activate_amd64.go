//go:build !purego

package kernel

// activateForms are the assemblies of each kind of activation: AVX2, AVX-512.
var activateForms = [...][2]func(dst, src *float32, panels uint64, a, b float32){
	Clip:        {clipAVX2, clipAVX512},
	LeakyReLU:   {leakyReLUAVX2, leakyReLUAVX512},
	ELU:         {eluAVX2, eluAVX512},
	Sigmoid:     {sigmoidAVX2, sigmoidAVX512},
	HardSigmoid: {hardSigmoidAVX2, hardSigmoidAVX512},
	HardSwish:   {hardSwishAVX2, hardSwishAVX512},
	SiLU:        {siluAVX2, siluAVX512},
	Tanh:        {tanhAVX2, tanhAVX512},
	GELU:        {geluAVX2, geluAVX512},
	GELUTanh:    {geluTanhAVX2, geluTanhAVX512},
	Softplus:    {softplusAVX2, softplusAVX512},
}

func activate(dst, src []float32, a Activation) {
	if level == PureGo {
		activateGo(dst, src, a)
		return
	}
	activateForms[a.Kind][level-AVX2](&dst[0], &src[0], uint64(len(dst)/Lane), a.A, a.B)
}
