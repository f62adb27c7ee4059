// Package calibration writes calibration.html and calibration.json: the coefficients of a
// loss that the data suggest, and why these.
package calibration

import (
	"path"
	"time"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
)

// Names of the files that Write makes.
const (
	HTMLFile = "calibration.html"
	JSONFile = "calibration.json"
)

// Page is what a calibration's page shows. Result is wanted; all
// else may be left out.
type Page struct {
	Version, Machine, Command string
	Time                      time.Time
	// Lang is the language of the page and its figures.
	Lang lang.Language
	// Title says what was calibrated, Source what the triplets are, both in English.
	Title, Source string
	Notes         []string
	Result        *calibrate.Result
	// Config is the text of the config file that makes a run of the suggestion,
	// and ConfigFile its name.
	Config, ConfigFile string
	Settings           []kit.Setting
	Timings            []kit.Timing
}

// document is calibration.json.
type document struct {
	Program     string            `json:"program"`
	Machine     string            `json:"machine"`
	Command     string            `json:"command"`
	Time        *time.Time        `json:"time"`
	Title       string            `json:"title"`
	Source      string            `json:"source"`
	Formula     string            `json:"formula"`
	PairFormula string            `json:"pair_formula,omitempty"`
	ConfigFile  string            `json:"config"`
	Notes       []string          `json:"notes"`
	Calibration *calibrate.Result `json:"calibration"`
	Files       []string          `json:"files"`
	Settings    []kit.Setting     `json:"settings"`
}

// newDocument is the content of calibration.json beside the other files.
func newDocument(d *Page, files []string) *document {
	doc := &document{
		Program: d.Version, Machine: d.Machine, Command: d.Command, Time: kit.TimeOf(d.Time), Title: d.Title, Source: d.Source,
		Formula: d.Result.Loss.Formula, ConfigFile: d.ConfigFile, Calibration: d.Result,
		Notes: d.Notes, Files: files,
	}
	if d.Result.Pairs != nil {
		doc.PairFormula = d.Result.Pairs.Formula
	}
	doc.Settings = append(doc.Settings, d.Settings...)
	return doc
}

// Write puts calibration.html, calibration.json, the figures and the
// config file into dir, which is made if need be, all or none. An error names the
// file and the cure. The same data gives the same bytes.
func Write(dir string, d *Page) error {
	figures := newFigures(d.Result, d.Lang)
	var files []atomicfile.File
	for _, g := range figures.all() {
		files = append(files, g.PNGFile(), g.SVGFile())
	}
	if d.ConfigFile != "" {
		files = append(files, kit.FileOf(d.ConfigFile, func() ([]byte, error) { return []byte(d.Config), nil }))
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	files = append(files,
		kit.JSONFile(JSONFile, Schema(), newDocument(d, names)),
		kit.HTMLFile(HTMLFile, pageTemplate, newPageView(d, figures), d.Lang))
	return kit.WriteFiles(dir, files, JSONFile, func(name string) bool {
		return path.Clean(name) == name && path.Dir(name) == kit.FigureFolder
	})
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("calibration", 1, "calibration.json and the result of calibrate: coefficients of a loss, suggested from data.")
}
