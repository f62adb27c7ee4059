package report

import (
	"cmp"
	"slices"

	"mekiki/internal/analyze"
)

// namedClass is a class with its name.
type namedClass struct {
	class int32
	name  string
}

// classesOf lists the classes that occur in pairs, by their numbers.
func classesOf(d *analyze.Disagreement) []namedClass {
	var out []namedClass
	for _, c := range d.ClassPairs {
		out = append(out, namedClass{c.Anchor, c.AnchorName}, namedClass{c.Negative, c.NegativeName})
	}
	slices.SortFunc(out, func(x, y namedClass) int { return cmp.Compare(x.class, y.class) })
	return slices.CompactFunc(out, func(x, y namedClass) bool { return x.class == y.class })
}

// clearest are the pairs of classes in which the two distances differ most
// surely, at most most of them; pairs without a difference are left out.
func clearest(d *analyze.Disagreement, most int) []analyze.ClassPair {
	out := slices.DeleteFunc(slices.Clone(d.ClassPairs), func(c analyze.ClassPair) bool { return c.Better() == "" })
	slices.SortStableFunc(out, func(x, y analyze.ClassPair) int { return cmp.Compare(x.P, y.P) })
	return out[:min(most, len(out))]
}
