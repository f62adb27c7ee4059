package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// picture is how a first convolution reads its input: channels side by side, rows of
// the picture with its border of zeros.
type picture struct {
	height, wide, channels int
	pad                    graph.Pads
}

// across is how many values a row has.
func (p *picture) across() int { return (p.pad.Left + p.wide + p.pad.Right) * p.channels }

func (p *picture) size() int { return (p.pad.Top + p.height + p.pad.Bottom) * p.across() }

// inside is the row y of the picture without its border.
func (p *picture) inside(dst []float32, y int) []float32 {
	return dst[(p.pad.Top+y)*p.across()+p.pad.Left*p.channels:][:p.wide*p.channels]
}

// planes writes values [C,H,W]. The border of dst is zero already.
func (p *picture) planes(dst, x []float32) {
	for c := range p.channels {
		for y := range p.height {
			row := p.inside(dst, y)
			for i, v := range x[(c*p.height+y)*p.wide:][:p.wide] {
				row[i*p.channels+c] = v
			}
		}
	}
}

// bytesStep writes the picture's values from bytes [H,W,C], or [H,W] for all channels, by
// a table a channel or one. A job is some rows.
type bytesStep struct {
	p      *picture
	x      []uint8
	tables [][256]float32
	rows   int
}

func (s *bytesStep) do(r *Runner, job, _ int) {
	p, step := s.p, len(s.x)/(s.p.height*s.p.wide)
	from := job * s.rows
	to := min(from+s.rows, p.height)
	row := p.wide * step
	kernel.FromBytes(p.from(r.picture, from), s.x[from*row:to*row], s.tables, to-from, p.wide, p.channels, p.across())
}

// from is the picture from a row on, without what is left of it.
func (p *picture) from(dst []float32, y int) []float32 {
	return dst[(p.pad.Top+y)*p.across()+p.pad.Left*p.channels:]
}
