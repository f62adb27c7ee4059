package batch

import (
	"maps"
	"math"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/metric/formula"
	"mekiki/internal/suggest"
)

// Kind is one of the losses over whole batches, with its parameters set and, where it
// takes one, a distance: a name that was read.
type Kind struct {
	entry      *entry
	measure    string // the distance in brackets, else the entry's own
	parameters []formula.Parameter
}

// Is says whether text names a loss over batches, with or without a distance in brackets.
// What does not is a loss of triplets.
func Is(text string) bool {
	e, _, _ := named(text)
	return e != nil
}

// named finds the loss that text names; bracket is what stands from a first bracket on,
// and called says that there is one.
func named(text string) (e *entry, bracket string, called bool) {
	name, bracket, called := strings.Cut(strings.TrimSpace(text), "(")
	i := slices.IndexFunc(registry, func(e *entry) bool { return e.name == strings.TrimSpace(name) })
	if i < 0 {
		return nil, "", false
	}
	return registry[i], bracket, called
}

// Read reads a name that Is one of a loss over batches, such as "supcon", for contrastive
// also with a distance, as in "contrastive(0.8*cos + 0.02*euc)". params sets parameters;
// the others have their defaults. It is an error if a bracket stands where none may, or a
// parameter is not known or out of range. The distance is read by Over.
func Read(text string, params map[string]float64) (*Kind, error) {
	e, bracket, called := named(text)
	if e == nil {
		return nil, suggest.Unknown(lang.T("loss"), text, Names())
	}
	k := &Kind{entry: e, measure: e.argument}
	if called {
		measure, closed := strings.CutSuffix(bracket, ")")
		switch {
		case !closed:
			return nil, lang.Errorf("loss %s: a bracket is opened and not closed", strings.TrimSpace(text))
		case !e.measured:
			return nil, lang.Errorf("loss %s takes no distance in brackets; set its numbers as parameters", e.name)
		}
		k.measure = strings.TrimSpace(measure)
	}
	var err error
	if k.parameters, err = parametersOf(e.params, params); err != nil {
		return nil, lang.Errorf("loss %s: %w", e.name, err)
	}
	return k, nil
}

// Parameters are the parameters of the loss, with the values that they are set to; Lo and
// Hi bound each.
func (k *Kind) Parameters() []formula.Parameter { return slices.Clone(k.parameters) }

// Decision is the distance that the loss stands for, a formula of a pair such as "cos".
func (k *Kind) Decision() string { return k.measure }

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
			return nil, lang.Errorf("parameter %s is %v; it must lie within %v to %v", p.name, v, p.lo, p.hi)
		}
		out, names = append(out, formula.Parameter{Name: p.name, Value: v, Lo: p.lo, Hi: p.hi}), append(names, p.name)
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if !slices.Contains(names, name) {
			if len(names) == 0 {
				return nil, lang.Errorf("there is no parameter %s, nor any other", name)
			}
			return nil, suggest.Unknown(lang.T("parameter"), name, names)
		}
	}
	return out, nil
}

// check refuses what a loss over batches cannot be made with.
func (e *entry) check(s Spec) error {
	switch {
	case s.Miner != "" || len(s.MinerParams) > 0:
		return lang.Errorf("a miner picks triplets, and this loss has none; leave the miner out")
	case s.Reducer != "" && !e.measured:
		return lang.Errorf("it is a mean by its definition; leave the reducer out")
	case e.weighted && s.Classes < 1:
		return lang.Errorf("it has a weight for each class; say how many classes there are")
	case e.weighted && s.Classes > math.MaxInt32/s.Dim:
		return lang.Errorf("%d classes of %d values are too many", s.Classes, s.Dim)
	}
	return checkReducer(s.Reducer)
}
