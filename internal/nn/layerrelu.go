package nn

// reluLayer is max(x, 0), which most layers before it take over.
type reluLayer struct{ plainKind }

func (reluLayer) kind() Kind { return ReLU }

func (reluLayer) build(b *builder, _ Layer, v int, at place) (int, bool) {
	o := &reluOp{in: v, out: b.value(at.in)}
	b.op(o)
	return o.out, false
}
