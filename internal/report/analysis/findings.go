package analysis

import (
	"cmp"
	"fmt"
	"slices"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// findings are the sentences over the parts of the page: what its numbers say
// in plain words. Empty where there is nothing to say.
type findings struct {
	Distances    string `json:"distances"`
	Together     string `json:"together"`
	Loss         string `json:"loss"`
	Disagreement string `json:"disagreement"`
	Classes      string `json:"classes"`
	Lengths      string `json:"lengths"`
}

func (a *Page) findings() findings {
	r := a.Result
	f := findings{Distances: distancesFinding(r), Lengths: lengthsFinding(r)}
	if len(r.Correlations) > 0 {
		f.Together = togetherFinding(r)
	}
	if r.Combined != nil {
		f.Loss = lossFinding(r)
	}
	if r.Disagreement != nil {
		f.Disagreement = disagreementFinding(r) + reasonFinding(r)
		f.Classes = classesFinding(r.Disagreement)
	}
	return f
}

// verdict is the finding that counts most.
func (a *Page) verdict() string {
	r := a.Result
	var parts kit.List
	verb := " puts "
	for _, s := range r.Distances {
		parts = append(parts, lang.T("%s", distanceName(s)+verb+kit.Ratio(s.Share)))
		verb = " "
	}
	first := fmt.Sprintf("Of %s, %s in the right order, the positive nearer than the negative.", tripletCount(r.Triplets), parts)
	if r.Disagreement == nil {
		return first
	}
	return first + " " + disagreementFinding(r)
}

func distancesFinding(r *triplets.Result) string {
	var out string
	for _, s := range r.Distances {
		out += fmt.Sprintf("By %s distance a positive lies at %s on average and a negative at %s; ", distanceName(s), kit.Brief(s.AP.Mean), kit.Brief(s.AN.Mean))
		if !(s.Diff.SD > 0) {
			out += "the difference is the same for all triplets. "
			continue
		}
		out += fmt.Sprintf("the mean difference is %s times its standard deviation. ", kit.Brief(s.Diff.Mean/s.Diff.SD))
	}
	return out + "The higher this factor, the fewer triplets fall on the wrong side of 0."
}

// togetherFinding speaks of the first two distances.
func togetherFinding(r *triplets.Result) string {
	c, a, b := r.Correlations[0], r.Distances[0], r.Distances[1]
	if !kit.IsFinite(c.Pearson) || !kit.IsFinite(c.Spearman) {
		return fmt.Sprintf("%s and %s cannot be compared, because the differences of one of them are the same for all triplets.", kit.Capital(lang.T("%s", distanceName(a))), distanceName(b))
	}
	out := fmt.Sprintf("%s and %s %s (Pearson %.2f, Spearman %.2f).", kit.Capital(lang.T("%s", distanceName(a))), distanceName(b), alike(c.Spearman), c.Pearson, c.Spearman)
	large, small := a, b
	if small.Diff.SD > large.Diff.SD {
		large, small = small, large
	}
	if f := large.Diff.SD / small.Diff.SD; f > 1.5 && kit.IsFinite(f) {
		out += fmt.Sprintf(" Their scales differ: %s differences spread %s times as wide as %s ones. To weigh the same in a sum, the %s term needs %s times the weight of the %s one.",
			distanceName(large), kit.Brief(f), distanceName(small), distanceName(small), kit.Brief(f), distanceName(large))
	}
	return out
}

func lossFinding(r *triplets.Result) string {
	c := r.Combined
	out := fmt.Sprintf("The loss is %s on average, and exactly 0 for no triplet.", kit.Brief(c.Value.Mean))
	if c.Zero > 0 {
		out = fmt.Sprintf("The loss is %s on average, and exactly 0 for %s of the triplets, which would teach nothing.", kit.Brief(c.Value.Mean), kit.Share(c.Zero, r.Triplets))
	}
	for _, h := range c.Hinges {
		switch part := float64(h.Active) / float64(h.Triplets); {
		case h.Active == 0:
			out += fmt.Sprintf(" The hinge %s acts on no triplet, so its weight has no effect here.", h.Hinge)
		case part < 0.01:
			out += fmt.Sprintf(" The hinge %s acts on only %s of the triplets, so its weight has hardly any effect here.", h.Hinge, kit.Share(h.Active, h.Triplets))
		}
	}
	own := r.Own()
	switch {
	case own != nil:
		out += fmt.Sprintf(" The distance that it stands for, %s, puts %s in order, %s.", distanceName(own), kit.Ratio(own.Share), besideBest(r, own))
	case c.Distance != nil:
		out += fmt.Sprintf(" It stands for the %s distance.", distanceName(c.Distance))
	default:
		out += " It stands for no single distance of a pair, so it cannot order the triplets by itself."
	}
	return out
}

// besideBest compares a distance with the best of those measured.
func besideBest(r *triplets.Result, own *triplets.Spread) string {
	best := slices.MaxFunc(r.Distances, func(x, y *triplets.Spread) int { return cmp.Compare(x.Right, y.Right) })
	switch d := own.Right - best.Right; {
	case d > 0:
		return fmt.Sprintf("%s more than %s alone", kit.Count(d), distanceName(best))
	case d < 0:
		return fmt.Sprintf("%s fewer than %s alone", kit.Count(-d), distanceName(best))
	}
	return "as many as " + distanceName(best) + " alone"
}

func disagreementFinding(r *triplets.Result) string {
	d := r.Disagreement
	if d.OnlyA+d.OnlyB == 0 {
		return "They agree on every triplet."
	}
	return fmt.Sprintf("They disagree about %s: %s only by %s, %s only by %s. The difference is %s.",
		kit.Share(d.OnlyA+d.OnlyB, r.Triplets), right(d.OnlyA), kit.DistanceName(d.A).String(), right(d.OnlyB), kit.DistanceName(d.B).String(), byChance(d.P))
}

// reasonFinding says what lengths have to do with a disagreement.
func reasonFinding(r *triplets.Result) string {
	d := r.Disagreement
	out := ""
	for _, g := range []struct {
		name string
		n    int
		triplets.LengthShares
	}{{d.A, d.OnlyA, d.LengthsA}, {d.B, d.OnlyB, d.LengthsB}} {
		if g.n > 0 {
			out += fmt.Sprintf(" Where only %s is right, differing length makes %s of the squared distance to the positive and %s of that to the negative.",
				kit.DistanceName(g.name).String(), kit.Ratio(g.AP), kit.Ratio(g.AN))
		}
	}
	if out == "" {
		return ""
	}
	return out + fmt.Sprintf(" Over all triplets it is %s and %s.", kit.Ratio(r.Lengths.AP.LengthShare), kit.Ratio(r.Lengths.AN.LengthShare))
}

func right(n int) string {
	if n == 1 {
		return "1 is right"
	}
	return kit.Count(n) + " are right"
}

func classesFinding(d *triplets.Disagreement) string {
	if len(d.ClassPairs) == 0 {
		return ""
	}
	better, sure := map[string]int{}, 0
	for i := range d.ClassPairs {
		better[d.ClassPairs[i].Better()]++
		if d.ClassPairs[i].Holm < 0.05 {
			sure++
		}
	}
	out := fmt.Sprintf("In %s of %s of classes %s puts more triplets in order, in %s %s does, in %s both as many.",
		kit.Count(better["a"]), kit.Plural(len(d.ClassPairs), "1 pair", "%s pairs").String(), kit.DistanceName(d.A).String(), kit.Count(better["b"]), kit.DistanceName(d.B).String(), kit.Count(better[""]))
	gains := anchorGains(d)
	byGain := func(x, y gain) int { return cmp.Compare(x.by, y.by) }
	if best := slices.MaxFunc(gains, byGain); best.by > 0 {
		out += fmt.Sprintf(" %s gains most for anchors of class %s, %s of 100 triplets.", kit.Capital(kit.DistanceName(d.A)), best.name, kit.Brief(best.by))
	}
	if best := slices.MinFunc(gains, byGain); best.by < 0 {
		out += fmt.Sprintf(" %s gains most for anchors of class %s, %s of 100 triplets.", kit.Capital(kit.DistanceName(d.B)), best.name, kit.Brief(-best.by))
	}
	if sure == 0 {
		return out + " With so many pairs looked at, no difference of a single pair is beyond chance (McNemar's test, Holm's correction)."
	}
	return out + fmt.Sprintf(" With all pairs looked at, %s beyond chance (McNemar's test, Holm's correction).", isAre(sure))
}

func isAre(n int) string {
	if n == 1 {
		return "the difference in 1 pair is"
	}
	return "the differences in " + kit.Count(n) + " pairs are"
}

func lengthsFinding(r *triplets.Result) string {
	l := r.Lengths
	out := fmt.Sprintf("Lengths are %s on average with a standard deviation of %s (%s).", kit.Brief(l.All.Mean), kit.Brief(l.All.SD), kit.Ratio(l.All.SD/l.All.Mean))
	if n := len(l.Classes); n > 1 {
		shortest := slices.MinFunc(l.Classes, byMean)
		longest := slices.MaxFunc(l.Classes, byMean)
		out += fmt.Sprintf(" The shortest class is %s (%s), the longest %s (%s).", shortest.Name, kit.Brief(shortest.Length.Mean), longest.Name, kit.Brief(longest.Length.Mean))
	}
	out += fmt.Sprintf(" Of the mean squared Euclidean distance, %s is length for positives and %s for negatives; the rest is angle.",
		kit.Ratio(l.AP.LengthShare), kit.Ratio(l.AN.LengthShare))
	out += fmt.Sprintf(" Without the length part %s of the triplets would be in order; length puts %s right that angle has wrong, and %s wrong that angle has right.",
		kit.Share(l.RightByAngle, r.Triplets), kit.Count(l.Helped), kit.Count(l.Harmed))
	return out
}

func byMean(x, y triplets.ClassLength) int { return cmp.Compare(x.Length.Mean, y.Length.Mean) }
