package kit

import (
	"slices"
	"strings"
)

// foldedSettings are the settings of a page in two parts: those in use, and those that
// are folded away.
type foldedSettings struct{ Used, Unused []Setting }

// folded takes out what is zero or was not given, unless it is one row only: that one
// costs no more than the line that would hide it. A seed of 0 is a seed.
func folded(all []Setting) foldedSettings {
	unused := func(s Setting) bool {
		return (s.Value == "" || s.Value == "0" || s.Value == "false") && !strings.HasSuffix(s.Key, "seed")
	}
	var f foldedSettings
	for _, s := range all {
		if unused(s) {
			f.Unused = append(f.Unused, s)
		}
	}
	if len(f.Unused) == 1 {
		return foldedSettings{Used: all}
	}
	f.Used = slices.DeleteFunc(slices.Clone(all), unused)
	return f
}
