package work

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ParamsText writes settings by name, as in " (scale 16, margin 0.2)".
func ParamsText(params map[string]float64) string {
	if len(params) == 0 {
		return ""
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(params)) {
		parts = append(parts, fmt.Sprintf("%s %g", name, params[name]))
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
