package family

import "slices"

// mobileBlock is an inverted residual (Sandler et al., 2018): 1x1 to Mid channels where
// these are more than come in, a depthwise convolution, squeeze and excite where gate
// says so, 1x1 to Out.
type mobileBlock struct {
	kernel, mid, out, stride int
	gate                     bool
	act                      act
}

// mobile is a network of such blocks.
type mobile struct {
	name          string
	blocks        []mobileBlock
	stages        []int // how many blocks each stage has
	names         mobileNames
	eps           float64
	same          bool
	act           act // of stem and head
	configuration func(*builder)
}

// mobileNames are the modules of a network of mobile blocks, as one program calls them.
type mobileNames struct {
	stem, head [2]string // convolution and norm
	// block gives those of block i, which is number j of a stage.
	block func(b mobileBlock, i, stage, j int) blockNames
	// passed are beginnings of names behind the head.
	passed []string
}

// blockNames are the modules of one block; expand is empty where channels stay, reduce
// and widen where there is no gate.
type blockNames struct {
	name                  string // of the block's result
	expand, deep, project [2]string
	reduce, widen         string
}

// each calls f for every block with its names and the channels that come in.
func (m *mobile) each(in int, f func(b mobileBlock, n blockNames, in int)) {
	i := 0
	for stage, count := range m.stages {
		for j := range count {
			b := m.blocks[i]
			f(b, m.names.block(b, i, stage, j), in)
			in = b.out
			i++
		}
	}
}

// fits compares all shapes that tell such networks apart.
func (m *mobile) fits(w *weights) bool {
	stem := w.shape(m.names.stem[0] + ".weight")
	if len(stem) != 4 || !w.has(m.names.head[0]+".weight") {
		return false
	}
	ok := true
	m.each(stem[0], func(b mobileBlock, n blockNames, in int) {
		ok = ok && slices.Equal(w.shape(n.deep[0]+".weight"), []int{b.mid, 1, b.kernel, b.kernel}) &&
			slices.Equal(w.shape(n.project[0]+".weight"), []int{b.out, b.mid, 1, 1}) &&
			(n.reduce == "" || w.has(n.reduce+".weight", n.widen+".weight")) && (n.expand[0] == "" || w.has(n.expand[0]+".weight"))
	})
	return ok
}

// build puts it together. Taps are the last blocks at strides 8 and 16.
func (m *mobile) build(b *builder) {
	b.w.passed = m.names.passed
	if m.configuration != nil {
		m.configuration(b)
	}
	conv := func(x value, names [2]string, s conv) value {
		s.norm, s.eps, s.same = names[1], m.eps, m.same
		return b.conv(x, names[0], s)
	}
	x := conv(b.input(), m.names.stem, step(3, 2, m.act, "stem"))
	stride, at := 2, map[int]string{}
	m.each(x.channels, func(k mobileBlock, n blockNames, in int) {
		y := x
		if n.expand[0] != "" {
			y = conv(y, n.expand, step(1, 1, k.act, ""))
		}
		y = conv(y, n.deep, step(k.kernel, k.stride, k.act, ""))
		if n.reduce != "" {
			y = b.gate(y, n.reduce, n.widen)
		}
		if stride *= k.stride; k.stride == 1 && in == k.out {
			y = b.add(n.name, x, conv(y, n.project, step(1, 1, none, "")))
		} else {
			y = conv(y, n.project, step(1, 1, none, n.name))
		}
		x, at[stride] = y, n.name
	})
	b.mean("pooled", conv(x, m.names.head, step(1, 1, m.act, "head")))
	b.taps = []string{at[8], at[16]}
}

// step is a convolution of a block.
func step(kernel, stride int, a act, name string) conv {
	return conv{kernel: kernel, stride: stride, act: a, name: name}
}

// gate is squeeze and excite (Hu et al., 2018) as MobileNetV3 has it.
func (b *builder) gate(x value, reduce, widen string) value {
	y := b.conv(b.mean(reduce+".mean", x), reduce, conv{act: relu})
	y = b.conv(y, widen, conv{act: hardSigmoid})
	return value{b.node("Mul", widen+".gated", nil, x.name, y.name), x.channels}
}

// stage is a run of equal blocks: the first has the stride, expand is how many times as
// many channels as come in a block works on.
type stage struct{ count, kernel, expand, out int }

// strides are those of the stages of EfficientNet and MobileNetV2.
var strides = [7]int{1, 2, 2, 2, 1, 2, 1}

// staged are the blocks of stages.
func staged(in int, stages [7]stage) (blocks []mobileBlock, counts []int) {
	for i, s := range stages {
		for j := range s.count {
			b := mobileBlock{kernel: s.kernel, mid: in * s.expand, out: s.out, stride: 1, act: relu6}
			if j == 0 {
				b.stride = strides[i]
			}
			blocks = append(blocks, b)
			in = s.out
		}
		counts = append(counts, s.count)
	}
	return blocks, counts
}
