package triplet

import (
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/metric/formula"
	"mekiki/internal/suggest"
)

// preset is a named loss.
type preset struct {
	name    string
	weights []string
	formula string
}

// presets are the named losses, those of the article first, in its order. Their
// numbers are parameters: w_ the weight of a hinge, m_ its margin. weights names those
// that must not be negative. The article's
// Euclidean threshold of 5 enters as a margin of -5: that hinge is silent until
// d(a,p) exceeds d(a,n) by 5.
//
// The threshold losses ask same pairs to lie below a threshold t of the cosine
// (and u of the Euclidean) distance, and both different pairs of the triplet
// above it: the negative log likelihood of "same or different" under a logistic
// curve of slope k, same and different pairs weighing alike.
var presets = []preset{
	{"cosine", []string{"w_cos"}, "let w_cos = 1; let m_cos = 0.4; w_cos*relu(cos_ap - cos_an + m_cos)"},
	{"euclidean", []string{"w_euc"}, "let w_euc = 1; let m_euc = 1; w_euc*relu(euc_ap - euc_an + m_euc)"},
	{"combined", []string{"w_cos", "w_euc"}, "let w_cos = 0.8; let m_cos = 0.4; let w_euc = 0.02; let m_euc = -5; " +
		"w_cos*relu(cos_ap - cos_an + m_cos) + w_euc*relu(euc_ap - euc_an + m_euc)"},
	// As the article prints it, positive and negative swapped. It pulls negatives
	// in and does not learn; it is there to show that.
	{"combined-as-printed", []string{"w_cos", "w_euc"}, "let w_cos = 0.8; let m_cos = 0.4; let w_euc = 0.02; let m_euc = -5; " +
		"w_cos*relu(cos_an - cos_ap + m_cos) + w_euc*relu(euc_an - euc_ap + m_euc)"},
	{"cosine-threshold", nil, "let k = 10; let t = 0.3; " +
		"softplus(k*(cos_ap - t)) + 0.5*softplus(k*(t - cos_an)) + 0.5*softplus(k*(t - cos_pn))"},
	{"combined-threshold", nil, "let k = 10; let t = 0.3; let u = 3; " +
		"softplus(k*(cos_ap - t)) + 0.5*softplus(k*(t - cos_an)) + 0.5*softplus(k*(t - cos_pn))" +
		" + softplus(euc_ap - u) + 0.5*softplus(u - euc_an) + 0.5*softplus(u - euc_pn)"},
	// A hinge without a corner and without a margin to choose (Hermans, Beyer and
	// Leibe, "In Defense of the Triplet Loss for Person Re-Identification", 2017); k is
	// its sharpness.
	{"soft-margin", nil, "let k = 1; softplus(k*(euc_ap - euc_an))"},
}

// Presets are the named losses with their default parameters, in the order of a listing.
func Presets() []Spec {
	out := make([]Spec, len(presets))
	for i, p := range presets {
		out[i] = Spec{Name: p.name, Formula: p.formula}
	}
	return out
}

// PresetNames are the names that Preset knows, in the order of a listing.
func PresetNames() []string {
	names := make([]string, len(presets))
	for i, p := range presets {
		names[i] = p.name
	}
	return names
}

// Preset is the named loss with its default parameters. The error for an unknown
// name suggests the nearest.
func Preset(name string) (Spec, error) {
	for _, p := range presets {
		if p.name == name {
			return Spec{Name: name, Formula: p.formula}, nil
		}
	}
	return Spec{}, suggest.Unknown(lang.T("loss"), name, PresetNames())
}

// Parse reads what a user gives as a loss: the name of a preset or a
// formula. A formula is not compiled yet; a name must be known.
func Parse(text string) (Spec, error) {
	text = strings.TrimSpace(text)
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
	if text == "" || strings.Trim(text, letters) == "" {
		return Preset(text)
	}
	return Spec{Formula: text}, nil
}

// checkWeights refuses a weight of a preset that is negative.
func (s Spec) checkWeights(f *formula.Formula) error {
	i := slices.IndexFunc(presets, func(p preset) bool { return p.name == s.Name })
	if i < 0 {
		return nil
	}
	for _, p := range f.Parameters() {
		if p.Value < 0 && slices.Contains(presets[i].weights, p.Name) {
			return lang.Errorf("the weight %s is %v; it must not be negative", p.Name, p.Value)
		}
	}
	return nil
}
