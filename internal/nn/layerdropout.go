package nn

import (
	"strconv"

	"mekiki/internal/kernel"
	"mekiki/internal/lang"
)

// dropoutLayer drops values at a Rate in training; see dropoutOp.
type dropoutLayer struct{ simpleKind }

func (dropoutLayer) kind() Kind { return Dropout }

func (dropoutLayer) read(_ *archParser, l *Layer, words []string, _ int) ([]string, error) {
	if len(words) == 0 {
		return nil, lang.Errorf("dropout needs its rate, such as dropout 0.3")
	}
	var err error
	l.Rate, err = strconv.ParseFloat(words[0], 64)
	if err != nil || !(l.Rate >= 0 && float32(l.Rate) < 1) {
		return words, lang.Errorf("dropout takes a rate of 0 up to 1 without 1, in float32, not %.40q", words[0])
	}
	return words[1:], nil
}

func (dropoutLayer) write(l Layer) string { return " " + strconv.FormatFloat(l.Rate, 'g', -1, 64) }

func (dropoutLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	o := &dropoutOp{in: v, out: b.value(at.in), rate: float32(l.Rate), place: len(b.ops)}
	b.op(o)
	return o.out, false
}

// dropoutOp drops values at a rate in training, and scales up what it keeps
// (Srivastava et al., 2014). What it drops depends on seed, step, layer and
// place alone, so the backward pass finds it again and workers do not matter.
type dropoutOp struct {
	in, out int
	rate    float32
	place   int // among the operations
	add     bool
}

func (o *dropoutOp) io() (in []int, out int) { return []int{o.in}, o.out }

func (o *dropoutOp) link(k *linker) { o.add = k.add(o.in) }

// drop runs dropout from one panel to another.
func (o *dropoutOp) drop(x *exec, c, p, rows int, dst, src []float32) {
	v := x.values[o.in]
	first := uint64((c*v.panels+p)*v.capacity) * kernel.Lane
	kernel.Dropout(dst[:rows], src[:rows], o.rate, mix(x.seed, x.step, uint64(o.place)), first)
}

func (o *dropoutOp) forward(x *exec, c, n, worker int) { allPanels(o, x, c, n, worker) }

func (o *dropoutOp) forwardPanel(x *exec, c, n, p, _ int) {
	v := x.values[o.in]
	rows := v.positions(n) * kernel.Lane
	dst, src := v.panel(x.of(o.out, c), p), v.panel(x.of(o.in, c), p)
	if x.train {
		o.drop(x, c, p, rows, dst, src)
	} else {
		copy(dst[:rows], src)
	}
}

func (o *dropoutOp) backward(x *exec, c, n, worker int) {
	v := x.values[o.in]
	for p := range v.panels {
		rows := v.positions(n) * kernel.Lane
		dx, dy := v.panel(x.gradOf(o.in, c), p), v.panel(x.gradOf(o.out, c), p)
		if !o.add {
			o.drop(x, c, p, rows, dx, dy)
			continue
		}
		o.drop(x, c, p, rows, x.scratch[worker], dy)
		kernel.Add(dx[:rows], x.scratch[worker][:rows])
	}
}

// mix makes one seed of three numbers (the finaliser of SplitMix64, Steele et
// al., 2014).
func mix(a, b, c uint64) uint64 {
	h := a
	for _, v := range []uint64{b, c} {
		h += 0x9e3779b97f4a7c15 + v
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}
