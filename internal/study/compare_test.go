package study

import (
	"math"
	"strings"
	"testing"

	"mekiki/internal/stats"
)

// results makes a result for each job of a plan; value gives its headline
// figure, NaN for a run without figures.
func results(p *Plan, value func(loss, seed int) float64) []Result {
	var out []Result
	for i, job := range p.Jobs() {
		s, l := i/len(p.Losses), i%len(p.Losses)
		r := Result{Job: job}
		r.Outcome = &Outcome{Formula: p.Losses[l].Text, InitialSHA256: "i", TripletsSHA256: "t", WeightsSHA256: job.Key, Figures: Figures{}}
		if v := value(l, s); math.IsNaN(v) {
			r.Outcome.Error, r.Outcome.Figures = "training diverged", nil
		} else {
			r.Outcome.Figures.set("pair_accuracy_held_out", Cosine, v)
			r.Outcome.Figures.set("knn5_accuracy", Cosine, v-0.05)
			r.Outcome.Figures.set("pair_eer", Cosine, 1-v)
		}
		out = append(out, r)
	}
	return out
}

func compare(t *testing.T, p *Plan, r []Result) *Comparison {
	t.Helper()
	c, err := Compare(p, r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// noise is a fixed small unevenness.
func noise(l, s int) float64 { return 0.001 * math.Sin(float64(7*s+3*l)) }

func TestCompare(t *testing.T) {
	p := plan(t, 8, "cosine", "combined", "euclidean")
	c := compare(t, p, results(p, func(l, s int) float64 {
		return 0.9 + []float64{0, 0.02, -0.01}[l] + 0.01*float64(s%3) + noise(l, s)
	}))
	if len(c.Headline.Measures) != 2 || len(c.Measures) != 3 || len(c.Verdicts) != 2 || len(c.Runs) != 24 {
		t.Fatalf("%+v", c)
	}
	d := c.Headline.Measures[0].Differences[0]
	if d.Loss != "combined" || math.Abs(d.Paired.Mean-0.02) > 0.001 || d.Paired.N != 8 || d.Missing != 0 {
		t.Errorf("%+v", d)
	}
	// The spread of the seeds is taken out by the pairs.
	if d.Paired.SD > 0.002 || c.Headline.Measures[0].Values[0].SD < 0.005 {
		t.Errorf("spread of differences %v, of values %v", d.Paired.SD, c.Headline.Measures[0].Values[0].SD)
	}
	// Holm's correction is over the four deciding comparisons together.
	var raw, holm []float64
	for _, m := range c.Headline.Measures {
		for _, d := range m.Differences {
			raw, holm = append(raw, d.Paired.P), append(holm, d.PHolm)
		}
	}
	for i, want := range stats.Holm(raw) {
		if holm[i] != want || holm[i] < raw[i] {
			t.Errorf("corrected %v, want %v", holm[i], want)
		}
	}
	if !math.IsNaN(c.Measures[0].Differences[0].PHolm) {
		t.Error("a p-value outside of the family is corrected")
	}
	for _, want := range []string{"4 comparisons", "each of the 2 other losses against cosine", "Pair accuracy"} {
		if !strings.Contains(c.Headline.Family.String(), want) {
			t.Errorf("family %q lacks %q", c.Headline.Family, want)
		}
	}
	if !strings.Contains(c.Verdicts[0].Sentence.String(), "combined is better than cosine by 2.0 points of pair accuracy") ||
		!strings.Contains(c.Verdicts[1].Sentence.String(), "euclidean is worse than cosine by 1.0 points of 5-NN accuracy") ||
		c.Verdict.String() != c.Verdicts[0].Sentence.String()+" "+c.Verdicts[1].Sentence.String() {
		t.Errorf("%q", c.Verdicts)
	}
	if !strings.Contains(c.Pairing.String(), "all 8 seeds") || c.Losses[0].Decides != Cosine || len(c.Notes) != 0 {
		t.Errorf("%q, %+v, %q", c.Pairing, c.Losses[0], c.Notes)
	}
}

func TestOwnDistanceDecides(t *testing.T) {
	p := plan(t, 3, "cosine", "combined")
	r := results(p, func(l, s int) float64 { return 0.9 + noise(l, s) })
	for s := range 3 {
		r[p.at(s, 1)].Outcome.Figures.set("pair_accuracy_held_out", Own, 0.95+noise(1, s))
	}
	c := compare(t, p, r)
	h := c.Headline.Measures[0].Values
	if h[0].By != Cosine || h[1].By != Own || math.Abs(h[1].Mean-0.95) > 0.001 || c.Losses[1].Decides != Own {
		t.Errorf("%+v", h)
	}
	// Neighbours were not searched by it: cosine stands in.
	if h := c.Headline.Measures[1].Values; h[1].By != Cosine || h[1].N != 3 {
		t.Errorf("%+v", h)
	}
	if len(c.Notes) != 1 || !strings.Contains(c.Notes[0].String(), "stands in for the own distance of combined") {
		t.Errorf("%q", c.Notes)
	}
	if m := c.Measures[1]; m.Distance != Own || m.Values[0].N != 0 || m.Differences[0].Missing != 3 {
		t.Errorf("%+v", m)
	}
}

func TestMissingRuns(t *testing.T) {
	p := plan(t, 5, "cosine", "combined")
	c := compare(t, p, results(p, func(l, s int) float64 {
		if l == 1 && s == 1 || l == 0 && s == 4 {
			return math.NaN()
		}
		return 0.9 + 0.02*float64(l) + noise(l, s)
	}))
	d := c.Headline.Measures[0].Differences[0]
	if d.Paired.N != 3 || d.Missing != 2 || c.Losses[0].Failed != 1 || c.Losses[1].Runs != 4 || c.Runs[3].Error == "" {
		t.Errorf("%+v, %+v", d, c.Losses)
	}
	if len(c.Notes) != 2 || !strings.Contains(c.Notes[1].String(), "1 of 5 runs of combined") {
		t.Errorf("%q", c.Notes)
	}
	c = compare(t, p, results(p, func(l, s int) float64 { return []float64{0.9, math.NaN()}[l] }))
	if !strings.Contains(c.Verdict.String(), "No verdict on combined") {
		t.Errorf("%q", c.Verdict)
	}
	if c, err := Compare(p, results(p, func(int, int) float64 { return math.NaN() })); err == nil || !strings.Contains(err.Error(), "diverged") {
		t.Errorf("no run at all: %+v, %v", c, err)
	}
}

func TestOneSeed(t *testing.T) {
	p := plan(t, 1, "cosine", "combined")
	c := compare(t, p, results(p, func(l, _ int) float64 { return 0.9 + 0.02*float64(l) }))
	d := c.Headline.Measures[0].Differences[0].Paired
	if d.HasInterval() || !strings.Contains(c.Verdict.String(), "One seed shows no difference that can be trusted") || !strings.Contains(c.Notes[0].String(), "no spread") {
		t.Errorf("%+v, %q, %q", d, c.Verdict, c.Notes)
	}
}

func TestTheSameLoss(t *testing.T) {
	p := plan(t, 4, "cosine", "again: cosine", "other: relu(cos_ap - cos_an + 0.4) + 0*euc_ap", "combined")
	r := results(p, func(l, s int) float64 { return 0.9 + noise(l/3, s) })
	for s := range 4 {
		r[p.at(s, 2)].Outcome.WeightsSHA256 = r[p.at(s, 0)].Outcome.WeightsSHA256
	}
	c := compare(t, p, r)
	if c.Losses[1].SameAs != "cosine" || c.Losses[2].SameAs != "cosine" || c.Losses[3].SameAs != "" {
		t.Errorf("%+v", c.Losses)
	}
	if v := c.Verdicts[0].Sentence.String(); !strings.Contains(v, "again and cosine are the same loss: all runs agree bitwise") {
		t.Error(v)
	}
	if v := c.Verdicts[1].Sentence.String(); !strings.Contains(v, "other trains bitwise the same networks as cosine") {
		t.Error(v)
	}
}

func TestRunsThatAreNoPairs(t *testing.T) {
	p := plan(t, 2, "cosine", "combined")
	for _, spoil := range []func(*Outcome){
		func(o *Outcome) { o.InitialSHA256 = "other" },
		func(o *Outcome) { o.TripletsSHA256 = "other" },
	} {
		r := results(p, func(l, s int) float64 { return 0.9 })
		spoil(r[3].Outcome)
		if _, err := Compare(p, r); err == nil || !strings.Contains(err.Error(), "seed 2") {
			t.Errorf("%v", err)
		}
	}
}
