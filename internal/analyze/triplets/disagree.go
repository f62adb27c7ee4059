package triplets

import (
	"cmp"
	"math"
	"slices"

	"mekiki/internal/stats"
)

// Disagreement compares the order that two distances give to the triplets.
type Disagreement struct {
	A string `json:"a"`
	B string `json:"b"`
	// Both to Neither count the triplets by which distance has them in order.
	Both    int `json:"both_right"`
	OnlyA   int `json:"only_a_right"`
	OnlyB   int `json:"only_b_right"`
	Neither int `json:"neither_right"`
	// P is McNemar's exact two-sided p-value of OnlyA against OnlyB.
	P float64 `json:"mcnemar_p"`
	// ForA are triplets that only A has in order, ForB those that only B has,
	// those of strongest disagreement first, at most Options.Shown.
	ForA []Contested `json:"for_a"`
	ForB []Contested `json:"for_b"`
	// LengthsA and LengthsB say how much of the squared Euclidean distance is
	// length in the triplets that only A, or only B, has in order.
	LengthsA LengthShares `json:"length_share_only_a"`
	LengthsB LengthShares `json:"length_share_only_b"`
	// ClassPairs compares both within each pair of classes; nil without labels.
	ClassPairs []ClassPair `json:"class_pairs,omitempty"`
}

// Contested is a triplet that one distance has in order and the other has not.
type Contested struct {
	// Triplet is its place in Input.Index.
	Triplet int `json:"triplet"`
	// A and B are the distances of both kinds.
	A Sides `json:"a"`
	B Sides `json:"b"`
	// Strength is |A's difference / sd - B's difference / sd|, each in units of the
	// standard deviation of its distance's differences over all triplets.
	Strength float64 `json:"strength"`
	// Lengths are |a|, |p| and |n|.
	Lengths [3]float64 `json:"lengths"`
}

// LengthShares are sums of (|x|-|y|)² over sums of |x-y|² of some triplets, for
// positives and negatives; NaN where there is none.
type LengthShares struct {
	AP float64 `json:"ap"`
	AN float64 `json:"an"`
}

// Sides are the two distances of one triplet.
type Sides struct {
	AP float64 `json:"ap"`
	AN float64 `json:"an"`
}

func (s *Spread) sides(i int) Sides { return Sides{s.Arrays.AP[i], s.Arrays.AN[i]} }

// unit is the spread that differences are measured in, 1 if there is none.
func (s *Spread) unit() float64 {
	if s.Diff.SD > 0 {
		return s.Diff.SD
	}
	return 1
}

// disagree compares two distances; squares are the columns of lengthColumns.
func disagree(a, b *Spread, squares [][]float64, shown int) *Disagreement {
	d := &Disagreement{A: a.Name, B: b.Name}
	ua, ub := a.unit(), b.unit()
	for i := range a.Arrays.Diff {
		ra, rb := a.InOrder(i), b.InOrder(i)
		c := Contested{Triplet: i, A: a.sides(i), B: b.sides(i), Strength: math.Abs(a.Arrays.Diff[i]/ua - b.Arrays.Diff[i]/ub)}
		switch {
		case ra && rb:
			d.Both++
		case ra:
			d.OnlyA++
			d.ForA = append(d.ForA, c)
		case rb:
			d.OnlyB++
			d.ForB = append(d.ForB, c)
		default:
			d.Neither++
		}
	}
	d.P = stats.McNemar(d.OnlyA, d.OnlyB)
	d.LengthsA, d.LengthsB = lengthShares(d.ForA, squares), lengthShares(d.ForB, squares)
	d.ForA, d.ForB = strongest(d.ForA, shown), strongest(d.ForB, shown)
	return d
}

func lengthShares(list []Contested, squares [][]float64) LengthShares {
	var sum [4]float64
	for _, c := range list {
		for k := range sum {
			sum[k] += squares[k][c.Triplet]
		}
	}
	return LengthShares{AP: sum[1] / sum[0], AN: sum[3] / sum[2]}
}

// strongest are the most contested triplets; of equally contested ones the
// earlier comes first.
func strongest(all []Contested, most int) []Contested {
	slices.SortStableFunc(all, func(x, y Contested) int { return cmp.Compare(y.Strength, x.Strength) })
	return slices.Clone(all[:min(most, len(all))])
}
