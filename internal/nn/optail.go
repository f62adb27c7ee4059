package nn

import "mekiki/internal/kernel"

// partOp takes a map, or values, out of a row of values: those that begin at `from`, for
// each position its channels together. It stands first, so it hands no gradient on.
type partOp struct{ in, from, out int }

func (o *partOp) io() (in []int, out int) { return []int{o.in}, o.out }

func (o *partOp) link(*linker) {}

func (o *partOp) givesBack() bool { return false }

func (o *partOp) jobs(*exec) []weightJob { return nil }

func (o *partOp) forward(x *exec, c, n, _ int) {
	in, out := x.values[o.in], x.values[o.out]
	src, dst := x.of(o.in, c), x.of(o.out, c)
	out.clearPadding(dst)
	for i := range n {
		at := o.from
		for row := i * out.positions(1); row < (i+1)*out.positions(1); row++ {
			copyLanes(dst, src, lanes{out.capacity, row, 0}, lanes{in.capacity, i, at}, out.Channels)
			at += out.Channels
		}
	}
}

func (o *partOp) backward(*exec, int, int, int) {}

// joinOp puts vectors behind one another, which nothing else reads.
type joinOp struct {
	in  []int
	out int
}

func (o *joinOp) io() (in []int, out int) { return o.in, o.out }

func (o *joinOp) link(k *linker) {
	for _, v := range o.in {
		if k.add(v) {
			panic("nn: a vector that is joined has another reader")
		}
	}
}

func (o *joinOp) forward(x *exec, c, n, _ int) {
	at, out := 0, x.values[o.out]
	out.clearPadding(x.of(o.out, c))
	for _, v := range o.in {
		in := x.values[v]
		for i := range n {
			copyLanes(x.of(o.out, c), x.of(v, c), lanes{out.capacity, i, at}, lanes{in.capacity, i, 0}, in.Channels)
		}
		at += in.Channels
	}
}

func (o *joinOp) backward(x *exec, c, n, _ int) {
	at, out := 0, x.values[o.out]
	for _, v := range o.in {
		in := x.values[v]
		dx := x.gradOf(v, c)
		clear(dx)
		for i := range n {
			copyLanes(dx, x.gradOf(o.out, c), lanes{in.capacity, i, 0}, lanes{out.capacity, i, at}, in.Channels)
		}
		at += in.Channels
	}
}

// clearPadding clears the last panel, if it has more lanes than there are channels.
func (v valueShape) clearPadding(chunk []float32) {
	if v.Channels%kernel.Lane != 0 {
		clear(v.panel(chunk, v.panels-1))
	}
}

// lanes is a place in panels of so many rows: a row, and a channel of it.
type lanes struct{ capacity, row, channel int }

// copyLanes copies n channels of one row to another.
func copyLanes(dst, src []float32, to, from lanes, n int) {
	for n > 0 {
		d, s := to.channel%kernel.Lane, from.channel%kernel.Lane
		run := min(n, kernel.Lane-d, kernel.Lane-s)
		copy(dst[(to.channel/kernel.Lane*to.capacity+to.row)*kernel.Lane+d:][:run], src[(from.channel/kernel.Lane*from.capacity+from.row)*kernel.Lane+s:])
		to.channel += run
		from.channel += run
		n -= run
	}
}
