package family

import (
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/onnx/wire"
)

// conv is what is to be known of a convolution beside its weights.
type conv struct {
	kernel int     // of each side; 0 is 1
	stride int     // 0 is 1
	norm   string  // the module of the batch norm that follows, which is folded in; "" for none
	eps    float64 // of norm
	same   bool    // padded as TensorFlow does; else half of the kernel on each side
	bare   bool    // not padded
	act    act
	name   string // of the result; "" is that of the module, with ".act" where there is one
}

// conv is a convolution by the weights of a module, and what follows it. How many
// groups it has follows from the weights.
func (b *builder) conv(x value, module string, s conv) value {
	k, stride := max(1, s.kernel), int64(max(1, s.stride))
	shape := b.w.shape(module + ".weight")
	w := b.take(module+".weight", -1, -1, k, k)
	if b.err != nil {
		return x
	}
	out, per := shape[0], shape[1]
	if out == 0 || per == 0 || x.channels%per != 0 || out%(x.channels/per) != 0 {
		b.fail(lang.Errorf("tensor %.80q of the shape %v does not fit %d channels", module+".weight", shape, x.channels))
		return x
	}
	bias := make([]float32, out)
	if b.w.has(module + ".bias") {
		bias = b.take(module+".bias", out)
	}
	if s.norm != "" {
		w, bias = b.folded(w, bias, s.norm, s.eps)
	}
	if b.err != nil {
		return x
	}
	attrs := append(b.padding(s, k), intsAttr("strides", stride, stride), intAttr("group", x.channels/per))
	name := module
	if s.name != "" && s.act == none {
		name = s.name
	}
	y := value{b.node("Conv", name, attrs, x.name, b.hold(module+".weight", shape, w), b.hold(module+".bias", []int{out}, bias)), out}
	if s.act == none {
		return y
	}
	if name = s.name; name == "" {
		name = module + ".act"
	}
	return b.act(name, y, s.act)
}

// padding are the attributes of a kernel's padding.
func (b *builder) padding(s conv, kernel int) (attrs []wire.Attr) {
	switch {
	case s.same:
		return []wire.Attr{textAttr("auto_pad", "SAME_UPPER")}
	case s.bare:
		return nil
	}
	p := int64(kernel / 2)
	return []wire.Attr{intsAttr("pads", p, p, p, p)}
}

// folded multiplies a batch norm into the weights and the bias before it:
// y = (x-mean)/sqrt(var+eps)*weight + bias (Ioffe and Szegedy, 2015).
func (b *builder) folded(w, bias []float32, module string, eps float64) (weights, biases []float32) {
	n := len(bias)
	gain, shift := b.take(module+".weight", n), b.take(module+".bias", n)
	mean, variance := b.take(module+".running_mean", n), b.take(module+".running_var", n)
	if b.err != nil {
		return w, bias
	}
	weights, biases = make([]float32, len(w)), make([]float32, n)
	each := len(w) / n
	for o := range n {
		scale := float64(gain[o]) / math.Sqrt(float64(variance[o])+eps)
		biases[o] = float32((float64(bias[o])-float64(mean[o]))*scale + float64(shift[o]))
		for i := o * each; i < (o+1)*each; i++ {
			weights[i] = float32(float64(w[i]) * scale)
		}
	}
	return weights, biases
}
