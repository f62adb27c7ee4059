package inspect

import (
	"math"
	"slices"

	"mekiki/internal/model"
)

// measure takes the figures of a prepared picture; typical is Mix.strange of it.
func measure(pix []uint8, in model.Input, typical float64) Figures {
	var t tally
	for line := range slices.Chunk(pix, in.Width*in.Channels) {
		if in.Channels == 3 {
			t.coloured(line)
		} else {
			t.grey(line)
		}
	}
	n := float64(len(pix))
	light := float64(t.value) / n
	f := Figures{Light: light, Contrast: math.Sqrt(math.Max(0, float64(t.square)/n-float64(light*light)))}
	f.Detail = float64(t.step) / n / math.Max(f.Contrast, 1)
	f.Colour = float64(t.colour) / n * 3
	f.Typical = typical
	return f
}

// tally are sums over the values of a picture: of themselves, of their squares, of how far they are from the
// value of the same channel on their left, and, over pixels, of how far the channels are apart.
type tally struct{ value, square, step, colour int64 }

// grey adds a line of one channel.
func (t *tally) grey(line []uint8) {
	left := int32(line[0])
	for _, b := range line {
		v := int32(b)
		t.value += int64(v)
		t.square += int64(v * v)
		t.step += int64(apart(v, left))
		left = v
	}
}

// coloured adds a line of three channels. Sums of a line are whole numbers of 32 bits, up to 2.8 million pixels.
func (t *tally) coloured(line []uint8) {
	var value, step, colour int32
	left := [3]int32{int32(line[0]), int32(line[1]), int32(line[2])}
	for ; len(line) >= 3; line = line[3:] {
		r, g, b := int32(line[0]), int32(line[1]), int32(line[2])
		value += r + g + b
		t.square += int64(r*r + g*g + b*b)
		step += apart(r, left[0]) + apart(g, left[1]) + apart(b, left[2])
		colour += apart(r, g) + apart(g, b) + apart(b, r) // twice the largest less the least
		left = [3]int32{r, g, b}
	}
	t.value += int64(value)
	t.step += int64(step)
	t.colour += int64(colour / 2)
}

// apart is |a - b| without a branch: the values of a picture do not tell which way it goes.
func apart(a, b int32) int32 {
	d := a - b
	sign := d >> 31
	return (d ^ sign) - sign
}
