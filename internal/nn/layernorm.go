package nn

import "mekiki/internal/kernel"

// normLayer is batch normalisation; see normOp.
type normLayer struct{ simpleKind }

func (normLayer) kind() Kind { return Norm }

func (normLayer) tensors(_ Layer, at place) []Tensor {
	tensor := func(name string, trained, ones bool) Tensor {
		return Tensor{Name: at.name + "." + name, Shape: []int{at.in.Channels}, Trained: trained, size: kernel.Pad(at.in.Channels), ones: ones}
	}
	return []Tensor{
		tensor("weight", true, true), tensor("bias", true, false),
		tensor("running_mean", false, false), tensor("running_var", false, true),
	}
}

func (k normLayer) build(b *builder, l Layer, v int, at place) (int, bool) {
	relu := at.next == ReLU
	o := &normOp{in: v, out: b.value(at.in), relu: relu, place: b.normCount}
	b.normCount++
	o.gamma = b.tensors(k.tensors(l, at))
	o.beta, o.mean, o.variance = o.gamma+1, o.gamma+2, o.gamma+3
	b.op(o)
	return o.out, relu
}
