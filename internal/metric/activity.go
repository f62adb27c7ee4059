package metric

import "math"

// HingeActivity says how much one hinge of a loss, a relu, takes part on some
// triplets. A hinge that is never active adds nothing, whatever its weight: a
// dead zone wider than any difference of distances does that.
type HingeActivity struct {
	// Hinge is its text, such as "relu(euc_ap - euc_an - 5)".
	Hinge string `json:"hinge"`
	// Active is the number of triplets for which it is above 0, of Triplets.
	Active   int `json:"active"`
	Triplets int `json:"triplets"`
	// Largest is the largest value of what the relu is taken of.
	Largest float64 `json:"largest"`
}

// Activity measures each hinge of the loss on the triplets of emb, row-major
// (3n, dim), rows anchor, positive, negative. It panics if lengths disagree.
func (l *Loss[T]) Activity(emb []T, dim int) []HingeActivity {
	var out []HingeActivity
	var args []uint8
	for _, in := range l.program.code {
		if in.op == opReLU {
			out = append(out, HingeActivity{Hinge: l.printer().text(l.program.node[in.d], bindOr), Largest: math.Inf(-1)})
			args = append(args, in.a)
		}
	}
	if len(out) == 0 {
		return nil
	}
	l.each(emb, dim, func(_ int, r *registers) {
		for k := range out {
			v := r.v[args[k]]
			out[k].Triplets++
			out[k].Largest = max(out[k].Largest, v)
			if v > 0 {
				out[k].Active++
			}
		}
	})
	return out
}

// each computes the loss of every triplet and shows its registers to see.
func (l *Loss[T]) each(emb []T, dim int, see func(i int, r *registers)) {
	var r registers
	l.start(&r)
	for i := range tripletCount(emb, dim) {
		var m [len(pairNames)]Moments
		e := emb[3*i*dim : 3*(i+1)*dim]
		l.measure(&r, &m, triple[T]{e[:dim], e[dim : 2*dim], e[2*dim:]})
		l.program.forward(&r)
		see(i, &r)
	}
}
