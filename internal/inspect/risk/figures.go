package risk

import (
	"maps"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// Options are the choices of a test.
type Options struct {
	Thresholds Thresholds
	// Confidence is that of limits and intervals, above 0 and below 1.
	Confidence float64
	// Resamples is the number of bootstrap resamples by object; 0 asks for none, and the
	// intervals that need them have no width.
	Resamples int
	Seed      uint64
}

// Figures are what a test found.
type Figures struct {
	Thresholds Thresholds `json:"thresholds"`
	Confidence float64    `json:"confidence"`
	Good       int        `json:"good"`    // parts
	Bad        int        `json:"bad"`     // parts
	Objects    int        `json:"objects"` // that these show
	// Escapes are bad parts that are OK, Overkill good ones that are NG. A part under
	// REVIEW is neither.
	Escapes  Rate `json:"escapes"`
	Overkill Rate `json:"overkill"`
	// GoodReview and BadReview are the parts under REVIEW.
	GoodReview Rate `json:"good_review"`
	BadReview  Rate `json:"bad_review"`
	// Ranking is nil unless there are good and bad parts.
	Ranking *Ranking `json:"ranking"`
	// Kinds are the kinds of defect by name.
	Kinds []Kind `json:"kinds"`
}

// Ranking says how well scores order parts, and balanced accuracies. All are 0 to 1.
// Intervals are by bootstrap over objects (percentiles) where nothing else is said; of a
// figure that is 1 in every resample they have no width.
type Ranking struct {
	// AUROC is the chance that a bad part has a higher score than a good one, ties counting
	// half. Its interval is that of stats.AUC where every part is an object of its own, or
	// no good part is above a bad one; there of one good and one bad part of each object.
	AUROC stats.Interval `json:"auroc"`
	AP    stats.Interval `json:"ap"`
	// F1Max is the best F1 of bad parts over all thresholds, reached at F1Threshold: an
	// optimistic figure, chosen on these parts.
	F1Max       stats.Interval `json:"f1_max"`
	F1Threshold float64        `json:"f1_threshold"`
	// ZeroOverkill is the share of bad parts above all good ones.
	ZeroOverkill stats.Interval `json:"recall_at_zero_overkill"`
	// BalancedLow and BalancedHigh are the mean of the share of bad parts found and of good
	// ones let pass if REVIEW counts as NG and if it counts as OK. The interval adds the limits
	// of both shares, see Rate, as independent ones (Zou, Huang and Zhang, 2009).
	BalancedLow  stats.Interval `json:"balanced_accuracy_low"`
	BalancedHigh stats.Interval `json:"balanced_accuracy_high"`
}

// Kind is what a test found on bad parts with one kind of defect, against all good ones.
type Kind struct {
	Kind         string          `json:"kind"`
	Bad          int             `json:"bad"`
	Escapes      Rate            `json:"escapes"`
	Review       Rate            `json:"review"`
	AUROC        *stats.Interval `json:"auroc"` // nil without good parts
	ZeroOverkill *stats.Interval `json:"recall_at_zero_overkill"`
}

// Test computes the figures of a test. It is an error if there is no part, or the thresholds
// or the confidence are out of range.
func Test(parts []Part, opt Options) (*Figures, error) {
	if err := opt.Thresholds.Check(); err != nil {
		return nil, err
	}
	if err := checkConfidence(opt.Confidence); err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		return nil, lang.Errorf("there is no part to test")
	}
	good, bad := scoresOf(parts)
	mustFinite("Test", good)
	mustFinite("Test", bad)
	f := &Figures{Thresholds: opt.Thresholds, Confidence: opt.Confidence, Good: len(good), Bad: len(bad)}
	_, f.Objects = objects(parts)
	isGood, isBad := func(p Part) bool { return !p.Bad }, func(p Part) bool { return p.Bad }
	called := func(v Verdict) func(Part) bool {
		return func(p Part) bool { return p.verdict(opt.Thresholds) == v }
	}
	f.Escapes = rate(parts, opt.Confidence, isBad, called(OK))
	f.Overkill = rate(parts, opt.Confidence, isGood, called(NG))
	f.GoodReview = rate(parts, opt.Confidence, isGood, called(Review))
	f.BadReview = rate(parts, opt.Confidence, isBad, called(Review))
	if len(good) > 0 && len(bad) > 0 {
		f.Ranking = rank(parts, opt)
	}
	kinds := map[string]bool{}
	for _, p := range parts {
		if p.Bad && p.Kind != "" {
			kinds[p.Kind] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		ofKind := func(p Part) bool { return p.Bad && p.Kind == name }
		k := Kind{Kind: name, Escapes: rate(parts, opt.Confidence, ofKind, called(OK)), Review: rate(parts, opt.Confidence, ofKind, called(Review))}
		k.Bad = k.Escapes.Of
		if len(good) > 0 {
			own := slices.DeleteFunc(slices.Clone(parts), func(p Part) bool { return p.Bad && p.Kind != name })
			r := rank(own, opt)
			k.AUROC, k.ZeroOverkill = &r.AUROC, &r.ZeroOverkill
		}
		f.Kinds = append(f.Kinds, k)
	}
	return f, nil
}

// rank computes a Ranking of parts, of which some are good and some bad.
func rank(parts []Part, opt Options) *Ranking {
	order := newRanking(parts)
	once := make([]int32, len(parts))
	for i := range once {
		once[i] = 1
	}
	at := order.figures(once)
	value := [...]float64{at.auroc, at.ap, at.f1, at.recall}
	var replicates [len(value)][]float64
	draws := newResampler(parts, opt.Seed)
	for range opt.Resamples {
		f := order.figures(draws.next())
		for k, v := range [...]float64{f.auroc, f.ap, f.f1, f.recall} {
			replicates[k] = append(replicates[k], v)
		}
	}
	var out [len(value)]stats.Interval
	for k, v := range value {
		out[k] = stats.PercentileInterval(v, replicates[k], (1-opt.Confidence)/2)
	}
	r := &Ranking{AUROC: out[0], AP: out[1], F1Max: out[2], ZeroOverkill: out[3]}
	r.BalancedLow = balanced(parts, opt, func(v Verdict) bool { return v != OK })
	r.BalancedHigh = balanced(parts, opt, func(v Verdict) bool { return v == NG })
	if _, count := objects(parts); count == len(parts) || at.auroc == 0 || at.auroc == 1 {
		good, bad := scoresOf(onePerObject(parts))
		r.AUROC = stats.AUC(bad, good, opt.Confidence)
	}
	r.F1Threshold = parts[order.order[at.bestF1]].Score
	if at.bestF1+1 < len(parts) {
		r.F1Threshold = between(parts[order.order[at.bestF1+1]].Score, r.F1Threshold)
	}
	return r
}

// balanced is the balanced accuracy where some verdicts count as NG.
func balanced(parts []Part, opt Options, ng func(Verdict) bool) stats.Interval {
	right := func(p Part) bool { return ng(p.verdict(opt.Thresholds)) == p.Bad }
	var terms []term
	for _, bad := range []bool{false, true} {
		own := slices.DeleteFunc(slices.Clone(parts), func(p Part) bool { return p.Bad != bad })
		r := rate(own, opt.Confidence, func(Part) bool { return true }, right)
		terms = append(terms, term{weight: 0.5, share: r.Share, cases: r.Cases})
	}
	i := sum(terms, opt.Confidence)
	i.Hi = min(1, i.Hi)
	return i
}
