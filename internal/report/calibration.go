package report

import (
	"path"
	"time"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/atomicfile"
	"mekiki/internal/schema"
)

// Names of the files that WriteCalibration makes.
const (
	CalibrationHTML = "calibration.html"
	CalibrationJSON = "calibration.json"
)

// CalibrationData is what a calibration's page shows. Result is wanted; all
// else may be left out.
type CalibrationData struct {
	Version, Machine, Command string
	Time                      time.Time
	// Title says what was calibrated, Source what the triplets are.
	Title, Source string
	Notes         []string
	Result        *calibrate.Result
	// Config is the text of the config file that makes a run of the suggestion,
	// and ConfigFile its name.
	Config, ConfigFile string
	Settings           []Setting
	Timings            []Timing
}

// calibrationDocument is calibration.json.
type calibrationDocument struct {
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
	Settings    []Setting         `json:"settings"`
}

// newCalibrationDocument is the content of calibration.json beside the other files.
func newCalibrationDocument(d *CalibrationData, files []string) *calibrationDocument {
	doc := &calibrationDocument{
		Program: d.Version, Machine: d.Machine, Command: d.Command, Time: timeOf(d.Time), Title: d.Title, Source: d.Source,
		Formula: d.Result.Loss.Formula, ConfigFile: d.ConfigFile, Calibration: d.Result,
		Notes: d.Notes, Files: files,
	}
	if d.Result.Pairs != nil {
		doc.PairFormula = d.Result.Pairs.Formula
	}
	doc.Settings = append(doc.Settings, d.Settings...)
	return doc
}

// WriteCalibration puts calibration.html, calibration.json, the figures and the
// config file into dir, which is made if need be, all or none. An error names the
// file and the cure. The same data gives the same bytes.
func WriteCalibration(dir string, d *CalibrationData) error {
	figures := newCalibrationFigures(d.Result)
	var files []atomicfile.File
	for _, g := range figures.all() {
		files = append(files, g.png(), g.svg())
	}
	if d.ConfigFile != "" {
		files = append(files, content(d.ConfigFile, func() ([]byte, error) { return []byte(d.Config), nil }))
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	files = append(files,
		jsonFile(CalibrationJSON, calibrationSchema(), newCalibrationDocument(d, names)),
		htmlFile(CalibrationHTML, calibrationTemplate, newCalibrationPage(d, figures)))
	return writeFiles(dir, files, CalibrationJSON, func(name string) bool {
		return path.Clean(name) == name && path.Dir(name) == figureFolder
	})
}

// calibrationSchema describes the JSON file.
func calibrationSchema() schema.Schema {
	return schema.For[calibrationDocument]("calibration", 1, "calibration.json and the result of calibrate: coefficients of a loss, suggested from data.")
}
