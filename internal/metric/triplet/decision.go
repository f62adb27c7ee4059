package triplet

import (
	"math"
	"slices"
	"strings"

	"mekiki/internal/metric/formula"
)

// Decision is the distance that the loss stands for, which therefore decides in
// evaluation what is the same and what is not, as a formula of a pair for
// ParseMeasure, such as "0.8*cos + 0.02*euc". It is
//
//   - the distance of one's own that the formula defines last and uses, such as
//     d in: let d = cos + 0.1*euc; relu(d_ap - d_an + 0.4);
//   - else, if the loss depends on one distance only and grows with d(a,p), that one;
//   - else the distances weighted by the slopes of the loss by d(a,p), every
//     hinge open and all distances equal, if these weights are positive and the
//     same wherever that is. For a sum of hinges these are its weights.
//
// It is empty if the loss stands for no single distance.
func (l *Loss[T]) Decision() string {
	if own, ok := l.Own(l.learnedValues()); ok {
		return own
	}
	return l.slopeDecision()
}

// slopeDecision weights the distances by the slopes of the loss.
func (l *Loss[T]) slopeDecision() string {
	vars := l.Variables()
	values := make([]float64, len(vars))
	var names []string
	var weights [][]float64 // of each name at each place
	for _, v := range vars {
		if v.Pair == formula.AN && !v.Length() && !slices.ContainsFunc(vars, func(w formula.Variable) bool { return w.Pair == formula.AP && w.Distance == v.Distance }) {
			return "" // a distance that pushes negatives away and pulls no positive
		}
	}
	for i, d := range []float64{0.25, 0.5, 1} {
		l.equalDistances(values, d)
		var r formula.Registers
		l.at(&r, values)
		l.program.BackwardOpen(&r)
		for k, v := range vars {
			by := r.Slope[l.program.Variables[k].Reg]
			switch {
			case v.Length() || v.Pair == formula.PN:
			case v.Pair == formula.AN && by > 0 || v.Pair == formula.AP && by < 0 || !formula.Finite(by):
				return ""
			case v.Pair == formula.AP:
				symbol := strings.TrimSuffix(v.Name, "_"+formula.AP.String())
				at := slices.Index(names, symbol)
				if at < 0 {
					names, weights = append(names, symbol), append(weights, make([]float64, 3))
					at = len(names) - 1
				}
				weights[at][i] = by
			}
		}
	}
	return weightedSum(names, weights)
}

// DecisionMargin is how much farther than the positive the loss wants a negative, by
// the distance that it stands for: what it is where all distances are equal, in units of
// that distance, by its slope there. 0 if it has no positive AtMargin; AtMargin itself
// if it stands for no single distance.
func (l *Loss[T]) DecisionMargin() float64 {
	m := l.AtMargin()
	text := l.Decision()
	if m <= 0 || text == "" {
		return max(m, 0)
	}
	own, err := CompilePair[T](text, nil)
	if err != nil {
		panic(err) // Decision writes formulas that can be read
	}
	slopes := func(l *Loss[T]) []float64 {
		out := make([]float64, len(l.program.Variables))
		l.equalDistances(out, 0.5)
		var r formula.Registers
		l.at(&r, out)
		l.program.BackwardOpen(&r)
		l.readSlopes(&r, out)
		return out
	}
	by, byOwn := slopes(l), slopes(own)
	for i, v := range l.Variables() {
		k := slices.Index(own.Variables(), v)
		if k >= 0 && v.Pair == formula.AP && !v.Length() && by[i] > 0 && byOwn[k] > 0 {
			return m * byOwn[k] / by[i]
		}
	}
	return m
}

// weightedSum writes the sum of distances if their weights keep their ratios.
func weightedSum(names []string, weights [][]float64) string {
	var terms []string
	for k, name := range names {
		w, first := weights[k], weights[0]
		for i := range w {
			if !(w[i] > 0) || math.Abs(w[i]*first[0]-w[0]*first[i]) > 1e-9*w[0]*first[i] {
				return ""
			}
		}
		if len(names) == 1 {
			return name
		}
		terms = append(terms, formula.Number(w[0])+"*"+name)
	}
	return strings.Join(terms, " + ")
}
