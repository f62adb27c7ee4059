package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"mekiki/internal/train"
)

// shortcuts are flags and config keys that set one parameter of the named losses.
var shortcuts = []struct{ key, param, help string }{
	{"margin-cos", "m_cos", "margin of the cosine term, the parameter m_cos"},
	{"margin-euc", "m_euc", "margin of the Euclidean term, the parameter m_euc; negative leaves a dead zone"},
	{"weight-cos", "w_cos", "weight of the cosine term, the parameter w_cos"},
	{"weight-euc", "w_euc", "weight of the Euclidean term, the parameter w_euc"},
}

// fileConfig is what a config file may say: the settings, and the shortcuts.
type fileConfig struct {
	train.Config
	shortcuts map[string]float64 // by parameter
}

// paramsValue is the flag --param name=value, which may be repeated.
type paramsValue struct{ to *map[string]float64 }

func (v paramsValue) Type() string { return "name=value" }

func (v paramsValue) String() string {
	if v.to == nil {
		return ""
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(*v.to)) {
		out = append(out, fmt.Sprintf("%s=%v", name, (*v.to)[name]))
	}
	return strings.Join(out, ",")
}

func (v paramsValue) Set(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return fmt.Errorf("%q is not name=number, such as m_cos=0.3", part)
		}
		x, err := readValue("float64", strings.TrimSpace(value))
		if err != nil {
			return fmt.Errorf("%s %w", name, err)
		}
		(*v.to)[name] = x.(float64)
	}
	return nil
}

// shortcutValue is a flag such as --margin-cos.
type shortcutValue struct {
	to    map[string]float64
	param string
}

func (v shortcutValue) Type() string   { return "float" }
func (v shortcutValue) String() string { return "" }

func (v shortcutValue) Set(text string) error {
	x, err := readValue("float64", text)
	if err != nil {
		return err
	}
	v.to[v.param] = x.(float64)
	return nil
}

// bindParams registers --param and its shortcuts.
func (c *configFlags) bindParams(help, group string) {
	c.values.Params = map[string]float64{}
	c.set.Var(paramsValue{&c.values.Params}, "param", help)
	under(c.set, group, "param")
	for _, s := range shortcuts {
		c.set.Var(shortcutValue{c.values.Params, s.param}, s.key, s.help+" (default: the loss's own)")
		under(c.set, group, s.key)
	}
}

// paramsChanged says whether a flag sets a parameter.
func paramsChanged(set *pflag.FlagSet) bool {
	changed := set.Changed("param")
	for _, s := range shortcuts {
		changed = changed || set.Changed(s.key)
	}
	return changed
}
