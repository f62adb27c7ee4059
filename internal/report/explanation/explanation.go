// Package explanation writes explain.html and explain.json: why an inspector judges pictures as
// it does.
package explanation

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
	HTMLFile = "explain.html"
	JSONFile = "explain.json"
)

// Page is why an inspector judges some pictures as it does. Inspector, Distance, Thresholds and
// Pictures are wanted; all else may be left out.
type Page struct {
	Version, Machine, Command string
	Time                      time.Time
	// Inspector is its file, Distance the formula of a place.
	Inspector, Distance string
	Thresholds          risk.Thresholds
	Guard               inspect.Guard
	Pictures            []Picture
	// Known gives a picture that the inspector keeps, prepared: of the good ones, or of the known
	// bad ones. It is nil where the inspector keeps none, and gives nil for one that it does not keep.
	Known   func(bad bool, picture int) *kit.Picture
	Lang    lang.Language
	Timings []kit.Timing
}

// Picture is a picture and the reasons of its verdict.
type Picture struct {
	File string `json:"file"`
	*inspect.Explanation
	// Error says why it could not be read; it has no reasons then.
	Error string `json:"error,omitempty"`
	// Shown is the picture in its own shape, Prepared as the inspector sees it.
	Shown    *kit.Picture `json:"-"`
	Prepared *kit.Picture `json:"-"`
}

// document is explain.json.
type document struct {
	Program    string          `json:"program"`
	Machine    string          `json:"machine"`
	Command    string          `json:"command"`
	Time       *time.Time      `json:"time"`
	Inspector  string          `json:"inspector"`
	Distance   string          `json:"distance"`
	Thresholds risk.Thresholds `json:"thresholds"`
	Guard      inspect.Guard   `json:"guard"`
	Pictures   []Picture       `json:"pictures"`
}

// JSON writes everything but the pictures themselves.
func (p *Page) JSON(w io.Writer) error {
	return kit.WriteJSON(w, Schema(), &document{
		Program: p.Version, Machine: p.Machine, Command: p.Command, Time: kit.TimeOf(p.Time), Inspector: p.Inspector, Distance: p.Distance,
		Thresholds: p.Thresholds, Guard: p.Guard, Pictures: p.Pictures,
	})
}

// Write puts explain.html and explain.json into dir, which is made if need be, both or none. An
// error names the file and the cure. The same Page gives the same bytes.
func Write(dir string, p *Page) error {
	return kit.WriteFiles(dir, []atomicfile.File{{Name: JSONFile, Fill: p.JSON}, {Name: HTMLFile, Fill: p.writeHTML}}, JSONFile, nil)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("inspection-explained", 1, "explain.json, and the result of inspect explain: why an inspector judges pictures as it does.")
}
