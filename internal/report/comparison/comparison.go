// Package comparison writes compare.html and compare.json: losses over several seeds.
package comparison

import (
	"io"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
	"mekiki/internal/study"
)

// Names of the files of a comparison.
const (
	HTMLFile = "compare.html"
	JSONFile = "compare.json"
)

// Page is what the page of a comparison shows. Empty texts are left out.
type Page struct {
	// Lang is the language of the page.
	Lang lang.Language `json:"-"`
	// Program is the version, Machine one line about the computer.
	Program string `json:"program"`
	Machine string `json:"machine"`
	// Command repeats the comparison when typed into a shell.
	Command string    `json:"command"`
	Time    time.Time `json:"time"`
	*study.Comparison
	// Page names the pictures, Fingerprint is their SHA-256.
	Data        string `json:"data"`
	Fingerprint string `json:"data_sha256"`
	// DataNotes are remarks on the data, such as that the sample was used.
	DataNotes []string `json:"data_notes"`
	// Settings are those that all runs share.
	Settings []kit.Setting `json:"settings"`
}

// Write puts compare.html and compare.json into dir, each whole or not at all.
func Write(dir string, c *Page) error {
	return kit.WriteFiles(dir, []atomicfile.File{
		{Name: JSONFile, Fill: c.JSON}, {Name: HTMLFile, Fill: c.writeHTML},
	}, JSONFile, nil)
}

// JSON writes everything but the drawings; values that are not finite are null.
func (c *Page) JSON(w io.Writer) error { return kit.WriteJSON(w, Schema(), c) }

// writeHTML writes the page. The same Page gives the same bytes.
func (c *Page) writeHTML(w io.Writer) error {
	return kit.RenderPage(w, pageTemplate, newPageView(c), c.Lang)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[Page]("compare", 1, "compare.json and the result of compare: losses over several seeds.")
}
