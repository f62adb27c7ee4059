package risk

import (
	"math"
	"strconv"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// Contest is what several methods made of the same parts, each method learned from the
// same draws of good parts.
type Contest struct {
	// Methods are their names. The first is what the others are compared with, or that of
	// Against, a number of a method for each after the first.
	Methods []string
	Against []int
	// Parts say what each part is, and its object; their scores do not count.
	Parts []Part
	// Scores are of each draw, method and part.
	Scores [][][]float64
	// Without are the parts, by number, that do not count in a draw, such as those that were learned
	// from; nil where all count.
	Without []map[int]bool
}

// ContestOptions are the choices of a contest.
type ContestOptions struct {
	// Confidence is that of intervals, above 0 and below 1; a difference counts where chance
	// would bring it with 1 less Confidence.
	Confidence float64
	// Resamples is the number of bootstrap resamples, above 0.
	Resamples int
	Seed      uint64
}

// Standing is how well a method orders the parts.
type Standing struct {
	Method string `json:"method"`
	// AUROC is the mean over the draws; Draws has that of each.
	AUROC stats.Interval `json:"auroc"`
	Draws []float64      `json:"draws"`
}

// Lead is how far a method is ahead of another in AUROC, draw by draw and part by part.
type Lead struct {
	Method string         `json:"method"`
	Than   string         `json:"than"`
	Mean   stats.Interval `json:"mean"` // below 0 where it is behind
	// P is two-sided; Adjusted is Holm's correction of it over the family that Adjust got, P before.
	P        float64 `json:"p"`
	Adjusted float64 `json:"p_holm"`
	// Same says that both gave the same figure in every draw.
	Same       bool    `json:"same"`
	Draws      int     `json:"draws"`
	Parts      int     `json:"parts"`
	Confidence float64 `json:"confidence"`
}

// Judge compares the methods. Intervals and p-values are by a bootstrap that draws the
// draws of good parts and the objects of the tested parts at the same time, the same ones for
// all methods (Owen, The Pigeonhole Bootstrap, 2007, which errs on the wide side). It is an
// error if there are no good or no bad parts. Where a resample has none of one kind that counts in a draw, that
// draw's own parts stand in. It panics if there is no draw, or a score
// is missing.
func (c *Contest) Judge(o ContestOptions) ([]Standing, []Lead, error) {
	good, bad := scoresOf(c.Parts)
	if len(good) == 0 || len(bad) == 0 {
		return nil, nil, lang.Errorf("there are %d good and %d bad parts to compare on; both kinds are needed", len(good), len(bad))
	}
	methods, draws := len(c.Methods), len(c.Scores)
	orders := make([][]*ranking, draws)
	for d, of := range c.Scores {
		orders[d] = make([]*ranking, methods)
		for m := range c.Methods {
			orders[d][m] = newRanking(scored(c.Parts, of[m]))
		}
	}
	once := make([]int32, len(c.Parts))
	for i := range once {
		once[i] = 1
	}
	standings := make([]Standing, methods)
	for m := range standings {
		standings[m].Method = c.Methods[m]
		for d := range draws {
			standings[m].Draws = append(standings[m].Draws, orders[d][m].figures(c.counted(d, once, once)).auroc)
		}
	}
	means := make([][]float64, methods) // of each resample
	parts, chance := newResampler(c.Parts, o.Seed), stats.NewResampler(o.Seed^0x64726177)
	for range o.Resamples {
		weight, sum := parts.next(), make([]float64, methods)
		times := make([]int, draws)
		for range draws {
			times[chance.Draw(draws)]++
		}
		for d, n := range times {
			if n == 0 {
				continue
			}
			own := c.counted(d, weight, once)
			for m := range sum {
				sum[m] += float64(n) * orders[d][m].figures(own).auroc
			}
		}
		for m, s := range sum {
			means[m] = append(means[m], s/float64(draws))
		}
	}
	tail := (1 - o.Confidence) / 2
	for m := range standings {
		mean, _ := stats.MeanSD(standings[m].Draws)
		standings[m].AUROC = stats.PercentileInterval(mean, means[m], tail)
	}
	var leads []Lead
	for m := 1; m < methods; m++ {
		than := 0
		if c.Against != nil {
			than = c.Against[m-1]
		}
		leads = append(leads, lead(standings[m], standings[than], means[m], means[than], c.tested(), o.Confidence))
	}
	return standings, leads, nil
}

// counted are the weights of parts in a draw: of a resample, or once where that leaves no good or no bad ones.
func (c *Contest) counted(draw int, weight, once []int32) []int32 {
	if c.Without == nil {
		return weight
	}
	out := make([]int32, len(weight))
	var has [2]bool
	for i, w := range weight {
		if c.Without[draw][i] {
			continue
		}
		if out[i] = w; w > 0 {
			if c.Parts[i].Bad {
				has[1] = true
			} else {
				has[0] = true
			}
		}
	}
	if !has[0] || !has[1] {
		copy(out, once)
		for i := range c.Without[draw] {
			out[i] = 0
		}
	}
	return out
}

// tested is how many parts count in some draw.
func (c *Contest) tested() int {
	if c.Without == nil {
		return len(c.Parts)
	}
	n := 0
	for i := range c.Parts {
		for _, without := range c.Without {
			if !without[i] {
				n++
				break
			}
		}
	}
	return n
}

// scored are parts with other scores.
func scored(parts []Part, scores []float64) []Part {
	out := make([]Part, len(parts))
	for i, p := range parts {
		p.Score = scores[i]
		out[i] = p
	}
	return out
}

// lead compares two methods by their means in the same resamples.
func lead(a, b Standing, as, bs []float64, parts int, confidence float64) Lead {
	l := Lead{Method: a.Method, Than: b.Method, Draws: len(a.Draws), Parts: parts, Confidence: confidence, Same: true}
	difference := make([]float64, len(as))
	above, below := 0, 0
	for i := range as {
		difference[i] = as[i] - bs[i]
		if difference[i] >= 0 {
			above++
		}
		if difference[i] <= 0 {
			below++
		}
	}
	for d := range a.Draws {
		l.Same = l.Same && a.Draws[d] == b.Draws[d]
	}
	l.Mean = stats.PercentileInterval(a.AUROC.Value-b.AUROC.Value, difference, (1-confidence)/2)
	// The resamples count themselves in, so that none of them never means none at all.
	l.P = math.Min(1, 2*float64(min(above, below)+1)/float64(len(as)+1))
	l.Adjusted = l.P
	return l
}

// Adjust corrects the p-values of a family of comparisons for being several (Holm, 1979).
func Adjust(leads []*Lead) {
	p := make([]float64, len(leads))
	for i, l := range leads {
		p[i] = l.P
	}
	for i, v := range stats.Holm(p) {
		leads[i].Adjusted = v
	}
}

// Message says what the comparison found.
func (l Lead) Message() lang.Message {
	alpha, sure := 1-l.Confidence, Percent(l.Confidence)
	mean, lo, hi := l.Mean.Value, l.Mean.Lo, l.Mean.Hi
	switch {
	case l.Same && lo == 0 && hi == 0:
		return lang.T("%s and %s put the parts in equally good order in every draw.", l.Method, l.Than)
	case l.P >= alpha:
		return lang.T("No difference found between %s and %s: %s minus %s is %s points of AUROC (%s interval %s to %s; draws of good parts: %d, parts tested: %d).",
			l.Method, l.Than, l.Method, l.Than, points(mean), sure, points(lo), points(hi), l.Draws, l.Parts)
	case l.Adjusted >= alpha:
		return lang.T("Undecided between %s and %s: %s minus %s is %s points of AUROC (%s interval %s to %s; draws of good parts: %d, parts tested: %d), but among all comparisons made this may be chance (p = %.3f after Holm's correction).",
			l.Method, l.Than, l.Method, l.Than, points(mean), sure, points(lo), points(hi), l.Draws, l.Parts, l.Adjusted)
	case mean < 0:
		return lang.T("%s is worse than %s by %s points of AUROC (%s interval %s to %s; draws of good parts: %d, parts tested: %d).",
			l.Method, l.Than, points(-mean), sure, points(-hi), points(-lo), l.Draws, l.Parts)
	}
	return lang.T("%s is better than %s by %s points of AUROC (%s interval %s to %s; draws of good parts: %d, parts tested: %d).",
		l.Method, l.Than, points(mean), sure, points(lo), points(hi), l.Draws, l.Parts)
}

// points writes a share in percentage points.
func points(share float64) string {
	s := strconv.FormatFloat(100*share, 'f', 2, 64)
	if s == "-0.00" {
		return "0.00"
	}
	return s
}
