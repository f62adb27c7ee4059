package dataset

import (
	"math"
	"math/rand/v2"
	"testing"
)

// erased finds the rectangle that erase filled, in a picture of -1.
func erased(a Augmentation, s shape, i int) (y, x, h, w int, values []float32) {
	values = make([]float32, s.h*s.w*s.c)
	for k := range values {
		values[k] = -1
	}
	var r rand.PCG
	begin(&r, 1, 0, i, 0)
	a.erase(values, s, &r)
	y, x = s.h, s.w
	bottom, right := -1, -1
	for k, v := range values {
		if v != -1 {
			py, px := k/s.c/s.w, k/s.c%s.w
			y, x, bottom, right = min(y, py), min(x, px), max(bottom, py), max(right, px)
		}
	}
	return y, x, bottom - y + 1, right - x + 1, values
}

// TestErase holds the promises about place, size and filling.
func TestErase(t *testing.T) {
	const n = 4000
	a := Augmentation{Erase: 0.4}
	s := shape{28, 28, 3}
	count, tall := 0.0, 0.0
	hit := make([]bool, s.h*s.w)
	var noise [256]float64
	least, most := math.Inf(1), 0.0
	for i := range n {
		y, x, h, w, values := erased(a, s, i)
		if h <= 0 {
			continue
		}
		count++
		for k, v := range values {
			py, px := k/s.c/s.w, k/s.c%s.w
			inside := py >= y && py < y+h && px >= x && px < x+w
			if inside != (v != -1) {
				t.Fatalf("picture %d: not a whole rectangle at %d,%d of %dx%d", i, y, x, h, w)
			}
			if inside {
				hit[py*s.w+px] = true
				byteOf := math.Round(float64(v) * 255)
				if v != float32(byteOf)/255 {
					t.Fatalf("noise of %v is no byte", v)
				}
				noise[int(byteOf)]++
			}
		}
		area, aspect := float64(h*w)/(28*28), float64(h)/float64(w)
		// A side is rounded by half a pixel.
		if area < 0.01 || area > 0.45 || aspect < 0.2 || aspect > 5 {
			t.Errorf("picture %d: %dx%d", i, h, w)
		}
		least, most = min(least, area), max(most, area)
		if h > w {
			tall++
		} else if h == w {
			tall += 0.5
		}
	}
	if math.Abs(count-0.4*n) > 6*math.Sqrt(n*0.24) {
		t.Errorf("%v of %d pictures are erased", count, n)
	}
	if math.Abs(tall-count/2) > 3*math.Sqrt(count) {
		t.Errorf("%v of %v rectangles are tall", tall, count)
	}
	if least > 0.03 || most < 0.37 {
		t.Errorf("areas from %v to %v", least, most)
	}
	for k, ok := range hit {
		if !ok {
			t.Errorf("place %d is never erased", k)
		}
	}
	sum := 0.0
	for _, v := range noise {
		sum += v
	}
	for v, got := range noise {
		if want := sum / 256; math.Abs(got-want) > 6*math.Sqrt(want) {
			t.Errorf("noise has %v values %d, expected about %v", got, v, want)
		}
	}
}

// TestEraseLeavesHalf: on small pictures rounding may not take more than half,
// and a single pixel stays.
func TestEraseLeavesHalf(t *testing.T) {
	for _, s := range []shape{{1, 1, 1}, {1, 2, 1}, {2, 2, 1}, {1, 9, 2}, {9, 1, 1}, {3, 3, 3}, {5, 4, 1}} {
		times := 0
		for i := range 300 {
			_, _, h, w, _ := erased(Augmentation{Erase: 1}, s, i)
			if h > 0 {
				times++
				if 2*h*w > s.h*s.w {
					t.Fatalf("%dx%d of %dx%d", h, w, s.h, s.w)
				}
			}
		}
		if (times > 0) != (s.h*s.w > 1) {
			t.Errorf("%dx%d: %d of 300 are erased", s.h, s.w, times)
		}
	}
	if _, _, h, _, _ := erased(Augmentation{}, shape{9, 9, 1}, 3); h > 0 {
		t.Error("erased without being asked")
	}
}

// TestApplyErasesLast: on a black picture, noise is all there is to see, and
// no change of light touches it.
func TestApplyErasesLast(t *testing.T) {
	im := &Images{N: 1, H: 20, W: 10, C: 1, Pix: make([]uint8, 200)}
	seen := 0
	for _, v := range shown(Augmentation{Erase: 1, Brightness: 0.9}, im, 0, 1, 0, 0) {
		if v != float32(math.Round(float64(v)*255))/255 {
			t.Fatalf("noise of %v is no byte", v)
		}
		if v != 0 {
			seen++
		}
	}
	if seen < 2 || seen > 90 {
		t.Errorf("%d of 200 values are erased", seen)
	}
}
