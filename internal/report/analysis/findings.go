package analysis

import (
	"cmp"
	"slices"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// findings are the sentences over the parts of the page: what its numbers say
// in plain words. Empty where there is nothing to say.
type findings struct {
	Distances    lang.Message `json:"distances"`
	Together     lang.Message `json:"together"`
	Loss         lang.Message `json:"loss"`
	Disagreement lang.Message `json:"disagreement"`
	Classes      lang.Message `json:"classes"`
	Lengths      lang.Message `json:"lengths"`
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
		f.Disagreement = kit.Sentences(disagreementFinding(r), reasonFinding(r))
		f.Classes = classesFinding(r.Disagreement)
	}
	return f
}

// verdict is the finding that counts most.
func (a *Page) verdict() lang.Message {
	r := a.Result
	var parts kit.List
	for i, s := range r.Distances {
		if i == 0 {
			parts = append(parts, lang.T("%s puts %s", distanceName(s), kit.Ratio(s.Share)))
			continue
		}
		parts = append(parts, lang.T("%s %s", distanceName(s), kit.Ratio(s.Share)))
	}
	first := lang.T("Of %s, %s in the right order, the positive nearer than the negative.", tripletCount(r.Triplets), parts)
	if r.Disagreement == nil {
		return first
	}
	return kit.Sentences(first, disagreementFinding(r))
}

func distancesFinding(r *triplets.Result) lang.Message {
	var out []lang.Message
	for _, s := range r.Distances {
		if !(s.Diff.SD > 0) {
			out = append(out, lang.T("By %s distance a positive lies at %s on average and a negative at %s; the difference is the same for all triplets.",
				distanceName(s), kit.Brief(s.AP.Mean), kit.Brief(s.AN.Mean)))
			continue
		}
		out = append(out, lang.T("By %s distance a positive lies at %s on average and a negative at %s; the mean difference is %s times its standard deviation.",
			distanceName(s), kit.Brief(s.AP.Mean), kit.Brief(s.AN.Mean), kit.Brief(s.Diff.Mean/s.Diff.SD)))
	}
	return kit.Sentences(append(out, lang.T("The higher this factor, the fewer triplets fall on the wrong side of 0."))...)
}

// togetherFinding speaks of the first two distances.
func togetherFinding(r *triplets.Result) lang.Message {
	c, a, b := r.Correlations[0], r.Distances[0], r.Distances[1]
	if !kit.IsFinite(c.Pearson) || !kit.IsFinite(c.Spearman) {
		return lang.T("%s and %s cannot be compared, because the differences of one of them are the same for all triplets.", kit.Capital(distanceName(a)), distanceName(b))
	}
	out := lang.T("%s and %s %s (Pearson %.2f, Spearman %.2f).", kit.Capital(distanceName(a)), distanceName(b), alike(c.Spearman), c.Pearson, c.Spearman)
	large, small := a, b
	if small.Diff.SD > large.Diff.SD {
		large, small = small, large
	}
	if f := large.Diff.SD / small.Diff.SD; f > 1.5 && kit.IsFinite(f) {
		out = kit.Sentences(out, lang.T("Their scales differ: %s differences spread %s times as wide as %s ones. To weigh the same in a sum, the %s term needs %s times the weight of the %s one.",
			distanceName(large), kit.Brief(f), distanceName(small), distanceName(small), kit.Brief(f), distanceName(large)))
	}
	return out
}

func lossFinding(r *triplets.Result) lang.Message {
	c := r.Combined
	out := []lang.Message{lang.T("The loss is %s on average, and exactly 0 for no triplet.", kit.Brief(c.Value.Mean))}
	if c.Zero > 0 {
		out[0] = lang.T("The loss is %s on average, and exactly 0 for %s of the triplets, which would teach nothing.", kit.Brief(c.Value.Mean), kit.Share(c.Zero, r.Triplets))
	}
	for _, h := range c.Hinges {
		switch part := float64(h.Active) / float64(h.Triplets); {
		case h.Active == 0:
			out = append(out, lang.T("The hinge %s acts on no triplet, so its weight has no effect here.", h.Hinge))
		case part < 0.01:
			out = append(out, lang.T("The hinge %s acts on only %s of the triplets, so its weight has hardly any effect here.", h.Hinge, kit.Share(h.Active, h.Triplets)))
		}
	}
	own := r.Own()
	switch {
	case own != nil:
		out = append(out, lang.T("The distance that it stands for, %s, puts %s in order, %s.", distanceName(own), kit.Ratio(own.Share), besideBest(r, own)))
	case c.Distance != nil:
		out = append(out, lang.T("It stands for the %s distance.", distanceName(c.Distance)))
	default:
		out = append(out, lang.T("It stands for no single distance of a pair, so it cannot order the triplets by itself."))
	}
	return kit.Sentences(out...)
}

// besideBest compares a distance with the best of those measured.
func besideBest(r *triplets.Result, own *triplets.Spread) lang.Message {
	best := slices.MaxFunc(r.Distances, func(x, y *triplets.Spread) int { return cmp.Compare(x.Right, y.Right) })
	switch d := own.Right - best.Right; {
	case d > 0:
		return lang.T("%s more than %s alone", kit.Count(d), distanceName(best))
	case d < 0:
		return lang.T("%s fewer than %s alone", kit.Count(-d), distanceName(best))
	}
	return lang.T("as many as %s alone", distanceName(best))
}

func disagreementFinding(r *triplets.Result) lang.Message {
	d := r.Disagreement
	if d.OnlyA+d.OnlyB == 0 {
		return lang.T("They agree on every triplet.")
	}
	return lang.T("They disagree about %s: %s only by %s, %s only by %s. The difference is %s.",
		kit.Share(d.OnlyA+d.OnlyB, r.Triplets), right(d.OnlyA), kit.DistanceName(d.A), right(d.OnlyB), kit.DistanceName(d.B), byChance(d.P))
}

// reasonFinding says what lengths have to do with a disagreement.
func reasonFinding(r *triplets.Result) lang.Message {
	d := r.Disagreement
	var out []lang.Message
	for _, g := range []struct {
		name string
		n    int
		triplets.LengthShares
	}{{d.A, d.OnlyA, d.LengthsA}, {d.B, d.OnlyB, d.LengthsB}} {
		if g.n > 0 {
			out = append(out, lang.T("Where only %s is right, differing length makes %s of the squared distance to the positive and %s of that to the negative.",
				kit.DistanceName(g.name), kit.Ratio(g.AP), kit.Ratio(g.AN)))
		}
	}
	if out == nil {
		return lang.Message{}
	}
	return kit.Sentences(append(out, lang.T("Over all triplets it is %s and %s.", kit.Ratio(r.Lengths.AP.LengthShare), kit.Ratio(r.Lengths.AN.LengthShare)))...)
}

func right(n int) lang.Message { return kit.Plural(n, "1 is right", "%s are right") }

func classesFinding(d *triplets.Disagreement) lang.Message {
	if len(d.ClassPairs) == 0 {
		return lang.Message{}
	}
	better, sure := map[string]int{}, 0
	for i := range d.ClassPairs {
		better[d.ClassPairs[i].Better()]++
		if d.ClassPairs[i].Holm < 0.05 {
			sure++
		}
	}
	out := []lang.Message{lang.T("In %s of %s of classes %s puts more triplets in order, in %s %s does, in %s both as many.",
		kit.Count(better["a"]), kit.Plural(len(d.ClassPairs), "1 pair", "%s pairs"), kit.DistanceName(d.A), kit.Count(better["b"]), kit.DistanceName(d.B), kit.Count(better[""]))}
	gains := anchorGains(d)
	byGain := func(x, y gain) int { return cmp.Compare(x.by, y.by) }
	if best := slices.MaxFunc(gains, byGain); best.by > 0 {
		out = append(out, lang.T("%s gains most for anchors of class %s, %s of 100 triplets.", kit.Capital(kit.DistanceName(d.A)), best.name, kit.Brief(best.by)))
	}
	if best := slices.MinFunc(gains, byGain); best.by < 0 {
		out = append(out, lang.T("%s gains most for anchors of class %s, %s of 100 triplets.", kit.Capital(kit.DistanceName(d.B)), best.name, kit.Brief(-best.by)))
	}
	if sure == 0 {
		return kit.Sentences(append(out, lang.T("With so many pairs looked at, no difference of a single pair is beyond chance (McNemar's test, Holm's correction)."))...)
	}
	return kit.Sentences(append(out, kit.Plural(sure,
		"With all pairs looked at, the difference in 1 pair is beyond chance (McNemar's test, Holm's correction).",
		"With all pairs looked at, the differences in %s pairs are beyond chance (McNemar's test, Holm's correction)."))...)
}

func lengthsFinding(r *triplets.Result) lang.Message {
	l := r.Lengths
	out := []lang.Message{lang.T("Lengths are %s on average with a standard deviation of %s (%s).", kit.Brief(l.All.Mean), kit.Brief(l.All.SD), kit.Ratio(l.All.SD/l.All.Mean))}
	if n := len(l.Classes); n > 1 {
		shortest := slices.MinFunc(l.Classes, byMean)
		longest := slices.MaxFunc(l.Classes, byMean)
		out = append(out, lang.T("The shortest class is %s (%s), the longest %s (%s).", shortest.Name, kit.Brief(shortest.Length.Mean), longest.Name, kit.Brief(longest.Length.Mean)))
	}
	out = append(out, lang.T("Of the mean squared Euclidean distance, %s is length for positives and %s for negatives; the rest is angle.",
		kit.Ratio(l.AP.LengthShare), kit.Ratio(l.AN.LengthShare)), lang.T("Without the length part %s of the triplets would be in order; length puts %s right that angle has wrong, and %s wrong that angle has right.",
		kit.Share(l.RightByAngle, r.Triplets), kit.Count(l.Helped), kit.Count(l.Harmed)))
	return kit.Sentences(out...)
}

func byMean(x, y triplets.ClassLength) int { return cmp.Compare(x.Length.Mean, y.Length.Mean) }
