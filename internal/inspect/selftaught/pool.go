package selftaught

import (
	"math"

	"mekiki/internal/nn"
)

// Pool are prepared pictures of one shape that a network is made of: Height x Width pixels, at least Side a side, RGB row by
// row. It holds one picture at least.
type Pool struct {
	Height, Width int
	Pix           [][]uint8
}

// preprocess brings the values of all pictures together to mean 0 and deviation 1, channel by channel.
func (p *Pool) preprocess() nn.Preprocess {
	var sum, square [channels]uint64
	n := 0.0
	for _, pix := range p.Pix {
		for i, v := range pix {
			sum[i%channels] += uint64(v)
			square[i%channels] += uint64(v) * uint64(v)
		}
		n += float64(len(pix)) / channels
	}
	out := nn.Preprocess{Range: 255}
	for c := range channels {
		mean := float64(sum[c]) / n
		out.Mean = append(out.Mean, mean)
		out.Std = append(out.Std, math.Sqrt(max(float64(square[c])/n-float64(mean*mean), 1))) // of flat pictures, a level
	}
	return out
}

// crop writes the patch of picture i around a place to dst, Side x Side, turned by degrees and zoomed by a factor, linear
// between pixels. Beyond the border stands what is at the border.
func (p *Pool) crop(dst []uint8, i int, at spot, degrees, zoom float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	sin, cos = sin*zoom, cos*zoom
	pix, half := p.Pix[i], float64(Side-1)/2
	for r := range Side {
		for c := range Side {
			v, u := float64(r)-half, float64(c)-half
			y := min(max(at.y+float64(v*cos)-float64(u*sin), 0), float64(p.Height-1))
			x := min(max(at.x+float64(v*sin)+float64(u*cos), 0), float64(p.Width-1))
			top, left := min(int(y), p.Height-2), min(int(x), p.Width-2)
			fy, fx := y-float64(top), x-float64(left)
			above := pix[(top*p.Width+left)*channels:]
			below := above[p.Width*channels:]
			for k := range channels {
				a := float64(float64(above[k])*(1-fx)) + float64(float64(above[channels+k])*fx)
				b := float64(float64(below[k])*(1-fx)) + float64(float64(below[channels+k])*fx)
				dst[(r*Side+c)*channels+k] = uint8(float64(a*(1-fy)) + float64(b*fy) + 0.5)
			}
		}
	}
}

// spot is a place of a picture in pixels.
type spot struct{ y, x float64 }
