package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// depthwiseStep is a depthwise convolution, mostly with the convolution before it: a
// job makes some panels of a band of rows of the map in a worker's scratch, with a border of
// zeros around them, and reads them again while they are in the cache. So the map
// between both, the widest of an inverted residual block (Sandler et al., 2018), never
// goes through memory.
type depthwiseStep struct {
	op      graph.Conv
	taps    []int32
	weights []float32 // [panels][taps][16]
	bias    []float32
	clamp   kernel.Finish
	rest    graph.Act

	before *convStep // nil: the map is there and is copied
	in     view
	out    view
	high   int // rows of the map
	wide   int
	panels int // of a job
	pieces int
	bands  []band
	across int // rows of a panel that a row of the band takes
	tall   int // rows of the band at most
}

// band is the part of the result that a job makes, and what it reads.
type band struct {
	from, to    int           // rows of the result
	first, last int           // rows of the map, last excluded
	top         int           // rows of border above them
	window      kernel.Window // of the convolution before
	strip       strip         // that it reads, if it reads the picture
}

// bandValues is how many values of the map a job holds: half of a usual second-level
// cache.
const bandValues = 96 << 10

// depthwise adds a depthwise convolution.
func (c *compiler) depthwise(n *graph.Node, op graph.Conv) view {
	x := n.In[0]
	s := &depthwiseStep{op: op, high: x.Shape[2], wide: x.Shape[3], out: fresh(n.Out[0].Shape, 1)}
	touched := []*matrix{s.out.m}
	if by := c.with.before[n]; by != nil {
		s.before = c.windowed(by)
		s.before.finish(by.Op.(graph.Conv).Act)
		if s.before.picture == nil {
			touched = append(touched, s.before.in.m)
		}
	} else {
		s.in = c.withChannels(n, x, 1)
		touched = append(touched, s.in.m)
	}
	s.across = op.Pad.Left + s.wide + op.Pad.Right
	all := kernel.Pad(x.Shape[1]) / kernel.Lane
	s.pack(n, all)
	s.cut(c.net.workers, all)
	c.net.scratch = max(c.net.scratch, s.panels*s.size()+s.tallest())
	c.emit(n, s, s.pieces*len(s.bands), touched...)
	return s.out
}

// pack lays out the weights and what is done with the sums.
func (s *depthwiseStep) pack(n *graph.Node, panels int) {
	w := n.In[1].Const
	area := s.op.Kernel[0] * s.op.Kernel[1]
	s.weights = make([]float32, panels*area*kernel.Lane)
	for ch := range w.Shape[0] {
		for t := range area {
			s.weights[(ch/kernel.Lane*area+t)*kernel.Lane+ch%kernel.Lane] = w.F[ch*area+t]
		}
	}
	for ky := range s.op.Kernel[0] {
		for kx := range s.op.Kernel[1] {
			s.taps = append(s.taps, int32((ky*s.op.Dilation[0]*s.across+kx*s.op.Dilation[1])*kernel.Lane))
		}
	}
	s.bias = make([]float32, panels*kernel.Lane)
	if len(n.In) > 2 && n.In[2] != nil {
		copy(s.bias, n.In[2].Const.F)
	}
	if f, ok := clampOf(s.op.Act); ok {
		s.clamp = f
	} else {
		s.rest = s.op.Act
	}
}

// cut shares the work out: a few panels, as many rows as the cache takes.
func (s *depthwiseStep) cut(workers, all int) {
	out := s.out.axes[2].size
	s.panels = min(all, 4)
	if all > 4 && all%4 == 1 {
		s.panels = 3 // a panel alone takes half as long again
	}
	if s.before == nil {
		s.panels = 1
	}
	stride, reach := s.op.Stride[0], s.op.Reach(0)
	rows := (bandValues/(s.panels*s.across*kernel.Lane)-reach)/stride + 1
	rows = min(max(rows, 1), out)
	s.pieces = (all + s.panels - 1) / s.panels
	// Enough jobs for all, but no band so low that its border is most of it.
	for workers > 1 && s.pieces*((out+rows-1)/rows) < 2*workers && rows > 2*reach {
		rows = (rows + 1) / 2
	}
	count := (out + rows - 1) / rows
	for i := range count {
		b := band{from: out * i / count, to: out * (i + 1) / count}
		above := b.from*stride - s.op.Pad.Top
		below := (b.to-1)*stride - s.op.Pad.Top + reach
		b.first = min(max(above, 0), s.high)
		b.last = min(max(below, b.first), s.high)
		b.top = max(0, min(below, 0)-above)
		s.tall = max(s.tall, below-above)
		if s.before != nil {
			b.window = s.windowOf(&b)
			if s.before.picture != nil && b.first < b.last {
				b.strip = s.before.stripOf(b.first*s.wide, b.last*s.wide)
				s.before.within(b.strip, b.window.In[:(b.last-b.first)*s.wide])
			}
		}
		s.bands = append(s.bands, b)
	}
}

// tallest is how many values the largest strip of the picture has that a band reads.
func (s *depthwiseStep) tallest() int {
	most := 0
	for _, b := range s.bands {
		most = max(most, b.strip.count)
	}
	if most == 0 {
		return 0
	}
	return most * s.before.picture.across()
}

// size is how many values a panel of the largest band takes: a row more takes what tiles
// have too many.
func (s *depthwiseStep) size() int { return (s.tall*s.across + 1) * kernel.Lane }

// windowOf is the part of the window of the convolution before that makes a band.
func (s *depthwiseStep) windowOf(b *band) kernel.Window {
	w := &s.before.window
	rows := (b.last - b.first) * s.wide
	padded := (rows + kernel.ConvTile - 1) / kernel.ConvTile * kernel.ConvTile
	all := len(w.In) / w.Taps
	cut := kernel.Window{Taps: w.Taps, Run: w.Run, In: make([]int32, w.Taps*padded), Out: make([]int32, padded)}
	for t := range w.Taps {
		copy(cut.In[t*padded:][:rows], w.In[t*all+b.first*s.wide:])
	}
	for i := range cut.Out {
		cut.Out[i] = int32((b.top+i/s.wide)*s.across + s.op.Pad.Left + i%s.wide)
		if i >= rows {
			cut.Out[i] = int32(s.tall * s.across)
		}
	}
	return cut
}

func (s *depthwiseStep) prepare(r *Runner) {
	if s.before != nil {
		s.before.prepare(r)
	}
}

func (s *depthwiseStep) do(r *Runner, job, worker int) {
	piece := job / len(s.bands)
	b := &s.bands[job%len(s.bands)]
	first := piece * s.panels
	panels := min(s.panels, len(s.bias)/kernel.Lane-first)
	size := s.size()
	scratch, left := r.scratch[worker][:s.panels*size], r.scratch[worker][s.panels*size:]
	if s.before != nil {
		s.make(r, scratch, left, b, first, panels)
	} else {
		s.fetch(r, scratch, b, first)
	}
	out := r.of(s.out.m)
	cols := s.out.axes[3].size
	for p := range panels {
		s.border(scratch[p*size:], b)
		q := first + p
		dst := out[q*s.out.m.panel()+b.from*cols*kernel.Lane:][:(b.to-b.from)*cols*kernel.Lane]
		f := s.clamp
		f.Bias = s.bias[q*kernel.Lane:]
		kernel.Depthwise(dst, scratch[p*size:][:size], s.weights[q*len(s.taps)*kernel.Lane:], s.taps, b.to-b.from, cols,
			s.op.Stride[0]*s.across*kernel.Lane, s.op.Stride[1]*kernel.Lane, cols*kernel.Lane, &f)
		if s.rest.Kind != graph.None {
			activate(dst, dst, s.rest)
		}
	}
}

// make computes the convolution before for a band; what is left of the scratch takes a strip of the picture.
func (s *depthwiseStep) make(r *Runner, scratch, left []float32, b *band, first, panels int) {
	c := s.before
	var in []float32
	var stride int
	if c.picture != nil {
		in, stride = left, c.picture.across()
		c.picture.fill(in, &r.given, b.strip)
	} else {
		in, stride = c.input(r, 0)
	}
	f := c.clamp
	if c.bias != nil {
		f.Bias = c.bias[first*kernel.Lane:]
	}
	rows := (b.last - b.first) * s.wide
	kernel.Conv(scratch, in, c.weights[first*c.window.Taps*c.k*kernel.Lane:], &b.window, 0, rows, stride, s.size()/kernel.Lane, c.k, panels*kernel.Lane, &f)
	if c.rest.Kind != graph.None {
		for p := range panels {
			made := scratch[p*s.size():][b.top*s.across*kernel.Lane:][:(b.last-b.first)*s.across*kernel.Lane]
			activate(made, made, c.rest)
		}
	}
}

// fetch copies a band of one panel of a map that is there.
func (s *depthwiseStep) fetch(r *Runner, scratch []float32, b *band, panel int) {
	in := r.of(s.in.m)[(s.in.col/kernel.Lane+panel)*s.in.m.panel():]
	high, wide := s.in.axes[2], s.in.axes[3]
	for y := b.first; y < b.last; y++ {
		to := scratch[((b.top+y-b.first)*s.across+s.op.Pad.Left)*kernel.Lane:]
		from := s.in.row + y*high.row
		if wide.row == 1 {
			copy(to[:s.wide*kernel.Lane], in[from*kernel.Lane:])
			continue
		}
		for x := range s.wide {
			copy(to[x*kernel.Lane:][:kernel.Lane], in[(from+x*wide.row)*kernel.Lane:])
		}
	}
}

// border writes the zeros around a band.
func (s *depthwiseStep) border(panel []float32, b *band) {
	made := b.last - b.first
	below := b.top + made
	clear(panel[:b.top*s.across*kernel.Lane])
	clear(panel[below*s.across*kernel.Lane : s.tall*s.across*kernel.Lane])
	for y := b.top; y < below; y++ {
		row := panel[y*s.across*kernel.Lane:][:s.across*kernel.Lane]
		clear(row[:s.op.Pad.Left*kernel.Lane])
		clear(row[(s.op.Pad.Left+s.wide)*kernel.Lane:])
	}
}
