package kernel

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/testutil"
)

// adamInputs are weights, moments and a gradient, some of them denormal or near it.
func adamInputs(t *testing.T, n int) (w, m, v, g []float32) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 8)) // uniform numbers: the same on every processor
	draw := func(scale float32) []float32 {
		s := testutil.Guarded(t, n)
		for i := range s {
			s[i] = (r.Float32() - 0.5) * scale
		}
		return s
	}
	w, m, v, g = draw(2), draw(0.1), draw(0.1), draw(0.1)
	for i := range v {
		v[i] *= v[i]
	}
	for i := range n / 3 { // decaying moments, tiny gradients and weights
		tiny := float32(math.Ldexp(1, -120-i%30))
		m[i], v[i], g[i] = m[i]*tiny, v[i]*tiny, g[i]*float32(math.Ldexp(1, -60-i%30))
		w[i] *= tiny
		m[i+n/3], g[i+n/3], v[i+2*(n/3)] = m[i+n/3]*tiny, 0, 0
	}
	return w, m, v, g
}

func TestAdamEqualsItsReferenceBitForBit(t *testing.T) {
	levels(t, func(t *testing.T) {
		for panels := range 12 {
			for _, decay := range []float32{0, 1e-5, 0.25, math.SmallestNonzeroFloat32} {
				s := AdamStep{Rate: 1e-3, OneMinusBeta1: 0.1, OneMinusBeta2: 0.001, Epsilon: 1e-7, Decay: decay}
				w, m, v, g := adamInputs(t, panels*16)
				Adam(w, m, v, g, s)
				ww, wm, wv, wg := adamInputs(t, panels*16)
				adamGo(ww, wm, wv, wg, s)
				same(t, w, ww)
				same(t, m, wm)
				same(t, v, wv)
			}
		}
	})
}

// Models of earlier versions can be trained again to the same weights: the
// checksum is of the kernel that knew no decay.
func TestAdamWithoutDecayIsAsEver(t *testing.T) {
	const before = "3423a14ba6903763ac1d21402549d3566174380a99bfbf526a53f0aea2e1cb10"
	levels(t, func(t *testing.T) {
		w, m, v, g := adamInputs(t, 480)
		w[0], w[1] = float32(math.Copysign(0, -1)), float32(math.Inf(1))
		m[0], g[0] = 0, 0
		for step := range 3 {
			Adam(w, m, v, g, AdamStep{Rate: 1e-3 / float32(step+1), OneMinusBeta1: 0.1, OneMinusBeta2: 0.001, Epsilon: 1e-7})
		}
		h := sha256.New()
		for _, s := range [][]float32{w, m, v} {
			binary.Write(h, binary.LittleEndian, s)
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != before {
			t.Errorf("checksum %s, want %s", got, before)
		}
	})
}

// Decoupled decay (AdamW): the weight shrinks by its share first, and the
// moments do not see it.
func TestAdamDecay(t *testing.T) {
	levels(t, func(t *testing.T) {
		const decay = 1e-2
		s := AdamStep{Rate: 1e-3, OneMinusBeta1: 0.1, OneMinusBeta2: 0.001, Epsilon: 1e-7}
		w, m, v, g := adamInputs(t, 96)
		pw, pm, pv, pg := adamInputs(t, 96)
		start, _, _, _ := adamInputs(t, 96)
		Adam(pw, pm, pv, pg, s)
		s.Decay = decay
		Adam(w, m, v, g, s)
		same(t, m, pm)
		same(t, v, pv)
		for i := range w {
			want := float64(pw[i]) - decay*float64(start[i])
			near(t, fmt.Sprint("weight ", i), float64(w[i]), want, 0)
		}
	})
}
