package triplet

import (
	"fmt"
	"math"
	"slices"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
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
	l.each(emb, dim, func(_ int, r *formula.Registers) { h.count(r) })
	return h.found
}

// ActivityAt is Activity where the variables of n triplets have these values,
// row-major (n, number of variables), as Values gives them. It panics if they
// are not whole triplets.
func (l *Loss[T]) ActivityAt(values []float64) []HingeActivity {
	k := len(l.program.Variables)
	if len(values)%k != 0 {
		panic(fmt.Sprintf("triplet: %d values of %d variables are not whole triplets", len(values), k))
	}
	h := l.hinges()
	var r formula.Registers
	for i := 0; i < len(values); i += k {
		l.at(&r, values[i:i+k])
		h.count(&r)
	}
	return h.found
}

// hingeCounter counts how often each relu of a loss acts.
type hingeCounter struct {
	found []HingeActivity
	hinge []formula.Hinge
}

func (l *Loss[T]) hinges() *hingeCounter {
	h := &hingeCounter{hinge: l.program.Hinges()}
	for _, hinge := range h.hinge {
		h.found = append(h.found, HingeActivity{Hinge: hinge.Text, Largest: -math.MaxFloat64})
	}
	return h
}

func (h *hingeCounter) count(r *formula.Registers) {
	for k := range h.found {
		v := r.V[h.hinge[k].Reg]
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
		panic(fmt.Sprintf("triplet: activity of %d hinges added to that of %d", len(more), len(sum)))
	}
	for i, h := range more {
		sum[i].Active += h.Active
		sum[i].Triplets += h.Triplets
		sum[i].Largest = max(sum[i].Largest, h.Largest)
	}
	return sum
}

// each computes the loss of every triplet and shows its registers to see.
func (l *Loss[T]) each(emb []T, dim int, see func(i int, r *formula.Registers)) {
	var r formula.Registers
	l.Start(&r)
	for i := range Count(emb, dim) {
		var m [formula.Pairs]distance.Moments
		e := emb[3*i*dim : 3*(i+1)*dim]
		l.measure(&r, &m, triple[T]{e[:dim], e[dim : 2*dim], e[2*dim:]})
		l.program.Forward(&r)
		see(i, &r)
	}
}
