package metric

import (
	"maps"
	"slices"
)

// Spec describes a triplet loss as data: what a flag, a config file and a model
// file hold. The zero value is no loss at all; Compile refuses it.
type Spec struct {
	// Name is that of a preset, or empty for a formula of one's own.
	Name string `json:"name,omitempty"`
	// Formula is the text in the formula language (docs/math.md).
	Formula string `json:"formula"`
	// Params sets named parameters of the formula; the others have the value
	// of their let.
	Params map[string]float64 `json:"params,omitempty"`
	// Mahalanobis is the state of the distance mahalanobis. Empty where the
	// formula does not use it or nothing was fitted yet.
	Mahalanobis Whitening `json:"mahalanobis,omitempty"`
}

// Title names the loss: the preset, else the formula.
func (s Spec) Title() string {
	if s.Name != "" {
		return s.Name
	}
	return s.Formula
}

// With is the spec with parameters set, besides those that are set already.
// Compile checks them.
func (s Spec) With(params map[string]float64) Spec {
	if len(params) == 0 {
		return s
	}
	p := maps.Clone(s.Params)
	if p == nil {
		p = map[string]float64{}
	}
	maps.Copy(p, params)
	s.Params = p
	return s
}

// Parameters are the named parameters of the formula in their order, with the
// values that they are set to.
func (s Spec) Parameters() ([]Parameter, error) {
	b, _, err := buildFormula(s.Formula, s.Params)
	if err != nil {
		return nil, err
	}
	return b.params, nil
}

// String writes the formula with the values of its parameters put in, such as
//
//	0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)
//
// Learned parameters stand by name. What a weight of 0 takes out is left out. A
// formula that cannot be read, or would be too long, is returned as it is.
func (s Spec) String() string {
	b, root, err := buildFormula(s.Formula, s.Params)
	if err != nil {
		return s.Formula
	}
	p := b.printer()
	if p.long(root) {
		return s.Formula
	}
	return p.text(root, bindOr)
}

// printer writes nodes of the formula.
func (b *builder) printer() *printer {
	p := &printer{graph: b.graph}
	for _, q := range b.params {
		if q.Learned {
			p.learned = append(p.learned, q.Name)
		}
	}
	return p
}

// clone is a copy that shares no memory with s.
func (s Spec) clone() Spec {
	s.Params, s.Mahalanobis = maps.Clone(s.Params), slices.Clone(s.Mahalanobis)
	return s
}

// Terms are the summands of the formula, written as String does. A formula that
// cannot be read is one term.
func (s Spec) Terms() []string {
	b, root, err := buildFormula(s.Formula, s.Params)
	if err != nil {
		return []string{s.Formula}
	}
	var terms []string
	for b.nodes[root].op == opAdd {
		terms = append(terms, b.printer().text(b.nodes[root].args[1], bindProduct))
		root = b.nodes[root].args[0]
	}
	terms = append(terms, b.printer().text(root, bindSum))
	slices.Reverse(terms)
	return terms
}

// Distances are the registered names of the distances that the formula depends
// on, the first used first; none if it cannot be read.
func (s Spec) Distances() []string {
	b, root, err := buildFormula(s.Formula, s.Params)
	if err != nil {
		return nil
	}
	var names []string
	for i, used := range b.reachable(root) {
		if n := b.nodes[i]; used && n.op == opVariable {
			if v := b.variables[int(n.value)]; !v.Length() && !slices.Contains(names, v.Distance) {
				names = append(names, v.Distance)
			}
		}
	}
	return names
}
