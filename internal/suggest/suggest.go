// Package suggest finds the known name that a mistyped one was meant to be:
// losses, presets, flags, keys of a config file.
package suggest

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// Nearest returns the known name that is nearest to name, and whether one is
// near enough to be worth suggesting. Case does not count. A known name is near
// if at most a third of the longer one's letters (but always one) must be added,
// dropped or changed, or if name is its beginning and has at least three
// letters. Of several the nearest wins, then the first in known.
func Nearest(name string, known []string) (string, bool) {
	low := strings.ToLower(name)
	best, found, fewest := "", false, 0
	for _, k := range known {
		kl := strings.ToLower(k)
		edits := levenshtein.ComputeDistance(low, kl)
		allowed := max(1, max(len(low), len(kl))/3)
		beginning := len(low) >= 3 && strings.HasPrefix(kl, low)
		if edits > allowed && !beginning {
			continue
		}
		// One letter for a name of one letter would make everything near.
		if edits >= len(kl) {
			continue
		}
		if !found || edits < fewest {
			best, found, fewest = k, true, edits
		}
	}
	return best, found
}
