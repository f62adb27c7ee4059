// Package contest writes compare.html and compare.json of inspect compare: distances on the same parts after the
// same draws, with and without known bad parts to learn from.
package contest

import (
	"io"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
)

// Names of the files that Write makes.
const (
	HTMLFile = "compare.html"
	JSONFile = "compare.json"
)

// Taught is what stands behind the name of a distance whose inspector was taught known bad parts; where losses
// are compared, that of its head follows.
const Taught = " + NG"

// Page is what a comparison found. Counts are wanted; all else may be left out.
type Page struct {
	Program string        `json:"program"`
	Machine string        `json:"machine"`
	Command string        `json:"command"`
	Time    time.Time     `json:"time"`
	Lang    lang.Language `json:"-"`
	Data    string        `json:"data"`
	// Good is how many good parts there are to learn from; TestGood and TestBad are tested.
	Good       int     `json:"good"`
	TestGood   int     `json:"test_good"`
	TestBad    int     `json:"test_bad"`
	Confidence float64 `json:"confidence"`
	Resamples  int     `json:"resamples"`
	Seed       uint64  `json:"seed"`
	// Held says that known bad parts are of all kinds but one, and bad parts of that kind alone are judged.
	Held bool `json:"held_kinds"`
	// Counts has an entry for each number of good parts to learn from and of known bad parts.
	Counts []Count `json:"counts"`
	// Disagreed are the tested bad parts about which two methods of the last count differ most.
	Disagreed []Disagreed   `json:"disagreed"`
	Settings  []kit.Setting `json:"settings"`
	Timings   []kit.Timing  `json:"timings"`
}

// Count is what was found with so many good and known bad parts.
type Count struct {
	Good  int `json:"good"`
	Bad   int `json:"bad"`
	Draws int `json:"draws"`
	// Judged is how many bad parts were judged in a draw, on average.
	Judged  float64  `json:"judged_bad"`
	Methods []Method `json:"methods"`
	// Leads are the distances after the first against it, and those that were taught against themselves before. Holm's correction is over the leads of all counts.
	Leads []risk.Lead `json:"leads"`
	// Verdicts are the sentences on them.
	Verdicts []lang.Message `json:"verdicts"`
}

// Method is a distance, or one whose inspector was taught known bad parts.
type Method struct {
	risk.Standing
	// Formulas are the distance of each draw with its numbers.
	Formulas []string `json:"formulas"`
	// Overkill is the mean share of tested good parts that are NG over the draws, Escapes that of bad
	// ones that are OK, Review that of good ones under REVIEW.
	Overkill float64 `json:"overkill"`
	Escapes  float64 `json:"escapes"`
	Review   float64 `json:"good_review"`
	// Kept is in how many draws the share of NG among the tested good parts is not above the
	// limit that the threshold states.
	Kept int `json:"limit_kept"`
	// Heads is in how many draws known bad parts gave the inspector a head.
	Heads int `json:"heads"`
}

// Disagreed is a bad part about which two methods differ.
type Disagreed struct {
	File string `json:"file"`
	Kind string `json:"kind,omitempty"`
	// Methods are the two; Above are the shares of tested good parts that it scores above by each, over the draws.
	Methods [2]string  `json:"methods"`
	Above   [2]float64 `json:"above_good"`
	// Picture is the part, Results what the inspectors of the last draw say of it, with their thresholds.
	Picture    *kit.Picture       `json:"-"`
	Results    [2]*inspect.Result `json:"-"`
	Thresholds [2]risk.Thresholds `json:"-"`
}

// JSON writes everything but the pictures.
func (p *Page) JSON(w io.Writer) error { return kit.WriteJSON(w, Schema(), p) }

// Write puts compare.html and compare.json into dir, which is made if need be, both or none. An
// error names the file and the cure. The same Page gives the same bytes.
func Write(dir string, p *Page) error {
	return kit.WriteFiles(dir, []atomicfile.File{{Name: JSONFile, Fill: p.JSON}, {Name: HTMLFile, Fill: p.writeHTML}}, JSONFile, nil)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[Page]("inspect-compared", 1, "compare.json, and the result of inspect compare: distances on the same parts, with the differences between them.")
}
