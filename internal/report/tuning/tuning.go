// Package tuning writes tune.html and tune.json: a search for the parameters of a loss.
package tuning

import (
	"io"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
	"mekiki/internal/study"
)

// Names of the files of a search.
const (
	HTMLFile = "tune.html"
	JSONFile = "tune.json"
)

// Page is what the page of a search shows. Empty texts are left out.
type Page struct {
	// Lang is the language of the page.
	Lang lang.Language `json:"-"`
	// Program is the version, Machine one line about the computer.
	Program string `json:"program"`
	Machine string `json:"machine"`
	// Command repeats the search when typed into a shell; Train trains with what
	// was found, and Compare proves it on test data. Config is the file for Train.
	Command string    `json:"command"`
	Train   string    `json:"train"`
	Compare string    `json:"compare"`
	Config  string    `json:"config"`
	Time    time.Time `json:"time"`
	*study.Tuning
	// Page names the pictures, Fingerprint is their SHA-256.
	Data        string `json:"data"`
	Fingerprint string `json:"data_sha256"`
	// DataNotes are remarks on the data, such as that the sample was used.
	DataNotes []string `json:"data_notes"`
	// Settings are those that all trials share.
	Settings []kit.Setting `json:"settings"`
}

// Write puts tune.html, tune.json and the config file of what was found into dir, all
// or none.
func Write(dir string, t *Page, config atomicfile.File) error {
	return kit.WriteFiles(dir, []atomicfile.File{
		config, {Name: JSONFile, Fill: t.JSON}, {Name: HTMLFile, Fill: t.writeHTML},
	}, JSONFile, nil)
}

// JSON writes everything but the drawings; values that are not finite are null.
func (t *Page) JSON(w io.Writer) error { return kit.WriteJSON(w, Schema(), t) }

// writeHTML writes the page. The same Page gives the same bytes.
func (t *Page) writeHTML(w io.Writer) error {
	return kit.RenderPage(w, pageTemplate, newPageView(t), t.Lang)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[Page]("tune", 1, "tune.json and the result of tune: a search for the parameters of a loss.")
}
