package kernel

import (
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// The first numbers of splitmix64 from the state 1234567, which Rosetta Code and
// many ports use as their test.
func TestMixIsSplitmix64(t *testing.T) {
	state := uint64(1234567)
	for _, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431} {
		state += 0x9E3779B97F4A7C15
		if got := mix(state); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

func ones(n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

func TestDropoutIsItsFormula(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, p := range []float32{0, 1e-3, 0.1, 0.5, 0.9, math.Nextafter32(1, 0)} {
			for _, first := range []uint64{0, 16, 1 << 40, math.MaxUint64 - 1023} {
				for rows := range uint64(20) {
					src, dst := random(1, int(rows)*16), testutil.Guarded(t, int(rows)*16)
					Dropout(dst, src, p, rows, first)
					want := make([]float32, len(src))
					for k, v := range src {
						n := first + uint64(k)
						h := mix(mix(rows) + n/16*0x9E3779B97F4A7C15)
						r := uint32(h) + uint32(n%16)*0x9E3779B9
						r = (r ^ r>>16) * 0x21F0AAAD
						r = ((r ^ r>>15) + uint32(h>>32)) * 0xD35A2D97
						r ^= r >> 15
						if float64(r) >= float64(p)*(1<<32) {
							want[k] = v * (1 / (1 - p))
						}
					}
					same(t, dst, want)
				}
			}
		}
	})
}

// Any cut of the values among workers gives the same, and so does working in place.
func TestDropoutOfPartsIsDropoutOfTheWhole(t *testing.T) {
	const n, p, seed, first = 960, 0.3, 11, 3200
	src := random(1, n)
	whole := make([]float32, n)
	Dropout(whole, src, p, seed, first)
	for _, part := range []int{16, 48, 112, 960} {
		got := append([]float32{}, src...)
		for at := n; at > 0; at -= part { // the last part first
			from := max(at-part, 0)
			Dropout(got[from:at], got[from:at], p, seed, first+uint64(from))
		}
		same(t, got, whole)
	}
}

func TestDropoutKeepsItsShareAndTheMean(t *testing.T) {
	const n = 1 << 18
	for _, p := range []float32{0.1, 0.5, 0.75} {
		for seed := range uint64(4) { // neighbouring seeds, as a step counter gives them
			dst := make([]float32, n)
			Dropout(dst, ones(n), p, seed, 0)
			var sum, dropped float64
			for _, v := range dst {
				sum += float64(v)
				if v == 0 {
					dropped++
				}
			}
			deviation := math.Sqrt(float64(p*(1-p)) / n)
			if got := dropped / n; math.Abs(got-float64(p)) > 5*deviation {
				t.Errorf("p %v seed %d: dropped %v", p, seed, got)
			}
			if got := sum / n; math.Abs(got-1) > 5*deviation/float64(1-p) {
				t.Errorf("p %v seed %d: mean %v", p, seed, got)
			}
		}
	}
}

// Masks of other seeds, and of neighbouring values and rows, agree as often as
// chance lets them.
func TestDropoutMasksAreIndependent(t *testing.T) {
	const n = 1 << 18
	mask := func(seed, first uint64) []float32 {
		m := make([]float32, n)
		Dropout(m, ones(n), 0.5, seed, first)
		return m
	}
	base := mask(1, 0)
	for name, other := range map[string][]float32{
		"the next seed": mask(2, 0), "the next row": mask(1, 16), "a far row": mask(1, 1<<32),
		"the next value": append(base[1:n:n], 0), "the value after": append(base[2:n:n], 0, 0),
	} {
		agree := 0.0
		for i := range base {
			if base[i] == other[i] {
				agree++
			}
		}
		if got := agree / n; math.Abs(got-0.5) > 5*0.5/math.Sqrt(n) {
			t.Errorf("%s: %v of the mask is the same", name, got)
		}
	}
}

func TestWrongDropoutPanics(t *testing.T) {
	v := make([]float32, 32)
	mustPanic(t, map[string]func(){
		"lengths":  func() { Dropout(v, v[:16], 0.5, 0, 0) },
		"odd":      func() { Dropout(v[:8], v[:8], 0.5, 0, 0) },
		"first":    func() { Dropout(v, v, 0.5, 0, 8) },
		"one":      func() { Dropout(v, v, 1, 0, 0) },
		"negative": func() { Dropout(v, v, -0.1, 0, 0) },
		"nan":      func() { Dropout(v, v, float32(math.NaN()), 0, 0) },
	})
}

func BenchmarkDropout(b *testing.B) {
	const n = 16 * 1024
	x, y := random(1, n), make([]float32, n)
	perValue(b, "half", n, func() { Dropout(y, x, 0.5, 1, 0) })
}
