// Package inspection writes report.html and report.json: what an inspector is worth on parts
// whose truth is known.
package inspection

import (
	"io"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
	"mekiki/internal/schema"
)

// Names of the files that Write makes.
const (
	HTMLFile = "report.html"
	JSONFile = "report.json"
)

// GoodKind is the kind of good parts; all others are kinds of defect.
const GoodKind = "good"

// Page is what a test of an inspector found. Inspector, Data, Figures and Parts are wanted;
// all else may be left out.
type Page struct {
	Version, Machine, Command string
	Time                      time.Time
	// Inspector is its file, Distance the formula of a place, Data the folder of the test.
	Inspector, Distance, Data string
	// Basis says what each threshold rests on, a sentence each.
	Basis []lang.Message
	// Learned is how many good pictures the inspector knows, Lineage how it came to be.
	Learned int
	Lineage []inspect.Step
	Figures *risk.Figures
	Pixels  *risk.PixelFigures // nil without masks
	Masks   *Masks             // what became of them; nil where nobody looked for some
	// Guarded counts the pictures that the guard did not let be judged.
	Guarded []Guarded
	// Needed says how many parts prove a rate.
	Needed []risk.NeededParts
	// LeakChecked is with how many learned pictures those of the test were compared, Leaks the
	// pictures of the test that are one of them, or nearly.
	LeakChecked int
	Leaks       []Leak
	// Parts are the judged parts, Broken those that could not be read and are in no figure.
	Parts  []Part
	Broken []partfigure.Judged
	// Seconds is how long a picture took, from its file to its verdict, on average; 0 where it is
	// not known.
	Seconds float64
	// Shown is the most pictures of good parts and of bad ones on the page.
	Shown    int
	Lang     lang.Language
	Settings []kit.Setting
	Timings  []kit.Timing
}

// Part is a judged picture whose truth is known.
type Part struct {
	partfigure.Judged
	Kind string `json:"kind"` // GoodKind, or the defect
	// Object names what the picture shows; "" where each shows another one.
	Object string `json:"object,omitempty"`
}

// Risk is the part as the figures take it.
func (p Part) Risk() risk.Part {
	return risk.Part{Score: p.Score, Bad: p.Kind != GoodKind, Kind: p.Kind, Guarded: p.Reason != "", Object: p.Object}
}

// Guarded counts pictures that the guard did not let be judged, for one reason.
type Guarded struct {
	Reason inspect.Reason `json:"reason"`
	Good   int            `json:"good"`
	Bad    int            `json:"bad"`
}

// Leak is a picture of the test that is one of those learned, or nearly.
type Leak struct {
	File  string `json:"file"`
	Known string `json:"known"` // the learned one
	// Distance is 1 - r, r being the correlation of their values; 0 for copies.
	Distance float64 `json:"distance"`
}

// Rows are the parts as the figures take them.
func (p *Page) Rows() []risk.Part {
	rows := make([]risk.Part, len(p.Parts))
	for i, one := range p.Parts {
		rows[i] = one.Risk()
	}
	return rows
}

// document is report.json.
type document struct {
	Program     string              `json:"program"`
	Machine     string              `json:"machine"`
	Command     string              `json:"command"`
	Time        *time.Time          `json:"time"`
	Inspector   string              `json:"inspector"`
	Distance    string              `json:"distance"`
	Data        string              `json:"data"`
	Learned     int                 `json:"learned"`
	Lineage     []inspect.Step      `json:"lineage"`
	Verdict     lang.Message        `json:"verdict"`
	Cautions    []lang.Message      `json:"cautions"`
	LeakChecked int                 `json:"leak_checked"`
	Leaks       []Leak              `json:"leaks"`
	Figures     *risk.Figures       `json:"figures"`
	Pixels      *risk.PixelFigures  `json:"pixels,omitempty"`
	Masks       *Masks              `json:"masks,omitempty"`
	Guarded     []Guarded           `json:"guarded"`
	Needed      []risk.NeededParts  `json:"needed"`
	Seconds     float64             `json:"seconds_per_picture"`
	Parts       []Part              `json:"parts"`
	Broken      []partfigure.Judged `json:"broken"`
	Settings    []kit.Setting       `json:"settings"`
}

// JSON writes everything but the pictures.
func (p *Page) JSON(w io.Writer) error {
	return kit.WriteJSON(w, Schema(), &document{
		Program: p.Version, Machine: p.Machine, Command: p.Command, Time: kit.TimeOf(p.Time), Inspector: p.Inspector, Distance: p.Distance, Data: p.Data,
		Learned: p.Learned, Lineage: p.Lineage, Verdict: p.Verdict(), Cautions: p.Cautions(), LeakChecked: p.LeakChecked, Leaks: p.Leaks, Figures: p.Figures, Pixels: p.Pixels, Masks: p.Masks,
		Guarded: p.Guarded, Needed: p.Needed, Seconds: p.Seconds, Parts: p.Parts, Broken: p.Broken, Settings: p.Settings,
	})
}

// Write puts report.html and report.json into dir, which is made if need be, both or none. An
// error names the file and the cure. The same Page gives the same bytes.
func Write(dir string, p *Page) error {
	return kit.WriteFiles(dir, []atomicfile.File{{Name: JSONFile, Fill: p.JSON}, {Name: HTMLFile, Fill: p.writeHTML}}, JSONFile, nil)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("inspector-tested", 1, "report.json of inspect test, and its result: figures of an inspector on parts whose truth is known.")
}
