package report

import (
	"bytes"
	"path"
	"time"

	"mekiki/internal/analyze/calibrate"
	"mekiki/internal/atomicfile"
)

// Names of the files that WriteCalibration makes.
const (
	CalibrationHTML = "calibration.html"
	CalibrationJSON = "calibration.json"
	// CalibrationFigures is the folder with every figure as PNG and SVG.
	CalibrationFigures = "figures"
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

// calibrationJSON is the content of calibration.json beside the other files. Values
// that are not finite are null.
func calibrationJSON(d *CalibrationData, files []string) ([]byte, error) {
	doc := calibrationDocument{
		Program: d.Version, Machine: d.Machine, Command: d.Command, Title: d.Title, Source: d.Source,
		Formula: d.Result.Loss.Formula, ConfigFile: d.ConfigFile, Calibration: d.Result,
		Notes: d.Notes, Files: files,
	}
	if !d.Time.IsZero() {
		doc.Time = &d.Time
	}
	if d.Result.Pairs != nil {
		doc.PairFormula = d.Result.Pairs.Formula
	}
	doc.Settings = append(doc.Settings, d.Settings...)
	var b bytes.Buffer
	if err := writeJSON(&b, doc); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// WriteCalibration puts calibration.html, calibration.json, the figures and the
// config file into dir, which is made if need be, all or none. An error names the
// file and the cure. The same data gives the same bytes.
func WriteCalibration(dir string, d *CalibrationData) error {
	figures := newCalibrationFigures(d.Result)
	var files []atomicfile.File
	for _, f := range figures.all() {
		if f.drawing == nil {
			continue
		}
		name := CalibrationFigures + "/" + f.File
		files = append(files,
			content(name+".png", func() ([]byte, error) { return f.drawing.PNG(figureDPI) }),
			content(name+".svg", func() ([]byte, error) { return f.drawing.SVG(), nil }))
	}
	if d.ConfigFile != "" {
		files = append(files, content(d.ConfigFile, func() ([]byte, error) { return []byte(d.Config), nil }))
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	files = append(files,
		content(CalibrationJSON, func() ([]byte, error) { return calibrationJSON(d, names) }),
		content(CalibrationHTML, func() ([]byte, error) { return calibrationPageOf(d, figures) }))
	return writeFiles(dir, files, CalibrationJSON, func(name string) bool {
		return path.Clean(name) == name && path.Dir(name) == CalibrationFigures
	})
}
