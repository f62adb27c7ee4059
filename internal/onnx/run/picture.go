package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// picture is how a first convolution reads its input: channels side by side, rows of
// the picture with its border of zeros. It never lies in memory as a whole: each job makes the
// rows that it reads.
type picture struct {
	height, wide, channels int
	pad                    graph.Pads
}

// across is how many values a row has.
func (p *picture) across() int { return (p.pad.Left + p.wide + p.pad.Right) * p.channels }

// given is what a run was given: values [C,H,W], or bytes [H,W,C], or [H,W] for all
// channels, with a table a channel or one.
type given struct {
	planes []float32
	bytes  []uint8
	tables [][256]float32
}

// strip is some rows of the picture, those of its border counted.
type strip struct{ first, count int }

// fill writes a strip, row by row.
func (p *picture) fill(dst []float32, x *given, s strip) {
	across := p.across()
	dst = dst[:s.count*across]
	from, to := max(s.first-p.pad.Top, 0), min(s.first+s.count-p.pad.Top, p.height) // of the picture without its border
	if from >= to {
		clear(dst)
		return
	}
	// Values begin and end so far into the strip.
	begin := (from+p.pad.Top-s.first)*across + p.pad.Left*p.channels
	end := begin + (to-from-1)*across + p.wide*p.channels
	clear(dst[:begin])
	clear(dst[end:])
	if x.bytes != nil {
		row := len(x.bytes) / p.height
		kernel.FromBytes(dst[begin:], x.bytes[from*row:to*row], x.tables, to-from, p.wide, p.channels, across)
		return
	}
	clear(dst[begin:end])
	for c := range p.channels {
		for y := from; y < to; y++ {
			row := dst[begin+(y-from)*across:]
			for i, v := range x.planes[(c*p.height+y)*p.wide:][:p.wide] {
				row[i*p.channels+c] = v
			}
		}
	}
}

// part is what a job of a first convolution reads: a strip, and windows that count from its begin.
type part struct {
	strip  strip
	window kernel.Window
}

// stripOf is the rows of the picture that output rows from to to-1 read.
func (s *convStep) stripOf(from, to int) strip {
	across := s.picture.across()
	first := int(s.window.In[from]) / across
	return strip{first, int(s.window.In[to-1])/across + s.k/s.window.Run - first}
}

// within makes places of the picture, those that windows begin at, places of a strip.
func (s *convStep) within(of strip, places []int32) {
	for i := range places {
		places[i] -= int32(of.first * s.picture.across())
	}
}

// cutParts cuts a first convolution into those of its blocks.
func (s *convStep) cutParts() {
	for block := range s.blocks {
		from := block * s.rows
		to := min(from+s.rows, s.out.m.rows)
		padded := (to - from + kernel.ConvTile - 1) / kernel.ConvTile * kernel.ConvTile
		p := part{s.stripOf(from, to), kernel.Window{Taps: 1, Run: s.window.Run, In: make([]int32, padded), Out: s.window.Out[from:][:padded]}}
		copy(p.window.In, s.window.In[from:to])
		s.within(p.strip, p.window.In[:to-from])
		s.parts = append(s.parts, p)
	}
}

// rowsOf is how many output rows a job should make, of which these are the places in the picture: as many
// as read a strip that stays in the second-level cache, for each strip repeats rows of the last one.
func (p *picture) rowsOf(places []int32) int {
	most := cacheValues / p.across() // rows of the picture
	for n, at := range places {
		if int(at)/p.across() >= most {
			return n
		}
	}
	return len(places)
}

// tallest is how many values the largest strip has.
func (s *convStep) tallest() int {
	most := 0
	for _, p := range s.parts {
		most = max(most, p.strip.count)
	}
	return most * s.picture.across()
}
