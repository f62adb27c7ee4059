// Package calibrate suggests the coefficients of a loss from the distances over
// triplets: weights that bring distances to one scale, margins by the share of the
// triplets on which they act, thresholds by where the distances disagree.
package calibrate

import (
	"slices"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
)

// fewestTriplets is the least number of triplets that coefficients are
// suggested from: quantiles of fewer are accidents.
const fewestTriplets = 20

// DefaultActive is the usual share of triplets that a margin makes active.
const DefaultActive = 0.5

// The ways to bring distances to one scale.
const (
	BySpread   = "spread"
	ByGradient = "gradient"
)

// ScaleNames are the values of Options.By.
func ScaleNames() []string { return []string{BySpread, ByGradient} }

// Options are the choices of a calibration. The zero value is usable.
type Options struct {
	// Distances are registered names; nil takes DefaultDistances. The first one
	// leads: its weight is 1, and the others help where it is wrong. A name given
	// twice counts once.
	Distances []string
	// By says what the weights are made of: BySpread, the default, or ByGradient.
	By string
	// Active is the share of the triplets on which the hinge of the first
	// distance acts, 0 to 1, both excluded; 0 means DefaultActive.
	Active float64
	// Silent is the share of the triplets that the first distance has in order on
	// which the hinges of the others keep silent; 0 lets the data say, by
	// Youden's J.
	Silent float64
	// Before is the loss that the suggestion is compared with; the zero value
	// leaves the comparison out.
	Before triplet.Spec
	// Workers is the number of goroutines; 0 takes GOMAXPROCS. It changes no figure.
	Workers int
}

// Result is what Calibrate suggests, with what it is made of.
type Result struct {
	Triplets int `json:"triplets"`
	// By and Active are the choices that were made.
	By     string  `json:"by"`
	Active float64 `json:"active"`
	// Terms has one entry for each distance, the leading one first.
	Terms []*Term `json:"terms"`
	// Loss is the suggested loss, a sum of hinges, its numbers rounded.
	Loss Suggested `json:"loss"`
	// Pairs is the second suggestion, a loss of two thresholds. Nil if the
	// distance does not grow from same to different.
	Pairs *PairLoss `json:"pairs,omitempty"`
	// Before is the loss that was given, After the suggested one, on the same
	// triplets. Before is nil where none was given.
	Before *triplets.Combined `json:"before,omitempty"`
	After  *triplets.Combined `json:"after"`
	// Notes says in words what is doubtful.
	Notes []lang.Message `json:"notes,omitempty"`
}

// Suggested is a loss to paste.
type Suggested struct {
	// Formula has its numbers rounded, as parameters.
	Formula string `json:"formula"`
	// Exact holds the same parameters before they were rounded.
	Exact map[string]float64 `json:"exact"`
	// Reason says in one sentence why this form.
	Reason lang.Message `json:"reason"`
}

// Term is one distance with its coefficients.
type Term struct {
	// Spread holds the name and the distributions.
	*triplets.Spread
	// Symbol is the distance's short name in formulas.
	Symbol string `json:"symbol"`
	// Weight brings the distance to the scale of the first one.
	Weight Weight `json:"weight"`
	// Margin has the margins by quantile.
	Margin Margin `json:"margin"`
	// Zone says where the hinge of a distance after the first begins; nil for the first.
	Zone *Zone `json:"zone,omitempty"`
}

// Run suggests coefficients from the distributions of the distances over
// the triplets. It is an error if there are fewer than fewestTriplets, if a
// value is not finite, if all vectors are of one class, if a distance is unknown
// or the same everywhere, and if the loss to compare with cannot be compiled or
// has no value for a triplet. It panics if a share is outside of 0 to 1, if By
// is unknown, if sizes disagree, or if a triplet points beyond the vectors.
func Run(in triplets.Input, opt Options) (*Result, error) {
	opt.check()
	kinds, err := triplets.Distances(opt.Distances, distance.Whitening{})
	if err != nil {
		return nil, err
	}
	if n := len(in.Index); n < fewestTriplets {
		return nil, lang.Errorf("%d triplets are too few to calibrate on, at least %d are wanted; take a larger part, or make more with 'mekiki data triplets'", n, fewestTriplets)
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	c := &Result{Triplets: len(in.Index), By: opt.By, Active: opt.Active, Notes: in.Notes()}
	if in.Labels == nil {
		c.Notes = nil // nothing here asks for labels
	}
	if c.Terms, err = terms(&in, kinds, opt.Workers); err != nil {
		return nil, err
	}
	c.weigh(gradientLengths(&in, kinds, opt.Workers))
	for i, t := range c.Terms {
		t.Margin = newMargin(t.Spread, opt.Active)
		if i > 0 {
			t.Zone = newZone(c.Terms[0].Spread, t.Spread, opt.Silent)
		}
	}
	c.Loss = c.suggestHinges()
	c.suggestPairs()
	if c.After, err = in.Combine(triplet.Spec{Formula: c.Loss.Formula}, opt.Workers); err != nil {
		return nil, err
	}
	if opt.Before.Formula != "" {
		if c.Before, err = in.Combine(opt.Before, opt.Workers); err != nil {
			return nil, err
		}
	}
	c.explain()
	return c, nil
}

func (opt *Options) check() {
	if opt.By == "" {
		opt.By = BySpread
	}
	if opt.Active == 0 {
		opt.Active = DefaultActive
	}
	if !slices.Contains(ScaleNames(), opt.By) {
		panic("calibrate: unknown scale " + opt.By)
	}
	if !(opt.Active > 0 && opt.Active < 1) || !(opt.Silent >= 0 && opt.Silent < 1) {
		panic("calibrate: a share outside of 0 to 1")
	}
}

// terms measures the distances.
func terms(in *triplets.Input, kinds []distance.Distance[float64], workers int) ([]*Term, error) {
	spreads, err := in.Spreads(kinds, workers)
	if err != nil {
		return nil, err
	}
	out := make([]*Term, len(kinds))
	for i, d := range kinds {
		t := &Term{Spread: spreads[i], Symbol: d.Symbol()}
		if !(t.Diff.SD > 0) {
			return nil, lang.Errorf("the %s distance has the same difference d(a,n) - d(a,p), %.4g, on every triplet, so there is no spread to calibrate by; choose another distance with --distance, or look whether all pictures are alike: 'mekiki data check'",
				d.Name(), t.Diff.Mean)
		}
		out[i] = t
	}
	return out, nil
}
