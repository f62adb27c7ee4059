package risk

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

// naivePixels walks over every threshold that occurs, over every region and pixel.
func naivePixels(maps [][]float32, masks [][]uint8, width int) PixelFigures {
	var thresholds []float32
	var goods, bads float64
	var regions [][]float32
	for i, m := range maps {
		thresholds = append(thresholds, m...)
		group := naiveRegions(masks[i], width)
		for r := 1; r <= slices.Max(group); r++ {
			var region []float32
			for j, g := range group {
				if g == r {
					region = append(region, m[j])
				}
			}
			if region != nil {
				regions = append(regions, region)
			}
		}
		for _, v := range masks[i] {
			if v != 0 {
				bads++
			} else {
				goods++
			}
		}
	}
	slices.Sort(thresholds)
	thresholds = slices.Compact(thresholds)
	slices.Reverse(thresholds)
	f := PixelFigures{Pictures: len(maps), Regions: len(regions)}
	var x, y, tp float64
	for _, at := range thresholds {
		var wrong, hit, pro float64
		for i, m := range maps {
			for j, v := range m {
				switch {
				case v < at:
				case masks[i][j] != 0:
					hit++
				default:
					wrong++
				}
			}
		}
		for _, r := range regions {
			found := 0.0
			for _, v := range r {
				if v >= at {
					found++
				}
			}
			pro += found / float64(len(r)) / float64(len(regions))
		}
		f.AUROC += (wrong/goods - x) * (hit/bads + tp) / 2
		if end := wrong / goods; end <= 0.3 {
			f.AUPRO += (end - x) * (y + pro) / 2 / 0.3
		} else if x < 0.3 {
			atLimit := y + (pro-y)*(0.3-x)/(end-x)
			f.AUPRO += (0.3 - x) * (y + atLimit) / 2 / 0.3
		}
		x, y, tp = wrong/goods, pro, hit/bads
		f.IoU = max(f.IoU, hit/(wrong+bads))
	}
	return f
}

// naiveRegions gives touching places of a mask the same number, by letting the larger number
// of two neighbours become the smaller one until nothing changes.
func naiveRegions(mask []uint8, width int) []int {
	number := make([]int, len(mask))
	for i, m := range mask {
		if m != 0 {
			number[i] = i + 1
		}
	}
	for changed := true; changed; {
		changed = false
		for i := range mask {
			for j := range mask {
				near := max(i%width-j%width, j%width-i%width) <= 1 && max(i/width-j/width, j/width-i/width) <= 1
				if near && number[j] > 0 && number[i] > number[j] {
					number[i], changed = number[j], true
				}
			}
		}
	}
	return number
}

func TestPixelsAsNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 10 {
		width := 1 + rng.IntN(7)
		var maps [][]float32
		var masks [][]uint8
		p := NewPixels()
		for range 3 {
			m, mask := make([]float32, 8*width), make([]uint8, 8*width)
			for i := range m {
				// Some steps below 0, 0 of either sign, some above it, far from each other in size.
				m[i] = float32(math.Ldexp(float64(rng.IntN(7)-3), rng.IntN(9)))
				if m[i] == 0 && rng.IntN(2) == 0 {
					m[i] = float32(math.Copysign(0, -1))
				}
				if rng.IntN(4) == 0 {
					mask[i] = 1
				}
			}
			mask[0], mask[1] = 1, 0
			maps, masks = append(maps, m), append(masks, mask)
			p.Add(m, mask, width)
		}
		got, want := p.Figures(), naivePixels(maps, masks, width)
		if got.Regions != want.Regions {
			t.Errorf("%d regions, want %d", got.Regions, want.Regions)
		}
		testutil.Near(t, "AUROC", got.AUROC, want.AUROC, 1e-12)
		testutil.Near(t, "AUPRO", got.AUPRO, want.AUPRO, 1e-9)
		testutil.Near(t, "IoU", got.IoU, want.IoU, 1e-12)
	}
}

func TestPixelsResolution(t *testing.T) {
	// What lies further apart than the resolution is told apart at any size and sign.
	for _, size := range []float64{1e-30, 0.3, 1, 777, 1e30, -1e-30, -1, -777} {
		lo, hi := float32(size), float32(size*(1+1.001*PixelResolution))
		if size < 0 {
			lo, hi = hi, lo
		}
		p := NewPixels()
		p.Add([]float32{lo, hi}, []uint8{0, 1}, 2)
		f := p.Figures()
		if f.AUROC != 1 || f.AUPRO != 1 || f.IoU != 1 {
			t.Errorf("%v and %v: %+v", lo, hi, f)
		}
		if at := float32(f.IoUThreshold); at <= lo || at > hi {
			t.Errorf("%v and %v: parted at %v", lo, hi, at)
		}
	}
	p := NewPixels()
	p.Add([]float32{1, 1.0001}, []uint8{0, 1}, 2)
	if f := p.Figures(); f.AUROC != 0.5 || f.Resolution != 1./2048 {
		t.Errorf("nearer than the resolution: %+v", f)
	}
}

func TestPixelsWithoutDefects(t *testing.T) {
	p := NewPixels()
	p.Add([]float32{1, 2}, nil, 2)
	if f := p.Figures(); f != nil {
		t.Errorf("good pictures alone: %+v", f)
	}
	p.Add([]float32{1, 2}, []uint8{0, 0}, 2)
	if f := p.Figures(); f != nil {
		t.Errorf("an empty mask: %+v", f)
	}
	for name, f := range map[string]func(){
		"NaN":       func() { p.Add([]float32{float32(math.NaN())}, nil, 1) },
		"infinity":  func() { p.Add([]float32{float32(math.Inf(1))}, nil, 1) },
		"mask":      func() { p.Add([]float32{1, 2}, []uint8{1}, 1) },
		"row":       func() { p.Add([]float32{1, 2, 3}, nil, 2) },
		"no column": func() { p.Add([]float32{1}, nil, 0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
