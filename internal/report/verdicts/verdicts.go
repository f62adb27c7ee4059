// Package verdicts writes verdicts.html and verdicts.json: what an inspector says of
// pictures whose truth nobody knows.
package verdicts

import (
	"cmp"
	"io"
	"slices"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
	"mekiki/internal/schema"
)

// Names of the files that Write makes.
const (
	HTMLFile = "verdicts.html"
	JSONFile = "verdicts.json"
)

// Page is what an inspector says of pictures. Inspector, Distance, Thresholds and Parts are
// wanted; all else may be left out.
type Page struct {
	Version, Machine, Command string
	Time                      time.Time
	// Inspector is its file, Distance the formula of a place.
	Inspector, Distance string
	Thresholds          risk.Thresholds
	// Parts are in the order in which they were named.
	Parts []partfigure.Judged
	// Shown is the most pictures on the page.
	Shown   int
	Lang    lang.Language
	Timings []kit.Timing
}

// Count is how many parts have a verdict.
func (p *Page) Count(v risk.Verdict) (n int) {
	for _, one := range p.Parts {
		if one.Verdict == v {
			n++
		}
	}
	return n
}

// ShownFirst are the places in Parts of those that the page shows: NG, then REVIEW, then OK,
// each with the highest score first. Their pictures are wanted.
func (p *Page) ShownFirst() []int {
	order := make([]int, len(p.Parts))
	for i := range order {
		order[i] = i
	}
	rank := map[risk.Verdict]int{risk.NG: 0, risk.Review: 1, risk.OK: 2}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := p.Parts[a], p.Parts[b]
		return cmp.Or(cmp.Compare(rank[x.Verdict], rank[y.Verdict]), cmp.Compare(y.Score, x.Score))
	})
	return order[:min(p.Shown, len(order))]
}

// Verdict says in a sentence what was found.
func (p *Page) Verdict() lang.Message {
	return lang.T("%s: %s OK, %s REVIEW, %s NG.", kit.Plural(len(p.Parts), "1 part", "%s parts"), kit.Count(p.Count(risk.OK)), kit.Count(p.Count(risk.Review)), kit.Count(p.Count(risk.NG)))
}

// document is verdicts.json.
type document struct {
	Program    string              `json:"program"`
	Machine    string              `json:"machine"`
	Command    string              `json:"command"`
	Time       *time.Time          `json:"time"`
	Inspector  string              `json:"inspector"`
	Distance   string              `json:"distance"`
	Thresholds risk.Thresholds     `json:"thresholds"`
	OK         int                 `json:"ok"`
	Review     int                 `json:"review"`
	NG         int                 `json:"ng"`
	Parts      []partfigure.Judged `json:"parts"`
}

// JSON writes everything but the pictures.
func (p *Page) JSON(w io.Writer) error {
	return kit.WriteJSON(w, Schema(), &document{
		Program: p.Version, Machine: p.Machine, Command: p.Command, Time: kit.TimeOf(p.Time), Inspector: p.Inspector, Distance: p.Distance, Thresholds: p.Thresholds,
		OK: p.Count(risk.OK), Review: p.Count(risk.Review), NG: p.Count(risk.NG), Parts: p.Parts,
	})
}

// Write puts verdicts.html and verdicts.json into dir, which is made if need be, both or none.
// An error names the file and the cure. The same Page gives the same bytes.
func Write(dir string, p *Page) error {
	return kit.WriteFiles(dir, []atomicfile.File{{Name: JSONFile, Fill: p.JSON}, {Name: HTMLFile, Fill: p.writeHTML}}, JSONFile, nil)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("inspected", 1, "verdicts.json, and the result of inspect run: a verdict on each picture.")
}
