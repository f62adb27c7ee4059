package analysis

import (
	"cmp"
	"slices"

	"mekiki/internal/analyze/triplets"
)

// namedClass is a class with its name.
type namedClass struct {
	class int32
	name  string
}

// classesOf lists the classes that occur in pairs, by their numbers.
func classesOf(d *triplets.Disagreement) []namedClass {
	var out []namedClass
	for _, c := range d.ClassPairs {
		out = append(out, namedClass{c.Anchor, c.AnchorName}, namedClass{c.Negative, c.NegativeName})
	}
	slices.SortFunc(out, func(x, y namedClass) int { return cmp.Compare(x.class, y.class) })
	return slices.CompactFunc(out, func(x, y namedClass) bool { return x.class == y.class })
}

// clearest are the pairs of classes in which the two distances differ most
// surely, at most most of them; pairs without a difference are left out.
func clearest(d *triplets.Disagreement, most int) []triplets.ClassPair {
	out := slices.DeleteFunc(slices.Clone(d.ClassPairs), func(c triplets.ClassPair) bool { return c.Better() == "" })
	slices.SortStableFunc(out, func(x, y triplets.ClassPair) int { return cmp.Compare(x.P, y.P) })
	return out[:min(most, len(out))]
}

// gain is by how many of 100 triplets the first distance is better for the
// anchors of a class; below 0 the second is.
type gain struct {
	name string
	by   float64
}

// anchorGains gives the gain of each class as an anchor.
func anchorGains(d *triplets.Disagreement) []gain {
	net, of := map[int32]int{}, map[int32]int{}
	for _, c := range d.ClassPairs {
		net[c.Anchor] += c.OnlyA - c.OnlyB
		of[c.Anchor] += c.Triplets
	}
	var out []gain
	for _, c := range classesOf(d) {
		if of[c.class] > 0 {
			out = append(out, gain{c.name, 100 * float64(net[c.class]) / float64(of[c.class])})
		}
	}
	return out
}
