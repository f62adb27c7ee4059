package batch

import (
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
)

// entry is a registered batch loss.
type entry struct {
	name   string
	params []param
	// weighted says that it has class weights.
	weighted bool
	// argument is the distance that it stands for; measured says that another one
	// may follow its name in brackets.
	argument string
	measured bool
	// single and double build it for both types of vector.
	single func(setup) (term[float32], error)
	double func(setup) (term[float64], error)
}

// param is a parameter with its default and the range it must lie in.
type param struct {
	name          string
	value, lo, hi float64
}

// setup is what a batch loss is made from.
type setup struct {
	*Kind
	Spec
}

// registry holds every batch loss, sorted by name. As with distances each
// file adds its own at package initialisation, and afterwards nothing writes to it.
var registry []*entry

// register adds a batch loss; its result lets a package variable call it.
func register(e *entry) struct{} {
	at, taken := slices.BinarySearchFunc(registry, e.name, func(e *entry, name string) int { return strings.Compare(e.name, name) })
	if taken {
		panic(fmt.Sprintf("batch: batch loss %q is there already", e.name))
	}
	registry = slices.Insert(registry, at, e)
	return struct{}{}
}

// Names are the names of the losses over a whole batch, sorted. What is
// none of them is a triplet loss, used with a miner.
func Names() []string {
	names := make([]string, len(registry))
	for i, e := range registry {
		names[i] = e.name
	}
	return names
}

// newTerm makes the loss for one type of vector.
func newTerm[T distance.Float](e *entry, s setup) (term[T], error) {
	if f, ok := any(e.single).(func(setup) (term[T], error)); ok {
		return f(s)
	}
	return any(e.double).(func(setup) (term[T], error))(s)
}

// param is the value of a parameter of the kind.
func (s setup) param(name string) float64 {
	return s.parameters[slices.IndexFunc(s.parameters, func(p formula.Parameter) bool { return p.Name == name })].Value
}
