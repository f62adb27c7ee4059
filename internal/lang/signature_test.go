package lang

import (
	"slices"
	"strconv"
)

// signature lists what a format does with each argument, in their order: two formats with
// the same one can stand for each other.
func signature(format string) []string {
	var out []string
	for _, v := range verbs(format) {
		if v.arg < 0 {
			continue
		}
		use := strconv.Itoa(v.arg+1) + v.spec
		for _, s := range v.stars {
			use += "*" + strconv.Itoa(s+1)
		}
		out = append(out, use)
	}
	slices.Sort(out)
	return out
}
