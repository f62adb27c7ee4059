package record

import "time"

// Spread is how the scores of an inspector's parts lie, of those whose score decided.
type Spread struct {
	Count int64   `json:"count"`
	Min   float64 `json:"min"` // of Bins; 0 without parts
	Max   float64 `json:"max"`
	// Bins counts scores in steps of equal width from Min to Max; Max itself is in the last.
	Bins []int64 `json:"bins"`
	// Known are parts that a person has called, the last ones first, at most MostKnown.
	Known []Scored `json:"known"`
	// Held is how many were not judged by their score but held back.
	Held int64 `json:"held"`
}

// MostKnown is how many called parts a Spread has at most.
const MostKnown = 20_000

// Scored is a part with its score and what a person called it.
type Scored struct {
	Trigger int64   `json:"trigger"`
	Score   float64 `json:"score"`
	Called  Verdict `json:"called"`
}

// Among chooses parts: of an inspector, by its SHA-256, of a version of a recipe, by its hash, From and
// later and before To; zero: any. Without are versions whose parts are left out; "" is what was judged before there were versions.
type Among struct {
	Inspector, Recipe string
	Without           []string
	From, To          time.Time
}

// Effect is what thresholds make of parts whose score decided. Pairs of verdicts are keyed
// by what they were, then by what they would be.
type Effect struct {
	Counts map[Verdict]map[Verdict]int64 `json:"counts"`
	// Changed are the newest parts with another verdict.
	Changed []Result `json:"changed"`
	// Known are those of a Spread.
	Known []Scored `json:"known"`
}
