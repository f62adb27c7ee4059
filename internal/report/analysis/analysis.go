// Package analysis writes analysis.html and analysis.json: distances over triplets, with
// every figure and array as a file.
package analysis

import (
	"time"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
)

// Page is all that the page of an analysis shows. Result must be given; any
// other field may have its zero value.
type Page struct {
	// Version, Machine, Command, Time and Notes are as on any page.
	Version, Machine, Command string
	Time                      time.Time
	Notes                     []string
	// Lang is the language of the page and its figures.
	Lang lang.Language
	// Subject says what was measured, such as "raw pixels". Data names the data,
	// Part the part of the triplets: "train", "val", "test" or "all".
	Subject, Data, Part string
	Result              *triplets.Result
	// Index are the analysed triplets as rows of the data set, and Labels their
	// classes or nil; both are kept beside the arrays.
	Index, Labels [][3]int32
	// Bins is the number of bins of a histogram; 0 means plot.DefaultBins.
	Bins int
	// Pictures gives anchor, positive and negative of the triplets that Result
	// shows, by their place in the analysed triplets.
	Pictures map[int][3]kit.Picture
	Settings []kit.Setting
	Timings  []kit.Timing
}

// document is analysis.json.
type document struct {
	Program  string         `json:"program"`
	Machine  string         `json:"machine"`
	Command  string         `json:"command"`
	Time     *time.Time     `json:"time"`
	Title    lang.Message   `json:"title"`
	Verdict  lang.Message   `json:"verdict"`
	Notes    []lang.Message `json:"notes"`
	Subject  string         `json:"subject"`
	Data     string         `json:"data"`
	Part     string         `json:"part"`
	Findings findings       `json:"findings"`
	// Result holds every figure, Histograms the bins of the drawn ones.
	Result     *triplets.Result `json:"result"`
	Bins       int              `json:"bins"`
	Histograms []binned         `json:"histograms"`
	// Files are the other files in the folder, slashes between their parts.
	Files    []string      `json:"files"`
	Settings []kit.Setting `json:"settings"`
	Timings  []kit.Timing  `json:"timings"`
}

// binned is a histogram in numbers; Edges has one entry more than the counts.
type binned struct {
	Name   string    `json:"name"`
	Edges  []float64 `json:"edges"`
	Series []bars    `json:"series"`
}

type bars struct {
	Name   lang.Message `json:"name"`
	Counts []int        `json:"counts"`
}

// newAnalysis makes the document and draws the figures.
func newAnalysis(a *Page) (*document, *figures) {
	f := drawAnalysis(a)
	doc := &document{
		Program: a.Version, Machine: a.Machine, Command: a.Command, Time: kit.TimeOf(a.Time), Notes: a.notes(),
		Title: a.title(), Verdict: a.verdict(), Findings: a.findings(),
		Subject: a.Subject, Data: a.Data, Part: a.Part,
		Result: a.Result, Bins: f.bins, Histograms: f.histograms,
	}
	for _, g := range f.all() {
		doc.Files = append(doc.Files, g.SVGFile().Name, g.PNGFile().Name)
	}
	for _, x := range a.arrays() {
		doc.Files = append(doc.Files, x.file())
	}
	doc.Settings = append(doc.Settings, a.Settings...)
	doc.Timings = append(doc.Timings, a.Timings...)
	return doc, f
}

// notes are those that the page was given and those of the result.
func (a *Page) notes() []lang.Message {
	var out []lang.Message
	for _, n := range a.Notes {
		out = append(out, lang.Saved(n))
	}
	return append(out, a.Result.Notes...)
}

// title names the analysis.
func (a *Page) title() lang.Message {
	var names kit.List
	for _, s := range a.Result.Distances {
		names = append(names, kit.DistanceName(s.Name))
	}
	subject, data := kit.Capital(lang.Saved(a.Subject)), kit.Named(a.Data)
	if len(names) == 2 {
		return lang.T("%s of %s: %s against %s", subject, data, names[0], names[1])
	}
	return lang.T("%s of %s: %s", subject, data, names)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("analysis", 1, "analysis.json and the result of analyze: distances over triplets.")
}
