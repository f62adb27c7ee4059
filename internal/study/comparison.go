package study

import (
	"math"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// Comparison is what the runs of a plan show together; compare.json holds it.
type Comparison struct {
	// Verdict is all Verdicts as one text.
	Verdict  lang.Message `json:"verdict"`
	Verdicts []Verdict    `json:"verdicts"`
	// Notes are remarks on how far the figures can be trusted.
	Notes    []lang.Message `json:"notes"`
	Baseline string         `json:"baseline"`
	Losses   []Side         `json:"losses"`
	Seeds    []uint64       `json:"seeds"`
	// Pairing says what was checked about the pairs.
	Pairing lang.Message `json:"pairing"`
	// Headline holds the measures that decide, each loss by its own distance.
	Headline Headline `json:"headline"`
	// Measures holds every measure by every distance.
	Measures []Comparable `json:"measures"`
	Runs     []Run        `json:"runs"`
}

// Verdict is the sentence on one loss against the baseline.
type Verdict struct {
	Loss     string       `json:"loss"`
	Sentence lang.Message `json:"sentence"`
}

// Side is one loss of a comparison.
type Side struct {
	Name    string `json:"name"`
	Formula string `json:"formula"`
	// Decides is the distance whose figures stand for the loss in the headline, as a
	// key of figures, and Why says why; neither depends on test data.
	Decides string       `json:"decides"`
	Why     lang.Message `json:"why"`
	// Own is the distance that the loss stands for, a formula of a pair, or empty.
	Own string `json:"own_distance,omitempty"`
	// Runs have figures; Failed do not.
	Runs   int `json:"runs"`
	Failed int `json:"failed"`
	// SameAs names an earlier loss whose runs agree bitwise in every weight.
	SameAs string `json:"same_as,omitempty"`
}

// Headline is the family of comparisons that the verdict rests on.
type Headline struct {
	// Family says in words which comparisons Holm's correction covers.
	Family   lang.Message `json:"family"`
	Measures []Comparable `json:"measures"`
}

// Comparable is one measure by one distance for all losses.
type Comparable struct {
	Measure  Measure `json:"measure"`
	Distance string  `json:"distance"` // "decides" in the headline: each loss's own
	// Values has an entry for each loss, Differences for each but the baseline.
	Values      []Values     `json:"values"`
	Differences []Difference `json:"differences"`
}

// Values are the figures of one loss.
type Values struct {
	Loss string `json:"loss"`
	By   string `json:"by"` // the distance
	N    int    `json:"n"`
	// Mean and SD are over the seeds; SD is NaN for one.
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
	// PerSeed has an entry for each seed, NaN where the run has no figure.
	PerSeed []float64 `json:"per_seed"`
}

// Difference is a loss minus the baseline, over the seeds that have both.
type Difference struct {
	Loss string `json:"loss"`
	// Missing counts the seeds that are left out because a run has no figure.
	Missing int `json:"missing"`
	// Paired has the loss as side A and the baseline as side B.
	Paired stats.Paired `json:"paired"`
	// PHolm and WilcoxonPHolm are Holm's corrections; NaN outside of the headline.
	PHolm         float64 `json:"p_holm"`
	WilcoxonPHolm float64 `json:"wilcoxon_p_holm"`
}

// Run is one run of the comparison.
type Run struct {
	Loss   string `json:"loss"`
	Seed   uint64 `json:"seed"`
	Folder string `json:"folder"`
	Reused bool   `json:"reused"`
	Error  string `json:"error,omitempty"`
	// The rest is that of its Outcome.
	Epochs        int      `json:"epochs"`
	BestEpoch     int      `json:"best_epoch"`
	ValLoss       float64  `json:"val_loss"`
	Seconds       float64  `json:"seconds"`
	WeightsSHA256 string   `json:"weights_sha256,omitempty"`
	Warnings      []string `json:"warnings,omitempty"`
}

// Compare evaluates the results of p.Jobs, in their order. It is an error if no
// run has figures, or if the runs of a seed did not start from the same weights
// and triplets, for then they are no pairs.
func Compare(p *Plan, results []Result) (*Comparison, error) {
	c := &Comparison{Baseline: p.Losses[0].Name, Seeds: p.Seeds}
	var done []*Outcome
	for i := range results {
		r := &results[i]
		c.Runs = append(c.Runs, newRun(r))
		if r.ok() {
			done = append(done, r.Outcome)
		}
	}
	if len(done) == 0 {
		return nil, lang.Errorf("none of the %d runs has figures; the first one says: %s", len(results), lang.Saved(c.Runs[0].Error))
	}
	if err := checkPairs(p, results); err != nil {
		return nil, err
	}
	c.Pairing = pairing(p)
	c.Losses = sides(p, results)
	for _, m := range measures() {
		for _, d := range distancesOf(done, m.Key) {
			c.Measures = append(c.Measures, c.compare(p, results, m, d, func(int) string { return d }))
		}
	}
	c.headline(p, results)
	c.judge(p)
	return c, nil
}

func newRun(r *Result) Run {
	run := Run{Loss: r.Job.Name, Seed: r.Job.Config.Seed, Folder: r.Job.Folder, Reused: r.Reused}
	if r.Err != nil {
		run.Error = r.Err.Error()
	}
	if o := r.Outcome; o != nil {
		run.Error, run.Epochs, run.BestEpoch, run.ValLoss = o.Error, o.Epochs, o.BestEpoch, o.ValLoss
		run.Seconds, run.WeightsSHA256, run.Warnings = o.Seconds, o.WeightsSHA256, o.Warnings
	}
	return run
}

// compare takes one measure, each loss by the distance that by says.
func (c *Comparison) compare(p *Plan, results []Result, m Measure, distance string, by func(loss int) string) Comparable {
	out := Comparable{Measure: m, Distance: distance}
	for l, loss := range p.Losses {
		v := Values{Loss: loss.Name, By: by(l)}
		var have []float64
		for s := range p.Seeds {
			value := math.NaN()
			if r := &results[p.at(s, l)]; r.ok() {
				if f, ok := r.Outcome.Figures[m.Key][v.By]; ok {
					value = f
					have = append(have, f)
				}
			}
			v.PerSeed = append(v.PerSeed, value)
		}
		v.N = len(have)
		v.Mean, v.SD = stats.MeanSD(have)
		out.Values = append(out.Values, v)
	}
	base := out.Values[0].PerSeed
	for _, v := range out.Values[1:] {
		var a, b []float64
		for s, x := range v.PerSeed {
			if !math.IsNaN(x) && !math.IsNaN(base[s]) {
				a, b = append(a, x), append(b, base[s])
			}
		}
		out.Differences = append(out.Differences, Difference{
			Loss: v.Loss, Missing: len(base) - len(a), Paired: stats.ComparePaired(a, b),
			PHolm: math.NaN(), WilcoxonPHolm: math.NaN(),
		})
	}
	return out
}

// sides describes the losses and finds those that trained the same networks.
func sides(p *Plan, results []Result) []Side {
	var out []Side
	for l, loss := range p.Losses {
		s := Side{Name: loss.Name, Formula: loss.Text, Decides: Cosine, Why: lang.T("the loss stands for no single distance")}
		var sums []string
		for i := range p.Seeds {
			r := &results[p.at(i, l)]
			sum := ""
			if r.ok() {
				s.Runs++
				s.Formula, sum = r.Outcome.Formula, r.Outcome.WeightsSHA256
				if _, ok := r.Outcome.Figures["pair_accuracy_held_out"][Own]; ok {
					s.Decides, s.Why, s.Own = Own, lang.T("the distance that the loss stands for"), r.Outcome.Own
				}
			} else {
				s.Failed++
			}
			sums = append(sums, sum)
		}
		for k := range l {
			same := func(i int, sum string) bool {
				other := &results[p.at(i, k)]
				return sum != "" && other.ok() && other.Outcome.WeightsSHA256 == sum
			}
			if all(sums, same) {
				s.SameAs = p.Losses[k].Name
				break
			}
		}
		out = append(out, s)
	}
	return out
}

func all(sums []string, ok func(int, string) bool) bool {
	for i, s := range sums {
		if !ok(i, s) {
			return false
		}
	}
	return true
}

// checkPairs compares what the runs of each seed started from.
func checkPairs(p *Plan, results []Result) error {
	for s, seed := range p.Seeds {
		var first *Outcome
		for l := range p.Losses {
			r := &results[p.at(s, l)]
			switch {
			case !r.ok():
			case first == nil:
				first = r.Outcome
			case r.Outcome.InitialSHA256 != first.InitialSHA256 || r.Outcome.TripletsSHA256 != first.TripletsSHA256:
				return lang.Errorf("the runs of seed %d in %s and %s did not start from the same weights and triplets, so they are no pair; delete both folders and start again",
					seed, first.Name, r.Outcome.Name)
			}
		}
	}
	return nil
}

// pairing says what checkPairs has found.
func pairing(p *Plan) lang.Message {
	seeds := lang.Plural(len(p.Seeds), "the one seed", "all %d seeds")
	return lang.T("In %s every loss began with bitwise the same initial weights and had the same training, validation and test triplets (both checked by SHA-256); the order of the batches follows from the seed too.", seeds)
}

// loss is the side of that name.
func (c *Comparison) loss(name string) *Side {
	return &c.Losses[slices.IndexFunc(c.Losses, func(s Side) bool { return s.Name == name })]
}
