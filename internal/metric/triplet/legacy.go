package triplet

import (
	"encoding/json"
	"fmt"
	"strings"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
)

// hinge is one term of a loss in model format 1:
// weight * max(d(a,p) - d(a,n) + margin, 0), the distances swapped if inverted.
type hinge struct {
	Distance       string
	Weight, Margin float64
	Inverted       bool
}

// UnmarshalJSON reads a spec, also the list of hinges of model format 1.
func (s *Spec) UnmarshalJSON(text []byte) error {
	type plain Spec // without this method
	var v struct {
		plain
		Terms []hinge
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	*s = Spec(v.plain)
	if s.Formula == "" && len(v.Terms) > 0 {
		var err error
		*s, err = ofHinges(s.Name, v.Terms)
		return err
	}
	return nil
}

// ofHinges makes a formula of hinges: the preset of that name, if they are its
// hinges, else the hinges written out.
func ofHinges(name string, terms []hinge) (Spec, error) {
	var parts []string
	var values []float64
	for _, t := range terms {
		d, err := distance.Lookup[float64](t.Distance)
		if err != nil {
			return Spec{}, err
		}
		near, far := d.Symbol()+"_ap", d.Symbol()+"_an"
		if t.Inverted {
			near, far = far, near
		}
		parts = append(parts, fmt.Sprintf("%s*relu(%s - %s + %s)", formula.Number(t.Weight), near, far, formula.Number(t.Margin)))
		values = append(values, t.Weight, t.Margin)
	}
	plain := Spec{Name: name, Formula: strings.Join(parts, " + ")}
	if preset, ok := presetWith(name, values); ok && preset.String() == plain.String() {
		return preset, nil
	}
	return plain, nil
}

// presetWith is the preset of that name with its parameters set in their order.
func presetWith(name string, values []float64) (Spec, bool) {
	preset, unknown := Preset(name)
	params, unread := preset.Parameters()
	if unknown != nil || unread != nil || len(params) != len(values) {
		return Spec{}, false
	}
	set := map[string]float64{}
	for i, p := range params {
		set[p.Name] = values[i]
	}
	return preset.With(set), true
}
