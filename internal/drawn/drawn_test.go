package drawn

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// each runs f for every kind of part and defect.
func each(t *testing.T, f func(t *testing.T, kind, defect string)) {
	for _, k := range Kinds() {
		for _, d := range Defects(k) {
			t.Run(k+"/"+d, func(t *testing.T) { f(t, k, d) })
		}
	}
}

// TestMaskIsWhereThePictureDiffers: nothing changes outside of the mask, and a gross defect
// changes nearly all of it.
func TestMaskIsWhereThePictureDiffers(t *testing.T) {
	each(t, func(t *testing.T, kind, defect string) {
		for seed := range uint64(3) {
			for _, size := range [][2]int{{64, 64}, {150, 97}} {
				p := Part{kind, seed, size[0], size[1]}
				good := Draw(p)
				bad, mask := DrawBad(p, defect, 0)
				in, changed := 0, 0
				for i, m := range mask.Pix {
					same := bytes.Equal(good.Pix[4*i:4*i+4], bad.Pix[4*i:4*i+4])
					switch {
					case m != 0 && m != 255:
						t.Fatalf("mask has the value %d", m)
					case m == 0 && !same:
						t.Fatalf("seed %d: pixel %d differs outside of the mask", seed, i)
					case m == 255:
						in++
						if !same {
							changed++
						}
					}
				}
				if share := float64(in) / float64(len(mask.Pix)); in < 3 || share > 0.35 {
					t.Errorf("seed %d, %v: %d pixels in the mask", seed, size, in)
				}
				if float64(changed) < 0.97*float64(in) {
					t.Errorf("seed %d, %v: of %d pixels in the mask %d changed", seed, size, in, changed)
				}
			}
		}
	})
}

// meanChange is how far a defect changes the pixels of its mask, in levels.
func meanChange(good *image.RGBA, p Part, defect string, faintness float64) float64 {
	bad, mask := DrawBad(p, defect, faintness)
	sum, n := 0.0, 0
	for i, m := range mask.Pix {
		if m == 255 {
			for c := range 3 {
				sum += math.Abs(float64(good.Pix[4*i+c]) - float64(bad.Pix[4*i+c]))
				n++
			}
		}
	}
	return sum / float64(max(n, 1))
}

// TestFaintness: a fainter defect changes less, down to some levels at the limit.
func TestFaintness(t *testing.T) {
	each(t, func(t *testing.T, kind, defect string) {
		sums := [3]float64{}
		const parts = 5
		for seed := range uint64(parts) {
			p := Part{kind, seed, 80, 80}
			good := Draw(p)
			for i := range sums {
				sums[i] += meanChange(good, p, defect, float64(i)/2) / parts
			}
		}
		t.Logf("%.1f levels", sums)
		if !(sums[0] > sums[1] && sums[1] > sums[2]) || sums[0] < 12 || sums[2] < 0.3 || sums[2] > 6 {
			t.Errorf("gross, faint and faintest change %.1f levels", sums)
		}
	})
}

// bits are the start of a hash of all pictures of a kind of part, made on an amd64
// without fused products, and the same with them (GOAMD64=v3).
var bits = map[string]string{Ring: "c77bcf339c6fb108", Label: "c705fbc6b0752d99", Weave: "c01fe3c0e740b8c6"}

// TestSameBits: a picture is the same on every machine and with every release.
func TestSameBits(t *testing.T) {
	for _, kind := range Kinds() {
		h := sha256.New()
		for seed := range uint64(3) {
			h.Write(Draw(Part{kind, seed, 131, 90}).Pix)
			for _, d := range Defects(kind) {
				bad, mask := DrawBad(Part{kind, seed, 70, 64}, d, 0.37)
				h.Write(bad.Pix)
				h.Write(mask.Pix)
			}
		}
		if got := hex.EncodeToString(h.Sum(nil))[:16]; got != bits[kind] {
			t.Errorf("%s: bits %s, were %s", kind, got, bits[kind])
		}
	}
}

// TestPartsDiffer in their light and place, and each is opaque and neither black nor white.
func TestPartsDiffer(t *testing.T) {
	for _, kind := range Kinds() {
		lowest, highest := 255.0, 0.0
		for seed := range uint64(12) {
			p := Draw(Part{kind, seed, 64, 80})
			if p.Rect != image.Rect(0, 0, 64, 80) || !p.Opaque() {
				t.Fatalf("%s: %v, opaque %v", kind, p.Rect, p.Opaque())
			}
			sum := 0
			for i := 0; i < len(p.Pix); i += 4 {
				sum += int(p.Pix[i+1])
			}
			mean := float64(sum) / float64(len(p.Pix)/4)
			lowest, highest = min(lowest, mean), max(highest, mean)
		}
		if lowest < 40 || highest > 225 || highest < 1.05*lowest {
			t.Errorf("%s: mean levels from %.0f to %.0f", kind, lowest, highest)
		}
	}
}

// TestSmallAndLarge: a picture of twice the size shows the same part.
func TestSmallAndLarge(t *testing.T) {
	for _, kind := range Kinds() {
		small, large := Draw(Part{kind, 5, 256, 256}), Draw(Part{kind, 5, 512, 512})
		sum := 0.0
		const cell = 32 // means of areas: fine grooves may differ
		for cy := range 256 / cell {
			for cx := range 256 / cell {
				s, l := 0.0, 0.0
				for y := range cell {
					for x := range cell {
						s += float64(small.Pix[small.PixOffset(cx*cell+x, cy*cell+y)])
						l += float64(large.Pix[large.PixOffset(2*(cx*cell+x)+y&1, 2*(cy*cell+y)+x&1)])
					}
				}
				sum += math.Abs(s-l) / (cell * cell) / 64
			}
		}
		if sum > 2.5 {
			t.Errorf("%s: areas differ by %.2f levels in the mean", kind, sum)
		}
	}
}

func TestDrawRefuses(t *testing.T) {
	for name, f := range map[string]func(){
		"kind":      func() { Draw(Part{"screw", 1, 64, 64}) },
		"defects":   func() { Defects("screw") },
		"small":     func() { Draw(Part{Ring, 1, 63, 64}) },
		"large":     func() { Draw(Part{Ring, 1, 64, 4097}) },
		"defect":    func() { DrawBad(Part{Ring, 1, 64, 64}, "rust", 0) },
		"faintness": func() { DrawBad(Part{Ring, 1, 64, 64}, "dent", math.NaN()) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

func TestSincos(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		a := (2*rng.Float64() - 1) * 2 * math.Pi
		s, c := sincos(a)
		if math.Abs(s-math.Sin(a)) > 1e-9 || math.Abs(c-math.Cos(a)) > 1e-9 {
			t.Fatalf("sincos(%g) = %g, %g", a, s, c)
		}
	}
}

func TestGrain(t *testing.T) {
	var sum, square [3]float64
	const n = 400
	for i := range n {
		for j := range n {
			r, g, b := field(7).grain(i, j)
			for c, v := range [3]float64{r, g, b} {
				sum[c] += v
				square[c] += v * v
			}
		}
	}
	for c := range 3 {
		if m, d := sum[c]/(n*n), math.Sqrt(square[c]/(n*n)); math.Abs(m) > 0.01 || math.Abs(d-1) > 0.01 {
			t.Errorf("mean %g, deviation %g", m, d)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, k := range Kinds() {
		b.Run(k, func(b *testing.B) {
			for i := range b.N {
				Draw(Part{k, uint64(i), 256, 256})
			}
		})
	}
}
