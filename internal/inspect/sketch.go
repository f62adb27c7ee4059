package inspect

import (
	"math"

	"mekiki/internal/model"
)

// A sketch is a picture in grey at sketchSide x sketchSide, its values with mean 0 and length 1: it shows
// where on the picture what lies, whatever the light. A flat picture has zeros.
const (
	sketchSide   = 16
	sketchValues = sketchSide * sketchSide
	// sketchMost is how many sketches of good pictures an inspector keeps; of more it keeps an even choice.
	sketchMost = 200
)

// sketch makes that of a prepared picture.
func sketch(pix []uint8, in model.Input) []float32 {
	row := in.Width * in.Channels
	values, mid := make([]float64, sketchValues), 0.0
	for i := range values {
		from, to := span(i/sketchSide, in.Height)
		left, right := span(i%sketchSide, in.Width)
		sum := 0
		for y := from; y < to; y++ {
			for _, v := range pix[y*row+left*in.Channels : y*row+right*in.Channels] {
				sum += int(v)
			}
		}
		values[i] = float64(sum) / float64((to-from)*(right-left)*in.Channels)
		mid += values[i] / sketchValues
	}
	square := 0.0
	for i := range values {
		values[i] -= mid
		square += float64(values[i] * values[i])
	}
	out := make([]float32, sketchValues)
	// Less than a level of contrast is noise.
	if square < sketchValues {
		return out
	}
	for i, v := range values {
		out[i] = float32(v / math.Sqrt(square))
	}
	return out
}

// span is the part of a side that sketch value i covers, one pixel at least.
func span(i, side int) (from, to int) {
	from = i * side / sketchSide
	return from, max(from+1, (i+1)*side/sketchSide)
}

// odd is 1 - r, 0 to 2, r being the correlation of a sketch with the one among some, row-major, that is most like
// it; the sketch number without is not looked at.
func odd(s, some []float32, without int) float64 {
	best := -1.0
	for k := range len(some) / sketchValues {
		if k == without {
			continue
		}
		r := 0.0
		for i, v := range some[k*sketchValues:][:sketchValues] {
			r += float64(v * s[i])
		}
		best = math.Max(best, r)
	}
	return 1 - best
}

// sketches are those of good pictures that are kept, an even choice.
func sketches(all [][]float32) (some []float32) {
	n := min(len(all), sketchMost)
	for k := range n {
		some = append(some, all[k*len(all)/n]...)
	}
	return some
}

// odds are those of good pictures, each among the others.
func odds(all [][]float32) []float64 {
	some, n := sketches(all), min(len(all), sketchMost)
	list, k := make([]float64, len(all)), 0
	for i, s := range all {
		without := -1
		if k < n && k*len(all)/n == i {
			without = k
			k++
		}
		list[i] = odd(s, some, without)
	}
	return list
}
