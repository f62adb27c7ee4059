package kernel

import (
	"fmt"
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// activations are all kinds, with some numbers.
var activations = []Activation{
	{Clip, 0, 6}, {Clip, -1, float32(math.Inf(1))}, {LeakyReLU, 0.01, 0}, {LeakyReLU, -2, 0}, {ELU, 1, 0}, {ELU, 0.5, 0},
	{Kind: Sigmoid}, {HardSigmoid, 0.2, 0.5}, {Kind: HardSwish}, {Kind: SiLU}, {Kind: Tanh}, {Kind: GELU}, {Kind: GELUTanh}, {Kind: Softplus},
}

// exact is an activation in float64.
func exact(a Activation, x float64) float64 {
	p, q := float64(a.A), float64(a.B)
	switch a.Kind {
	case Clip:
		return min(max(x, p), q)
	case LeakyReLU:
		if x < 0 {
			return p * x
		}
		return x
	case ELU:
		if x < 0 {
			return p * math.Expm1(x)
		}
		return x
	case Sigmoid:
		return 1 / (1 + math.Exp(-x))
	case HardSigmoid:
		return min(max(p*x+q, 0), 1)
	case HardSwish:
		return max(x, -3) * min(max(x/6+0.5, 0), 1)
	case SiLU:
		return max(x, -90) / (1 + math.Exp(-x))
	case Tanh:
		return math.Tanh(x)
	case GELU:
		return max(x, -40) / 2 * math.Erfc(-x/math.Sqrt2)
	case GELUTanh:
		return max(x, -40) / (1 + math.Exp(-math.Sqrt(8/math.Pi)*(x+0.044715*x*x*x)))
	default:
		return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
	}
}

// bound is the largest error that the comment of Activate allows at x, where y is right.
func bound(a Activation, x, y float64) float64 {
	const vanishing = 2e-36
	relative := map[ActivationKind]float64{
		ELU: 3e-7, Sigmoid: 3e-7, SiLU: 3e-7, Tanh: 3e-7, Softplus: 3e-7, GELU: 6e-7, GELUTanh: 1.5e-7 * (3 + min(x*x, 1e3)),
		LeakyReLU: 1e-7, HardSigmoid: 1e-7, HardSwish: 1e-7,
	}[a.Kind]
	if a.Kind == HardSigmoid || a.Kind == HardSwish {
		return 2e-7 * (1 + math.Abs(y))
	}
	return relative*math.Abs(y) + vanishing
}

// everywhere is numbers of all sizes and signs, and those between which kernels choose.
func everywhere(step uint32) []float32 {
	var v []float32
	for b := uint64(0); b <= math.MaxUint32; b += uint64(step) {
		v = append(v, math.Float32frombits(uint32(b)))
	}
	for i := range 4000 {
		v = append(v, float32(i-2000)/20, float32(i-2000)/300)
	}
	for _, x := range []float32{0, 1, 3, 6, 14, 87.33, 88.72, 128, math.MaxFloat32, float32(math.Inf(1)), float32(math.NaN()), math.SmallestNonzeroFloat32, 1.1754944e-38} {
		for _, y := range []float32{x, math.Nextafter32(x, 0), math.Nextafter32(x, 1000)} {
			v = append(v, y, -y)
		}
	}
	return append(v, make([]float32, -len(v)&(Lane-1))...)
}

func TestActivate(t *testing.T) {
	step := uint32(100_003)
	if testing.Short() {
		step = 1_000_003
	}
	src := everywhere(step)
	for _, a := range activations {
		want := make([]float32, len(src))
		activateGo(want, src, a)
		for i, y := range want {
			if x := float64(src[i]); math.IsNaN(x) != isNaN(y) {
				t.Fatalf("%+v of %v: got %v", a, x, y)
			} else if right := exact(a, x); !math.IsNaN(x) && y != float32(right) && !(math.Abs(float64(y)-right) <= bound(a, x, right)) {
				t.Fatalf("%+v of %v: got %v, want %v", a, x, y, right)
			}
		}
		levels(t, func(t *testing.T) {
			for _, n := range []int{0, 16, 32, 48, 160, len(src)} {
				in, dst := guardedCopy(t, src[len(src)-n:]), testutil.Guarded(t, n)
				Activate(dst, in, a)
				equal(t, fmt.Sprintf("%+v of %d", a, n), dst, want[len(src)-n:])
				Activate(in, in, a)
				equal(t, fmt.Sprintf("%+v of %d in place", a, n), in, want[len(src)-n:])
			}
		})
	}
}

// The ends that the comment of Activate promises.
func TestActivateAtTheEnds(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		kind         ActivationKind
		low, at, top float64 // at -Inf, 0 and +Inf
	}{
		{Sigmoid, 0, 0.5, 1}, {SiLU, 0, 0, inf}, {Tanh, -1, 0, 1}, {GELU, 0, 0, inf}, {GELUTanh, 0, 0, inf},
		{Softplus, 0, math.Ln2, inf}, {HardSwish, 0, 0, inf}, {ELU, -1, 0, inf},
	} {
		levels(t, func(t *testing.T) {
			v := make([]float32, 16)
			v[0], v[2] = float32(-inf), float32(inf)
			Activate(v, v, Activation{Kind: c.kind, A: 1})
			for i, want := range []float64{c.low, c.at, c.top} {
				if math.Abs(float64(v[i])-want) > 2e-36 && v[i] != float32(want) {
					t.Errorf("%d: end %d: got %v, want %v", c.kind, i, v[i], want)
				}
			}
		})
	}
}

// Any number: within the bound of its formula, and the same bits at every level.
func FuzzActivate(f *testing.F) {
	for i, x := range []float32{0, -0.5, 3, -87.33, -88, 14, float32(math.Inf(1)), float32(math.NaN())} {
		f.Add(math.Float32bits(x), uint8(i))
	}
	f.Fuzz(func(t *testing.T, bits uint32, kind uint8) {
		a, x := activations[int(kind)%len(activations)], math.Float32frombits(bits)
		right := exact(a, float64(x))
		best := detect()
		defer func() { level = best }()
		var first float32
		for level = PureGo; level <= best; level++ {
			v := make([]float32, 16)
			v[bits%16] = x
			Activate(v, v, a)
			got := v[bits%16]
			if level == PureGo {
				first = got
			}
			equal(t, fmt.Sprintf("%+v of %v by %v", a, x, level), []float32{got}, []float32{first})
			if isNaN(x) != isNaN(got) || !isNaN(x) && got != float32(right) && !(math.Abs(float64(got)-right) <= bound(a, float64(x), right)) {
				t.Fatalf("%+v of %v by %v: got %v, want %v", a, x, level, got, right)
			}
		}
	})
}

func TestWrongActivationsPanic(t *testing.T) {
	v := make([]float32, 32)
	mustPanic(t, map[string]func(){
		"none":   func() { Activate(v, v, Activation{}) },
		"beyond": func() { Activate(v, v, Activation{Kind: Softplus + 1}) },
		"odd":    func() { Activate(v[:8], v[:8], Activation{Kind: Tanh}) },
		"short":  func() { Activate(v, v[:16], Activation{Kind: Tanh}) },
	})
}

func BenchmarkActivate(b *testing.B) {
	const n = 784 * 16
	x, dst := random(1, n), make([]float32, n)
	for _, a := range activations {
		perValue(b, fmt.Sprint(a.Kind), n, func() { Activate(dst, x, a) })
	}
}
