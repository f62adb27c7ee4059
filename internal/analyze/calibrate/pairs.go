package calibrate

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// PairLoss suggests a loss of two thresholds for one distance d,
//
//	softplus(k*(d(a,p) - t)) + softplus(k*(t - d(a,n)))
//
// which asks that same pairs lie below t and different ones above, whatever the
// other pair of the triplet does. A hinge of d(a,p) - d(a,n) never asks that, though
// one threshold is what decides on the line. k and t are those at which the
// loss is smallest on the triplets: the logistic regression of "different" on d.
type PairLoss struct {
	Suggested
	// Distance is d as a formula of a pair, with the rounded weights.
	Distance string `json:"distance"`
	// K is the slope per unit of d, above 0, and T the threshold; exact.
	K float64 `json:"k"`
	T float64 `json:"t"`
	// Separated says that the pairs are told apart without error; see fitLogistic.
	Separated bool `json:"separated"`
	// LogLoss is the mean of the loss over the triplets, at the exact K and T.
	LogLoss float64 `json:"loss"`
	// At says how well the rounded T decides.
	At PairDecision `json:"decision"`
	// Alone has the same for each distance by itself, at its own T.
	Alone []PairDecision `json:"alone"`

	ap, an []float64
}

// PairDecision says how well a threshold tells same pairs from different ones,
// on the pairs that it was chosen on: a pair at most T apart is called the same.
type PairDecision struct {
	Distance string  `json:"distance"`
	K        float64 `json:"k"`
	T        float64 `json:"t"`
	// Accuracy is the share of the pairs that is told right at T, 0 to 1.
	Accuracy float64 `json:"accuracy"`
	// Best is the greatest accuracy of any threshold, at BestT.
	Best  float64 `json:"best_accuracy"`
	BestT float64 `json:"best_t"`
	// EER is the equal error rate, at EERT: as many different pairs are called
	// the same as same pairs are called different.
	EER  float64 `json:"equal_error_rate"`
	EERT float64 `json:"equal_error_t"`
}

// Distances are d(a,p) and d(a,n) of the pair distance, entry i of triplet i.
func (p *PairLoss) Distances() (ap, an []float64) { return p.ap, p.an }

// suggestPairs fills in Pairs, or a note that says why not.
func (c *Result) suggestPairs() {
	n := c.Triplets
	p := &PairLoss{ap: make([]float64, n), an: make([]float64, n)}
	var lets, sum []string
	p.Exact = map[string]float64{}
	for _, t := range c.Terms {
		for i := range n {
			p.ap[i] += t.Weight.Rounded * t.Arrays.AP[i]
			p.an[i] += t.Weight.Rounded * t.Arrays.AN[i]
		}
		name := "w_" + t.Symbol
		if len(c.Terms) == 1 {
			sum = append(sum, t.Symbol)
			continue
		}
		lets = append(lets, fmt.Sprintf("let %s = %s; ", name, numeral(t.Weight.Rounded)))
		sum = append(sum, name+"*"+t.Symbol)
		p.Exact[name] = t.Weight.Chosen
		p.Distance += fmt.Sprintf(" + %s*%s", numeral(t.Weight.Rounded), t.Symbol)
	}
	// The first weight is 1, and a single distance has none.
	p.Distance = c.Terms[0].Symbol + strings.TrimPrefix(p.Distance, " + 1*"+c.Terms[0].Symbol)
	f := fitLogistic(p.ap, p.an)
	if !(f.K > 0) || math.IsInf(f.K, 0) || math.IsNaN(f.T) {
		c.Notes = append(c.Notes, lang.T("pairs of the same class are on the whole not nearer by %s than others, so no threshold tells them apart and no loss of two thresholds is suggested", p.Distance))
		return
	}
	p.K, p.T, p.Separated, p.LogLoss = f.K, f.T, f.Separated, f.Loss
	k, t := rounded(f.K), roundedWithin(f.T, 1/(50*f.K))
	p.At = decide(p.Distance, k, t, p.ap, p.an)
	p.Exact["k"], p.Exact["t"] = f.K, f.T
	d := strings.Join(sum, " + ")
	if len(c.Terms) == 1 {
		p.Formula = fmt.Sprintf("let k = %s; let t = %s; softplus(k*(%s_ap - t)) + softplus(k*(t - %s_an))", numeral(k), numeral(t), d, d)
	} else {
		p.Formula = fmt.Sprintf("%slet k = %s; let t = %s; let d = %s; softplus(k*(d_ap - t)) + softplus(k*(t - d_an))",
			strings.Join(lets, ""), numeral(k), numeral(t), d)
	}
	for _, t := range c.Terms {
		f := fitLogistic(t.Arrays.AP, t.Arrays.AN)
		p.Alone = append(p.Alone, decide(t.Name, f.K, f.T, t.Arrays.AP, t.Arrays.AN))
	}
	c.Pairs = p
}

// decide measures a threshold, and looks for the best ones.
func decide(name string, k, t float64, ap, an []float64) PairDecision {
	d := PairDecision{Distance: name, K: k, T: t}
	same, different := slices.Clone(ap), slices.Clone(an)
	slices.Sort(same)
	slices.Sort(different)
	n := float64(len(same) + len(different))
	upTo := func(sorted []float64, t float64) int {
		at, _ := slices.BinarySearchFunc(sorted, t, func(v, t float64) int {
			if v <= t {
				return -1
			}
			return 1
		})
		return at
	}
	right := func(t float64) int { return upTo(same, t) + len(different) - upTo(different, t) }
	d.Accuracy = float64(right(t)) / n
	// Accuracy rises only where a same pair is let in, so the best threshold is
	// the distance of one; likewise the errors change at distances only.
	most, gap := -1, math.Inf(1)
	for _, list := range [][]float64{same, different} {
		for _, v := range list {
			s, f := upTo(same, v), upTo(different, v)
			if r := s + len(different) - f; r > most {
				most, d.BestT = r, v
			}
			missed, passed := 1-float64(s)/float64(len(same)), float64(f)/float64(len(different))
			if g := math.Abs(missed - passed); g < gap {
				gap, d.EER, d.EERT = g, (missed+passed)/2, v
			}
		}
	}
	d.Best = float64(most) / n
	return d
}
