// Package suggest finds the known name that a mistyped one was meant to be:
// losses, presets, flags, keys of a config file.
package suggest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"mekiki/internal/lang"
)

// Nearest returns the known name that is nearest to name, and whether one is
// near enough to be worth suggesting. Case does not count. A known name is near
// if at most a third of the longer one's letters (but always one) must be added,
// dropped or changed (two swapped ones count as one), or if name is its beginning and has at least three
// letters. Of several the nearest wins, then the first in known.
func Nearest(name string, known []string) (string, bool) {
	low := strings.ToLower(name)
	best, found, fewest := "", false, 0
	for _, k := range known {
		kl := strings.ToLower(k)
		edits := distance(low, kl)
		allowed := max(1, max(utf8.RuneCountInString(low), utf8.RuneCountInString(kl))/3)
		beginning := len(low) >= 3 && strings.HasPrefix(kl, low)
		if edits > allowed && !beginning {
			continue
		}
		// One letter for a name of one letter would make everything near.
		if edits >= utf8.RuneCountInString(kl) {
			continue
		}
		if !found || edits < fewest {
			best, found, fewest = k, true, edits
		}
	}
	return best, found
}

// distance counts the letters to add, drop or change. Two swapped letters, the
// commonest slip of all, count as one.
func distance(a, b string) int {
	d := levenshtein.ComputeDistance(a, b)
	if d == 2 && letters(a) == letters(b) {
		return 1
	}
	return d
}

// letters are the letters of s in order.
func letters(s string) string {
	r := []rune(s)
	slices.Sort(r)
	return string(r)
}

// Unknown is the error for a name that is not known: it suggests the nearest of the known
// ones, and lists them. what is the kind of thing that has the name.
func Unknown(what lang.Message, name string, known []string) error {
	all := strings.Join(known, ", ")
	if near, ok := Nearest(name, known); ok {
		return lang.Errorf("unknown %s %q; did you mean %q? (known: %s)", what, name, near, all)
	}
	return lang.Errorf("unknown %s %q (known: %s)", what, name, all)
}
