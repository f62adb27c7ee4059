package report

import (
	"io"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/schema"
	"mekiki/internal/study"
)

// Names of the files of a comparison.
const (
	ComparisonHTMLFile = "compare.html"
	ComparisonJSONFile = "compare.json"
)

// Comparison is what the page of a comparison shows. Empty texts are left out.
type Comparison struct {
	// Program is the version, Machine one line about the computer.
	Program string `json:"program"`
	Machine string `json:"machine"`
	// Command repeats the comparison when typed into a shell.
	Command string    `json:"command"`
	Time    time.Time `json:"time"`
	*study.Comparison
	// Data names the pictures, Fingerprint is their SHA-256.
	Data        string `json:"data"`
	Fingerprint string `json:"data_sha256"`
	// DataNotes are remarks on the data, such as that the sample was used.
	DataNotes []string `json:"data_notes"`
	// Settings are those that all runs share.
	Settings []Setting `json:"settings"`
}

// Write puts compare.html and compare.json into dir, each whole or not at all.
func (c *Comparison) Write(dir string) error {
	return writeFiles(dir, []atomicfile.File{
		{Name: ComparisonJSONFile, Fill: c.JSON}, {Name: ComparisonHTMLFile, Fill: c.HTML},
	}, ComparisonJSONFile, nil)
}

// JSON writes everything but the drawings; values that are not finite are null.
func (c *Comparison) JSON(w io.Writer) error { return writeJSON(w, compareSchema(), c) }

// HTML writes the page. The same Comparison gives the same bytes.
func (c *Comparison) HTML(w io.Writer) error {
	return renderPage(w, comparisonTemplate, newComparisonPage(c))
}

// compareSchema describes the JSON file.
func compareSchema() schema.Schema {
	return schema.For[Comparison]("compare", 1, "compare.json and the result of compare: losses over several seeds.")
}
