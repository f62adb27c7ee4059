package triplets

import (
	"cmp"
	"slices"

	"mekiki/internal/stats"
)

// ClassPair compares two distances on the triplets whose anchor is of one class
// and whose negative is of another.
type ClassPair struct {
	Anchor   int32 `json:"anchor"`
	Negative int32 `json:"negative"`
	// AnchorName and NegativeName name the classes.
	AnchorName   string `json:"anchor_name"`
	NegativeName string `json:"negative_name"`
	// Triplets counts them, RightA and RightB those that A and B have in order.
	Triplets int `json:"triplets"`
	RightA   int `json:"a_right"`
	RightB   int `json:"b_right"`
	// OnlyA and OnlyB count those that only one has in order.
	OnlyA int `json:"only_a_right"`
	OnlyB int `json:"only_b_right"`
	// P is McNemar's exact p-value, Holm the same corrected for the number of
	// pairs of classes in which the two disagree at all.
	P    float64 `json:"mcnemar_p"`
	Holm float64 `json:"holm_p"`
}

// Better is "a" or "b", whichever has more triplets in order, or "" if equal.
func (c *ClassPair) Better() string {
	switch {
	case c.OnlyA > c.OnlyB:
		return "a"
	case c.OnlyB > c.OnlyA:
		return "b"
	}
	return ""
}

// classPairs gives the pairs of classes that occur, by anchor and negative.
func (in *Input) classPairs(a, b *Spread) []ClassPair {
	if in.Labels == nil {
		return nil
	}
	at := map[[2]int32]int{}
	var out []ClassPair
	for i, t := range in.Index {
		key := [2]int32{in.Labels[t[0]], in.Labels[t[2]]}
		k, ok := at[key]
		if !ok {
			k = len(out)
			at[key] = k
			out = append(out, ClassPair{
				Anchor: key[0], Negative: key[1], AnchorName: in.className(key[0]), NegativeName: in.className(key[1]),
			})
		}
		out[k].add(a.InOrder(i), b.InOrder(i))
	}
	slices.SortFunc(out, func(x, y ClassPair) int {
		return cmp.Or(cmp.Compare(x.Anchor, y.Anchor), cmp.Compare(x.Negative, y.Negative))
	})
	judge(out)
	return out
}

func (c *ClassPair) add(a, b bool) {
	c.Triplets++
	if a {
		c.RightA++
	}
	if b {
		c.RightB++
	}
	if a && !b {
		c.OnlyA++
	}
	if b && !a {
		c.OnlyB++
	}
}

// judge tests each pair. Where the two never disagree there is nothing to test,
// and such pairs do not make Holm's correction harder.
func judge(pairs []ClassPair) {
	var tested []int
	var p []float64
	for i := range pairs {
		c := &pairs[i]
		c.P = stats.McNemar(c.OnlyA, c.OnlyB)
		c.Holm = 1
		if c.OnlyA+c.OnlyB > 0 {
			tested, p = append(tested, i), append(p, c.P)
		}
	}
	for k, adjusted := range stats.Holm(p) {
		pairs[tested[k]].Holm = adjusted
	}
}
