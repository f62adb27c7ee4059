package risk

import (
	"math"
	"reflect"
	"testing"
)

// TestChoose: each kind of rule gives what its own function gives, and says what both
// thresholds rest on; a rule that cannot be followed is an error.
func TestChoose(t *testing.T) {
	good, bad := []float64{1, 1.1, 1.2, 1.3, 1.05, 1.15}, []float64{1.25, 1.8, 2, 2.2}
	overkill, review := OverkillGoal{Rate: 0.2, Confidence: 0.9}, OverkillGoal{Rate: 0.4, Confidence: 0.9}
	look := 1.0
	costs := Costs{Escape: 100, Overkill: 5, Look: &look, BadRate: 0.1, Confidence: 0.9}
	high, err := FromGood(good, overkill)
	if err != nil {
		t.Fatal(err)
	}
	low, err := FromGood(good, review)
	if err != nil {
		t.Fatal(err)
	}
	both, err := FromBoth(good, bad, overkill, EscapeGoal{0.5, 0.9})
	if err != nil {
		t.Fatal(err)
	}
	cost, err := ByCost(good, bad, costs)
	if err != nil {
		t.Fatal(err)
	}
	goals := Rule{Overkill: overkill, Review: review}
	for name, c := range map[string]struct {
		rule func(r Rule) Rule
		want Choice
	}{
		"good": {func(r Rule) Rule { return r }, Choice{Thresholds: Thresholds{low.Threshold, high.Threshold}, Basis: high, ReviewBasis: low}},
		"both": {func(r Rule) Rule { r.Escape = &EscapeGoal{0.5, 0.9}; return r }, Choice{Thresholds: both.Thresholds, Basis: both.Good, BadBasis: both.Bad}},
		"cost": {func(r Rule) Rule { r.Escape, r.Costs = &EscapeGoal{0.5, 0.9}, &costs; return r }, Choice{Thresholds: cost.Thresholds, CostBasis: cost}},
		"hand": {func(r Rule) Rule { r.Costs, r.Fixed = &costs, &Thresholds{3, 4}; return r }, Choice{Thresholds: Thresholds{3, 4}}},
	} {
		got, err := Choose(c.rule(goals), good, bad)
		if err != nil || !reflect.DeepEqual(*got, c.want) {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
			continue
		}
		if got.WhyHigh().IsZero() || got.WhyLow().IsZero() {
			t.Errorf("%s says nothing of what it rests on", name)
		}
	}
	for name, r := range map[string]Rule{
		"no rule":     {},
		"wrong order": {Fixed: &Thresholds{4, 3}},
		"no bad part": {Overkill: overkill, Review: review, Escape: &EscapeGoal{0.01, 0.95}},
		"no cost":     {Costs: &Costs{}},
	} {
		if got, err := Choose(r, good, nil); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestChooseFewBad: bad parts that are too few for the limit let REVIEW begin earlier than good parts do, never later, and
// leave NG where it is; enough of them set one threshold.
func TestChooseFewBad(t *testing.T) {
	good := []float64{1, 1.1, 1.2, 1.3, 1.05, 1.15}
	r := Rule{Overkill: OverkillGoal{Rate: 0.2, Confidence: 0.9}, Review: OverkillGoal{Rate: 0.4, Confidence: 0.9}}
	alone, err := Choose(r, good, nil)
	if err != nil || alone.Thresholds.Low >= alone.Thresholds.High {
		t.Fatal(alone, err)
	}
	low, high := alone.Thresholds.Low, alone.Thresholds.High
	for name, c := range map[string]struct {
		bad    []float64
		escape float64
		want   Thresholds
		both   bool // good parts set the lower one
	}{
		"far away":   {[]float64{5, 6}, 0.05, Thresholds{low, high}, true},
		"between":    {[]float64{(low + high) / 2, 6}, 0.05, Thresholds{low, high}, true},
		"among good": {[]float64{1.02, 6}, 0.05, Thresholds{1.02, high}, false},
		"enough":     {[]float64{5, 6, 7, 8, 9}, 0.5, Thresholds{high + (5-high)/2, high + (5-high)/2}, false},
	} {
		r.Escape = &EscapeGoal{c.escape, 0.9}
		got, err := Choose(r, good, c.bad)
		if err != nil || math.Abs(got.Thresholds.Low-c.want.Low) > 1e-12 || math.Abs(got.Thresholds.High-c.want.High) > 1e-12 || (got.ReviewBasis != nil) != c.both || got.BadBasis == nil {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}
