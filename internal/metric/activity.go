package metric

import (
	"fmt"
	"math"
	"slices"
)

// HingeActivity says how much one hinge of a loss, a relu, takes part on some
// triplets. A hinge that is never active adds nothing, whatever its weight: a
// dead zone wider than any difference of distances does that.
type HingeActivity struct {
	// Hinge is its text, such as "relu(euc_ap - euc_an - 5)".
	Hinge string `json:"hinge"`
	// Active is the number of triplets for which it is above 0, of Triplets.
	Active   int `json:"active"`
	Triplets int `json:"triplets"`
	// Largest is the largest value of what the relu is taken of, those that are
	// no number left out; -math.MaxFloat64 if there is none.
	Largest float64 `json:"largest"`
}

// Activity measures each hinge of the loss on the triplets of emb, row-major
// (3n, dim), rows anchor, positive, negative. It panics if lengths disagree.
func (l *Loss[T]) Activity(emb []T, dim int) []HingeActivity {
	h := l.hinges()
	l.each(emb, dim, func(_ int, r *registers) { h.count(r) })
	return h.found
}

// ActivityAt is Activity where the variables of n triplets have these values,
// row-major (n, number of variables), as Values gives them. It panics if they
// are not whole triplets.
func (l *Loss[T]) ActivityAt(values []float64) []HingeActivity {
	k := len(l.program.variables)
	if len(values)%k != 0 {
		panic(fmt.Sprintf("metric: %d values of %d variables are not whole triplets", len(values), k))
	}
	h := l.hinges()
	var r registers
	for i := 0; i < len(values); i += k {
		l.at(&r, values[i:i+k])
		h.count(&r)
	}
	return h.found
}

// hingeCounter counts how often each relu of a loss acts.
type hingeCounter struct {
	found []HingeActivity
	args  []uint8 // registers of what the relus are taken of
}

func (l *Loss[T]) hinges() *hingeCounter {
	h := &hingeCounter{}
	for _, in := range l.program.code {
		if in.op == opReLU {
			h.found = append(h.found, HingeActivity{Hinge: l.printer().text(l.program.node[in.d], bindOr), Largest: -math.MaxFloat64})
			h.args = append(h.args, in.a)
		}
	}
	return h
}

func (h *hingeCounter) count(r *registers) {
	for k := range h.found {
		v := r.v[h.args[k]]
		h.found[k].Triplets++
		if !math.IsNaN(v) {
			h.found[k].Largest = max(h.found[k].Largest, v)
		}
		if v > 0 {
			h.found[k].Active++
		}
	}
}

// AddActivity adds the activity on more triplets to a sum, which it changes and
// returns; a nil sum begins one. It panics if they are of different losses.
func AddActivity(sum, more []HingeActivity) []HingeActivity {
	if sum == nil {
		return slices.Clone(more)
	}
	if len(sum) != len(more) {
		panic(fmt.Sprintf("metric: activity of %d hinges added to that of %d", len(more), len(sum)))
	}
	for i, h := range more {
		sum[i].Active += h.Active
		sum[i].Triplets += h.Triplets
		sum[i].Largest = max(sum[i].Largest, h.Largest)
	}
	return sum
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
