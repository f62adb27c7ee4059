package run

import (
	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// windowed is the step of a convolution or dense layer with the inputs, weights and
// windows that it reads.
func (c *compiler) windowed(n *graph.Node) *convStep {
	s := &convStep{groups: 1}
	w := n.In[1].Const
	switch op := n.Op.(type) {
	case graph.Conv:
		s.groups = join(op.Group, w.Shape)
		s.n = kernel.Pad(w.Shape[0] / s.groups)
		if c.readsPicture(n, op) {
			c.fromPicture(s, n, op)
			break
		}
		s.in = c.withChannels(n, n.In[0], 1)
		s.k = w.Shape[1] * op.Group / s.groups
		s.window, s.zero = mapWindow(s.in, op.Window, n.Out[0].Shape)
		s.weights = grouped(w, op.Group, s.groups)
	case graph.Linear:
		last := len(n.In[0].Shape) - 1
		s.in = c.withChannels(n, n.In[0], last)
		s.k = n.In[0].Shape[last]
		s.n = kernel.Pad(n.Out[0].Shape[last])
		s.weights = dense(w, op.Trans)
		s.window = kernel.Window{Taps: 1, In: offsets(s.in.places(last))}
	}
	if len(n.In) > 2 && n.In[2] != nil {
		s.bias = make([]float32, kernel.Pad(len(n.In[2].Const.F)))
		copy(s.bias, n.In[2].Const.F)
	}
	return s
}

// withChannels is a value with an axis as its columns, moved if it has to be.
func (c *compiler) withChannels(n *graph.Node, v *graph.Value, axis int) view {
	at := c.view(v)
	if at.channel(axis) {
		return at
	}
	to := fresh(v.Shape, axis)
	c.copied(n, at, to)
	return to
}

// offsets are the places of rows in a panel, up to whole tiles.
func offsets(rows []int) []int32 {
	list := make([]int32, (len(rows)+kernel.ConvTile-1)/kernel.ConvTile*kernel.ConvTile)
	for i, r := range rows {
		list[i] = int32(r * kernel.Lane)
	}
	return list
}

// mapWindow says which rows of a map each output reads, and whether some are beyond
// the border.
func mapWindow(in view, w graph.Window, out []int) (kernel.Window, bool) {
	places := out[2] * out[3]
	padded := (places + kernel.ConvTile - 1) / kernel.ConvTile * kernel.ConvTile
	t := kernel.Window{Taps: w.Kernel[0] * w.Kernel[1], In: make([]int32, w.Kernel[0]*w.Kernel[1]*padded)}
	high, wide := in.axes[2], in.axes[3]
	beyond := false
	for ky := range w.Kernel[0] {
		for kx := range w.Kernel[1] {
			list := t.In[(ky*w.Kernel[1]+kx)*padded:]
			for i := range places {
				y := i/out[3]*w.Stride[0] + ky*w.Dilation[0] - w.Pad.Top
				x := i%out[3]*w.Stride[1] + kx*w.Dilation[1] - w.Pad.Left
				row := in.m.zeroRow()
				if y >= 0 && y < high.size && x >= 0 && x < wide.size {
					row = in.row + y*high.row + x*wide.row
				} else {
					beyond = true
				}
				list[i] = int32(row * kernel.Lane)
			}
		}
	}
	return t, beyond
}

// join is how many groups a convolution is computed in: as many of its own as fill
// whole panels are one, with zeros between them.
func join(groups int, weights []int) int {
	in, out := weights[1], weights[0]/groups
	for k := range groups {
		if n := k + 1; groups%n == 0 && in*n%kernel.Lane == 0 && out*n%kernel.Lane == 0 {
			return groups / n
		}
	}
	return 1
}

// grouped packs weights [K,C/group,kh,kw] of a convolution for so many groups.
func grouped(w *graph.Tensor, of, groups int) []float32 {
	each := w.Shape[1]       // inputs of a group of the file
	out := w.Shape[0] / of   // outputs of one
	k := each * of / groups  // inputs of a joined group
	n := w.Shape[0] / groups // outputs of one
	taps := w.Shape[2] * w.Shape[3]
	size := kernel.Pad(n) * taps * k
	dst := make([]float32, groups*size)
	for j := range w.Shape[0] {
		g, row := j/n, j%n
		for q := range each {
			input := j/out%(of/groups)*each + q
			for t := range taps {
				dst[g*size+((row/kernel.Lane*taps+t)*k+input)*kernel.Lane+row%kernel.Lane] = w.F[(j*each+q)*taps+t]
			}
		}
	}
	return dst
}

// dense packs weights [K,M] of a dense layer, or [M,K] if turned.
func dense(w *graph.Tensor, turned bool) []float32 {
	k, n := w.Shape[0], w.Shape[1]
	kStep, nStep := n, 1
	if turned {
		k, n, kStep, nStep = n, k, 1, n
	}
	dst := make([]float32, kernel.Pad(n)*k)
	for j := range n {
		for q := range k {
			dst[(j/kernel.Lane*k+q)*kernel.Lane+j%kernel.Lane] = w.F[j*nStep+q*kStep]
		}
	}
	return dst
}

// readsPicture reports whether a convolution can read the picture as it comes: few
// channels side by side.
func (c *compiler) readsPicture(n *graph.Node, op graph.Conv) bool {
	in := n.In[0]
	return in.By == nil && in.Const == nil && in.Shape[1] < kernel.Lane && op.Group == 1 && op.Dilation == [2]int{1, 1} && c.borderFits(op)
}

// borderFits reports whether the picture has the border that a convolution wants;
// the first one decides.
func (c *compiler) borderFits(op graph.Conv) bool {
	shape := c.net.input.Shape
	if c.net.picture == nil {
		c.net.picture = &picture{shape[2], shape[3], shape[1], op.Pad}
	}
	return c.net.picture.pad == op.Pad
}

// fromPicture lets a convolution read the picture: a tap is a window's rows, each a
// run of values.
func (c *compiler) fromPicture(s *convStep, n *graph.Node, op graph.Conv) {
	p, out, w := c.net.picture, n.Out[0].Shape, n.In[1].Const
	s.picture = p
	run := op.Kernel[1] * p.channels
	s.k = op.Kernel[0] * run
	s.window = kernel.Window{Taps: 1, Run: run}
	places := make([]int32, (out[2]*out[3]+kernel.ConvTile-1)/kernel.ConvTile*kernel.ConvTile)
	for i := range out[2] * out[3] {
		places[i] = int32(i/out[3]*op.Stride[0]*p.across() + i%out[3]*op.Stride[1]*p.channels)
	}
	s.window.In = places
	s.weights = make([]float32, s.n*s.k)
	area := op.Kernel[0] * op.Kernel[1]
	for j := range w.Shape[0] {
		for q := range s.k {
			place, ch := q/p.channels, q%p.channels
			s.weights[(j/kernel.Lane*s.k+q)*kernel.Lane+j%kernel.Lane] = w.F[(j*p.channels+ch)*area+place]
		}
	}
}
