package settings

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// Shortcut is a setting of one parameter of a loss: its key, the parameter's name, its
// help.
type Shortcut struct{ Key, Param, Help string }

// Shortcuts are flags and config keys that set one parameter of the named losses.
var Shortcuts = []Shortcut{
	{"margin-cos", "m_cos", "margin of the cosine term, the parameter m_cos"},
	{"margin-euc", "m_euc", "margin of the Euclidean term, the parameter m_euc; negative leaves a dead zone"},
	{"weight-cos", "w_cos", "weight of the cosine term, the parameter w_cos"},
	{"weight-euc", "w_euc", "weight of the Euclidean term, the parameter w_euc"},
}

// file is what a config file may say: the settings, and the shortcuts.
type file struct {
	train.Config
	shortcuts map[string]float64 // by parameter
}

// Params are parameters of a loss as text: name=value, several with commas. It is the
// value of the flag --param, which may be repeated: Set adds to those of To.
type Params struct{ To *map[string]float64 }

// Type is what help calls the value.
func (v Params) Type() string { return "name=value" }

// String has the names in order.
func (v Params) String() string {
	if v.To == nil {
		return ""
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(*v.To)) {
		out = append(out, fmt.Sprintf("%s=%v", name, (*v.To)[name]))
	}
	return strings.Join(out, ",")
}

// Set adds the parameters in text.
func (v Params) Set(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return lang.Errorf("%q is not name=number, such as m_cos=0.3", part)
		}
		x, err := Read("float64", strings.TrimSpace(value))
		if err != nil {
			return lang.Errorf("%s %w", name, err)
		}
		(*v.To)[name] = x.(float64)
	}
	return nil
}
