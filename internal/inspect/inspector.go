package inspect

import (
	"mekiki/internal/eye"
	"mekiki/internal/inspect/patch"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/model"
)

// Inspector knows what good parts look like. It is not changed by use.
type Inspector struct {
	// Eye is what looks.
	Eye *eye.Eye
	// SelfTaught says how Eye was made here; nil: it came from outside.
	SelfTaught *SelfTaught
	// Input says how a picture file becomes what the eye sees.
	Input model.Input
	// Scale is what good parts look like in pictures of that size.
	Scale
	// Coarse is the same at half that height and width; nil: one scale is all.
	Coarse *Coarse
	// Top is over how many places, those that are farthest from good, a score is the mean; 0 is
	// TopShare of all.
	Top int
	// Position says which vectors of good parts a place is compared with; "" is Free.
	Position Position
	// Copies says which copies of the pictures the gallery comes from, too.
	Copies Copies
	// Border says that distances near the border of a picture count less: patch.Features.Border.
	Border bool
	// Good are the pictures that it was fitted on. Folds has, for each fold, the first vectors of the gallery of
	// the pictures of other folds, row-major: those that cover most.
	Good  []Known
	Folds [][]float32
	// Bad are known bad parts. They set thresholds, and Head is learned from them; it is nil where they are few,
	// or where it would not part them better from good ones.
	Bad  []Known
	Head *Head
	// Settings are those to fit it anew with.
	Settings Settings
	// Choice has the thresholds that part OK, REVIEW and NG, and what they rest on; Rule is
	// how they followed from the scores of Good and Bad. Decide sets both.
	risk.Choice
	Rule risk.Rule
	// Sketches are of good pictures, row-major, sketchValues each: the guard compares with them. Nil
	// in files of before there were any.
	Sketches []float32
	// Guard refuses to judge what is unlike all that was learned.
	Guard Guard
	// ROI is what of a picture a Judge judges; nil: all. It is not of the file: whoever judges sets it.
	ROI *ROI
	// Album has the pictures of Good and Bad; nil keeps none.
	Album *Album
	// Lineage is how it came to be, the first step first.
	Lineage []Step
	// Tests are records of tests, the newest last. Learn leaves them out, since what it makes was not tested.
	Tests []TestRecord
}

// Origin is where a vector of the gallery comes from.
type Origin struct {
	Picture int // of Good
	Place   int // row by row in the map
}

// Known is a picture that an inspector has learned from.
type Known struct {
	Name string `json:"name"`
	// Score is what an inspector that had not seen the picture gave it, Frozen what of it the
	// distance of the eye's own vectors says: all, where there is no head.
	Score  float64 `json:"score"`
	Frozen float64 `json:"frozen"`
	// Learned is, of a bad picture, the score by the inspector as it is, which has learned it: Score, where no head has.
	Learned float64 `json:"learned,omitempty"`
	// Fold is, of a good picture, the fold with which it was left out.
	Fold int `json:"fold"`
	// Shape is that of a good picture's file.
	Shape
	// Marked are, of a bad picture, the places of its defects in ascending order; none where only
	// the picture is known to be bad.
	Marked []int `json:"marked,omitempty"`
}

// Settings are what an inspector was fitted with and does not show otherwise.
type Settings struct {
	Vectors int    `json:"vectors"`
	Seed    uint64 `json:"seed"`
	Album   int64  `json:"album"` // bytes
	// Loss is what a head is trained by; "" is head.DefaultLoss.
	Loss string `json:"loss,omitempty"`
}

// Decide sets the thresholds by a rule, from the scores of the parts that are known. Nothing
// is changed where that fails. Errors are in a user's words.
func (n *Inspector) Decide(rule risk.Rule) error {
	c, err := risk.Choose(rule, ScoresOf(n.Good), risk.BadScores{Unseen: ScoresOf(n.Bad), Learned: LearnedOf(n.Bad)})
	if err != nil {
		return err
	}
	n.Rule, n.Choice = rule, *c
	return nil
}

// ScoresOf are the scores of known pictures.
func ScoresOf(list []Known) []float64 {
	scores := make([]float64, len(list))
	for i, k := range list {
		scores[i] = k.Score
	}
	return scores
}

// LearnedOf are the scores of known bad pictures by the inspector as it is. Files of before Learned have Score alone.
func LearnedOf(list []Known) []float64 {
	scores := ScoresOf(list)
	for i, k := range list {
		if k.Learned != 0 {
			scores[i] = k.Learned
		}
	}
	return scores
}

// Formula is the distance as text.
func (n *Inspector) Formula() string { return n.Mix.String() }

// size are the options of the eye's graph.
func (n *Inspector) size() eye.Options { return sizeOf(n.Input, n.Layers) }

func sizeOf(in model.Input, layers []patch.Layer) eye.Options {
	o := eye.Options{Height: in.Height, Width: in.Width}
	for _, l := range layers {
		o.Taps = append(o.Taps, l.Tap)
	}
	return o
}

// factors are those of the layers.
func (n *Inspector) factors() []float32 {
	list := make([]float32, len(n.Layers))
	for i, l := range n.Layers {
		list[i] = l.Factor
	}
	return list
}
