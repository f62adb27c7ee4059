package triplet

import (
	"maps"
	"slices"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
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
	Mahalanobis distance.Whitening `json:"mahalanobis,omitempty"`
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

// Read reads the formula with its parameters set. Compile also makes it ready to run, and
// refuses more.
func (s Spec) Read() (*formula.Formula, error) {
	return formula.Read(s.Formula, s.Params, symbols())
}

// String is formula.Formula.String; a formula that cannot be read is returned as it is.
func (s Spec) String() string {
	f, err := s.Read()
	if err != nil {
		return s.Formula
	}
	return f.String()
}

// Terms is formula.Formula.Terms; a formula that cannot be read is one term.
func (s Spec) Terms() []string {
	f, err := s.Read()
	if err != nil {
		return []string{s.Formula}
	}
	return f.Terms()
}

// Written is formula.Formula.Written; a formula that cannot be read is returned as it is.
func (s Spec) Written() string {
	f, err := s.Read()
	if err != nil {
		return s.Formula
	}
	return f.Written()
}

// Distances is formula.Formula.Distances; none if the formula cannot be read.
func (s Spec) Distances() []string {
	f, err := s.Read()
	if err != nil {
		return nil
	}
	return f.Distances()
}

// Parameters is formula.Formula.Parameters.
func (s Spec) Parameters() ([]formula.Parameter, error) {
	f, err := s.Read()
	if err != nil {
		return nil, err
	}
	return f.Parameters(), nil
}

// symbols are the distances that formulas may use.
func symbols() []formula.Symbol {
	var out []formula.Symbol
	for _, d := range distance.All() {
		out = append(out, formula.Symbol{Name: d.Name, Short: d.Symbol})
	}
	return out
}

// clone is a copy that shares no memory with s.
func (s Spec) clone() Spec {
	s.Params, s.Mahalanobis = maps.Clone(s.Params), slices.Clone(s.Mahalanobis)
	return s
}
