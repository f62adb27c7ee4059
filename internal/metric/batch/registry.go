package batch

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/suggest"
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
	Spec
	measure string // the distance in brackets, else the entry's own
	entry   *entry
}

// batchRegistry holds every batch loss, sorted by name. As with distances each
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

// ReducerNames are the ways to make one loss of many: their mean, or the mean of
// those that are not 0 (Hermans, Beyer and Leibe, 2017).
func ReducerNames() []string { return []string{reduceMean, reduceNonzero} }

const (
	reduceMean    = "mean"
	reduceNonzero = "mean-nonzero"
)

// checkReducer refuses a reducer that is not known; empty is mean.
func checkReducer(name string) error {
	if name != "" && !slices.Contains(ReducerNames(), name) {
		return suggest.Unknown("reducer", name, ReducerNames())
	}
	return nil
}

// find finds a batch loss and the distance that it is to use. e is nil if
// text is a triplet loss. A name that neither knows is an error that suggests from both.
func find(text string) (e *entry, measure string, err error) {
	text = strings.TrimSpace(text)
	name, bracket, called := strings.Cut(text, "(")
	name = strings.TrimSpace(name)
	i := slices.IndexFunc(registry, func(e *entry) bool { return e.name == name })
	if i < 0 {
		if spec, err := triplet.Parse(text); err != nil || spec.Name != "" {
			if err != nil && text != "" {
				err = suggest.Unknown("loss", text, slices.Concat(Names(), triplet.PresetNames()))
			}
			return nil, "", err
		}
		return nil, "", nil
	}
	e = registry[i]
	if !called {
		return e, e.argument, nil
	}
	measure, closed := strings.CutSuffix(bracket, ")")
	switch {
	case !closed:
		return nil, "", fmt.Errorf("loss %s: a bracket is opened and not closed", text)
	case !e.measured:
		return nil, "", fmt.Errorf("loss %s takes no distance in brackets; set its numbers as parameters", name)
	}
	return e, strings.TrimSpace(measure), nil
}

// Parameters are the parameters that the loss has, with the values that they are
// set to; of a batch loss Lo and Hi bound each. Errors are those of an unknown
// name and of a formula that cannot be read.
func (s Spec) Parameters() ([]formula.Parameter, error) {
	e, _, err := find(s.Loss)
	if err != nil {
		return nil, err
	}
	if e == nil {
		spec, err := triplet.Parse(s.Loss)
		if err != nil {
			return nil, err
		}
		return spec.With(s.Params).Parameters()
	}
	return parametersOf(e.params, s.Params)
}

// parametersOf sets parameters and checks them.
func parametersOf(params []param, set map[string]float64) ([]formula.Parameter, error) {
	var out []formula.Parameter
	var names []string
	for _, p := range params {
		v, given := set[p.name]
		if !given {
			v = p.value
		}
		if !(v >= p.lo && v <= p.hi) {
			return nil, fmt.Errorf("parameter %s is %v; it must lie within %v to %v", p.name, v, p.lo, p.hi)
		}
		out, names = append(out, formula.Parameter{Name: p.name, Value: v, Lo: p.lo, Hi: p.hi}), append(names, p.name)
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if !slices.Contains(names, name) {
			if len(names) == 0 {
				return nil, fmt.Errorf("there is no parameter %s, nor any other", name)
			}
			return nil, suggest.Unknown("parameter", name, names)
		}
	}
	return out, nil
}

// check refuses what a batch loss cannot be made with.
func (e *entry) check(s Spec) error {
	if _, err := parametersOf(e.params, s.Params); err != nil {
		return err
	}
	switch {
	case s.Miner != "" || len(s.MinerParams) > 0:
		return errors.New("a miner picks triplets, and this loss has none; leave the miner out")
	case s.Reducer != "" && !e.measured:
		return errors.New("it is a mean by its definition; leave the reducer out")
	case e.weighted && s.Classes < 1:
		return errors.New("it has a weight for each class; say how many classes there are")
	case e.weighted && s.Classes > math.MaxInt32/s.Dim:
		return fmt.Errorf("%d classes of %d values are too many", s.Classes, s.Dim)
	}
	return checkReducer(s.Reducer)
}

// newTerm makes the loss for one type of vector.
func newTerm[T distance.Float](e *entry, s setup) (term[T], error) {
	if f, ok := any(e.single).(func(setup) (term[T], error)); ok {
		return f(s)
	}
	return any(e.double).(func(setup) (term[T], error))(s)
}

// param is the value of a parameter that check has seen.
func (s setup) param(name string) float64 {
	if v, given := s.Params[name]; given {
		return v
	}
	return s.entry.params[slices.IndexFunc(s.entry.params, func(p param) bool { return p.name == name })].value
}

// clone is a copy that shares no memory with s.
func (s Spec) clone() Spec {
	s.Params, s.MinerParams, s.Mahalanobis = maps.Clone(s.Params), maps.Clone(s.MinerParams), slices.Clone(s.Mahalanobis)
	return s
}
