package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// winogradStep is a convolution of 3x3 that is computed by tiles of 2x2 outputs, with
// four ninths of the multiplications (kernel.WinogradInput). A job transforms some
// tiles, multiplies their points and transforms back, while they are in the cache.
type winogradStep struct {
	points   []float32 // of the weights: [16][n/16][k][16]
	bias     []float32
	clamp    kernel.Finish
	rest     graph.Act
	in, out  view
	add      *view
	k, n     int
	from, to []int32 // the 16 rows that a tile reads, the 4 that it writes
	tiles    int
	block    int // tiles of a job
}

// byTiles reports whether a convolution is computed by tiles: few channels or places
// do not pay for the transforms.
func byTiles(n *graph.Node, op graph.Conv) bool {
	w, out := n.In[1].Shape, n.Out[0].Shape
	one := [2]int{1, 1}
	return op.Group == 1 && op.Kernel == [2]int{3, 3} && op.Stride == one && op.Dilation == one && op.Pad == graph.Pads{Top: 1, Left: 1, Bottom: 1, Right: 1} &&
		w[1]%kernel.Lane == 0 && w[0]%kernel.Lane == 0 && min(w[0], w[1]) >= 32 && min(out[2], out[3]) >= 4
}

// tiles adds a convolution that is computed by tiles.
func (c *compiler) tiles(n *graph.Node, out view, add *view, act graph.Act) view {
	w := n.In[1].Const
	s := &winogradStep{in: c.withChannels(n, n.In[0], 1), out: out, add: add, k: w.Shape[1], n: w.Shape[0]}
	if f, ok := clampOf(act); ok {
		s.clamp = f
	} else {
		s.rest = act
	}
	if len(n.In) > 2 && n.In[2] != nil {
		s.bias = n.In[2].Const.F
	}
	packed := grouped(w, 1, 1)
	s.points = make([]float32, kernel.WinogradPoints*s.k*s.n)
	for p := range s.n / kernel.Lane {
		kernel.WinogradWeights(s.points[p*s.k*kernel.Lane:], packed[p*9*s.k*kernel.Lane:], s.k, s.k*kernel.Lane, s.k*s.n, false)
	}
	s.table()
	const most = 48 // points of a usual number of channels stay in the second-level cache
	jobs := (s.tiles + most - 1) / most
	if w := c.net.workers; w > 1 {
		jobs = max((jobs+w-1)/w*w, w)
	}
	s.block = min(most, kernel.PadRows((s.tiles+jobs-1)/jobs))
	c.net.scratch = max(c.net.scratch, kernel.WinogradPoints*(s.stride(s.k)+s.stride(s.n)))
	touched := []*matrix{s.in.m, s.out.m}
	if add != nil {
		touched = append(touched, add.m)
	}
	c.emit(n, s, (s.tiles+s.block-1)/s.block, touched...)
	return out
}

// stride is the distance of the points of a job. The row more keeps those of one tile
// out of the same set of the cache.
func (s *winogradStep) stride(channels int) int { return s.block*channels + kernel.Lane }

// table lists the rows of each tile.
func (s *winogradStep) table() {
	high, wide := s.in.axes[2], s.in.axes[3]
	for y := 0; y < high.size; y += 2 {
		for x := 0; x < wide.size; x += 2 {
			s.tiles++
			for i := range 16 {
				r, c, row := y+i/4-1, x+i%4-1, s.in.m.zeroRow()
				if r >= 0 && c >= 0 && r < high.size && c < wide.size {
					row = s.in.row + r*high.row + c*wide.row
				}
				s.from = append(s.from, int32(row))
			}
			for i := range 4 {
				r, c, row := y+i/2, x+i%2, s.out.m.spareRow()
				if r < high.size && c < wide.size {
					row = r*wide.size + c
				}
				s.to = append(s.to, int32(row))
			}
		}
	}
}

func (s *winogradStep) prepare(r *Runner) { clearRow(r.of(s.in.m), s.in.m) }

func (s *winogradStep) do(r *Runner, job, worker int) {
	lo := job * s.block
	count := min(s.block, s.tiles-lo)
	scratch := r.scratch[worker]
	before, after := s.stride(s.k), s.stride(s.n)
	v, m := scratch[:kernel.WinogradPoints*before], scratch[kernel.WinogradPoints*before:]
	panel := s.block * kernel.Lane
	in, out := r.of(s.in.m), r.of(s.out.m)
	for q := range s.k / kernel.Lane {
		x := in[(s.in.col/kernel.Lane+q)*s.in.m.panel():][:s.in.m.panel()]
		kernel.WinogradInput(v[q*panel:], x, s.from[lo*16:], count, before)
	}
	for i := range kernel.WinogradPoints {
		kernel.Mul(m[i*after:], v[i*before:], s.points[i*s.k*s.n:], count, s.block, s.k, s.n, nil)
	}
	for q := range s.n / kernel.Lane {
		f := s.clamp
		if s.bias != nil {
			f.Bias = s.bias[q*kernel.Lane:]
		}
		if s.add != nil {
			f.Add = r.of(s.add.m)[(s.add.col/kernel.Lane+q)*s.add.m.panel():][:s.add.m.panel()]
		}
		y := out[(s.out.col/kernel.Lane+q)*s.out.m.panel():][:s.out.m.panel()]
		kernel.WinogradOutput(y, m[q*panel:], s.to[lo*4:], count, after, s.out.m.spareRow(), &f)
		if s.rest.Kind != graph.None {
			s.activate(y, s.to[lo*4:][:count*4])
		}
	}
}

// activate applies what is no clamp to the rows of a job, but for the spare one, which is not its own.
func (s *winogradStep) activate(y []float32, rows []int32) {
	for _, row := range rows {
		if int(row) == s.out.m.spareRow() {
			continue
		}
		at := y[int(row)*kernel.Lane:][:kernel.Lane]
		activate(at, at, s.rest)
	}
}
