package export

import (
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/onnx/wire"
)

// distances write each distance that has a form in ONNX, by its registered name, as a
// value of (N, G). Each is written once a pair.
var distances = map[string]func(p *pair, name string){
	"cosine":        (*pair).cosine,
	"correlation":   func(p *pair, name string) { p.centred().cosine(name) },
	"euclidean":     func(p *pair, name string) { p.op(name, "Sqrt", of(p.dd())) },
	"sqeuclidean":   func(p *pair, name string) { p.op(name, "Identity", of(p.dd())) },
	"manhattan":     (*pair).manhattan,
	"chebyshev":     (*pair).chebyshev,
	"rtsensitivity": (*pair).rtSensitivity,
	"rtsn":          (*pair).rtSpread,
	"snr":           func(p *pair, name string) { p.centred().snr(name) },
}

// distance is the distance of that name; state is that of mahalanobis.
func (p *pair) distance(name string, state distance.Whitening) (string, error) {
	if name == "mahalanobis" {
		return p.once(name, func(name string) { p.mahalanobis(name, state) }), nil
	}
	write, there := distances[name]
	if !there {
		return "", lang.Errorf("the distance %s has no form in ONNX that runtimes compute in float64", distance.Display(name))
	}
	return p.once(name, func(name string) { write(p, name) }), nil
}

// cosine is 1 - <x,y>/(|x||y|); 1 where one of the vectors is zero.
func (p *pair) cosine(name string) {
	lengths := p.op(name+".lengths", "Sqrt", of(p.op(name+".product", "Mul", of(p.xx(), p.yy()))))
	c := p.op(name+".ratio", "Div", of(p.xy(), lengths))
	c = p.op(name+".most", "Min", of(c, p.number(1)))
	c = p.op(name+".least", "Max", of(c, p.number(-1)))
	p.op(name, "Sub", of(p.number(1), p.unlessZero(name+".angle", lengths, c, 0)))
}

// manhattan is Σ|x_i-y_i|.
func (p *pair) manhattan(name string) {
	p.sum(name, p.op(name+".each", "Abs", of(p.differences())), 2, false)
}

// chebyshev is (Σ|x_i-y_i|^16)^(1/16), of shares of the largest difference. Differences
// below 1e-30 count as none.
func (p *pair) chebyshev(name string) {
	each := p.op(name+".each", "Abs", of(p.differences()))
	largest := p.reduce(name+".largest", "ReduceMax", each, 2)
	r := p.op(name+".share", "Div", of(each, p.op(name+".divisor", "Max", of(largest, p.number(1e-30)))))
	for _, power := range []string{"2", "4", "8", "16"} {
		r = p.op(name+".power"+power, "Mul", of(r, r))
	}
	r = p.sum(name+".sum", r, 2, false)
	for _, root := range []string{"2", "4", "8", "16"} {
		r = p.op(name+".root"+root, "Sqrt", of(r))
	}
	axis := p.ints(name+".axis", 2)
	p.op(name, "Mul", of(r, p.op(name+".scale", "Squeeze", of(largest, axis))))
}

// rtSensitivity is |<x,y>-<x,x>| / <x,x>; 1 where x is zero.
func (p *pair) rtSensitivity(name string) {
	gap := p.op(name+".gap", "Abs", of(p.op(name+".signed", "Sub", of(p.xy(), p.xx()))))
	p.unlessZero(name, p.xx(), p.op(name+".ratio", "Div", of(gap, p.xx())), 1)
}

// rtSpread is √((<y,y> - <x,y>²/<x,x>) / (dim-1)); all of y where x is zero, and 0 for one
// component.
func (p *pair) rtSpread(name string) {
	square := p.op(name+".square", "Mul", of(p.xy(), p.xy()))
	on := p.unlessZero(name+".on", p.xx(), p.op(name+".ratio", "Div", of(square, p.xx())), 0)
	off := p.op(name+".off", "Max", of(p.op(name+".signed", "Sub", of(p.yy(), on)), p.number(0)))
	share := 0.0
	if p.dim > 1 {
		share = 1 / float64(p.dim-1)
	}
	p.op(name, "Sqrt", of(p.op(name+".variance", "Mul", of(off, p.number(share)))))
}

// snr is |x-y|²/<x,x> of centred vectors; 1 where x has no variance.
func (p *pair) snr(name string) {
	p.unlessZero(name, p.xx(), p.op(name+".ratio", "Div", of(p.dd(), p.xx())), 1)
}

// mahalanobis is |W(x-y)|, with the lower triangle W of the state; of an empty one |x-y|.
func (p *pair) mahalanobis(name string, state distance.Whitening) {
	if len(state) == 0 {
		p.op(name, "Sqrt", of(p.dd()))
		return
	}
	w := make([]float32, p.dim*p.dim)
	for k := range p.dim {
		copy(w[k*p.dim:], state[k*(k+1)/2:(k+1)*(k+2)/2])
	}
	matrix := p.cast(name+".whitening.double", p.hold(wire.NewFloats(name+".whitening", []int{p.dim, p.dim}, w)), wire.Double)
	side := func(name, v string) string { return p.op(name, "Gemm", of(v, matrix), integer("transB", 1)) }
	own := p.pair(p.name+".whitened", side(name+".x", p.x), side(name+".y", p.y), p.dim)
	p.op(name, "Sqrt", of(own.dd()))
}
