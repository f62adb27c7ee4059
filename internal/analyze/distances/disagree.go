package distances

import (
	"cmp"
	"math"
	"slices"

	"mekiki/internal/stats"
)

// SeenAbove is the share of good pictures that a picture must score above to be seen by a distance.
const SeenAbove = 0.95

// Limits are the scores, divided, from where on each distance sees a picture.
func Limits(good Group) []float64 {
	list := make([]float64, len(good.Pictures[0].Raw))
	for d := range list {
		list[d] = stats.Quantiles(good.Scores(d, true), SeenAbove)[0]
	}
	return list
}

// Pair is how far two distances agree on the pictures of a group.
type Pair struct {
	A string `json:"a"`
	B string `json:"b"`
	// Both to Neither count the pictures by which of the two sees them.
	Both    int `json:"both"`
	OnlyA   int `json:"only_a"`
	OnlyB   int `json:"only_b"`
	Neither int `json:"neither"`
	// P is McNemar's exact two-sided p-value of OnlyA against OnlyB; NaN where pictures are Dependent.
	P float64 `json:"mcnemar_p"`
	// Spearman is the correlation of the scores by rank.
	Spearman float64 `json:"spearman"`
	// ForA are the pictures that only A sees, ForB those that only B sees, the strongest disagreement first.
	ForA []Contested `json:"for_a"`
	ForB []Contested `json:"for_b"`
}

// Contested is a picture that one distance sees and the other does not.
type Contested struct {
	Picture int `json:"picture"` // of the group
	// A and B are how far its scores lie above the limits, in standard deviations of good pictures.
	A float64 `json:"a"`
	B float64 `json:"b"`
}

// Disagree compares the distances a and b, numbers of names, on a group.
func Disagree(good, group Group, names []string, a, b int) Pair {
	limits, of := Limits(good), [2][]float64{}
	for k, d := range []int{a, b} {
		_, sd := stats.MeanSD(good.Scores(d, true))
		if !(sd > 0) {
			sd = 1
		}
		for _, v := range group.Scores(d, true) {
			of[k] = append(of[k], (v-limits[d])/sd)
		}
	}
	p := Pair{A: names[a], B: names[b], ForA: []Contested{}, ForB: []Contested{}, Spearman: math.NaN()}
	if len(group.Pictures) > 1 {
		p.Spearman = stats.Spearman(group.Scores(a, true), group.Scores(b, true))
	}
	for i := range group.Pictures {
		switch c := (Contested{i, of[0][i], of[1][i]}); {
		case c.A > 0 && c.B > 0:
			p.Both++
		case c.A > 0:
			p.ForA = append(p.ForA, c)
		case c.B > 0:
			p.ForB = append(p.ForB, c)
		default:
			p.Neither++
		}
	}
	p.OnlyA, p.OnlyB = len(p.ForA), len(p.ForB)
	strongest := func(x, y Contested) int { return cmp.Compare(math.Abs(y.A-y.B), math.Abs(x.A-x.B)) }
	slices.SortStableFunc(p.ForA, strongest)
	slices.SortStableFunc(p.ForB, strongest)
	if p.P = stats.McNemar(p.OnlyA, p.OnlyB); group.Dependent {
		p.P = math.NaN()
	}
	return p
}
