package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mekiki/internal/analyze"
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
	Result        *analyze.Calibration
	// Config is the text of the config file that makes a run of the suggestion,
	// and ConfigFile its name.
	Config, ConfigFile string
	Settings           []Setting
	Timings            []Timing
}

// calibrationDocument is calibration.json.
type calibrationDocument struct {
	Program     string               `json:"program"`
	Machine     string               `json:"machine"`
	Command     string               `json:"command"`
	Time        *time.Time           `json:"time"`
	Title       string               `json:"title"`
	Source      string               `json:"source"`
	Formula     string               `json:"formula"`
	PairFormula string               `json:"pair_formula,omitempty"`
	ConfigFile  string               `json:"config"`
	Notes       []string             `json:"notes"`
	Calibration *analyze.Calibration `json:"calibration"`
	Settings    []setting            `json:"settings"`
}

// CalibrationAsJSON is the content of calibration.json. Values that are not
// finite are null.
func CalibrationAsJSON(d *CalibrationData) ([]byte, error) {
	doc := calibrationDocument{
		Program: d.Version, Machine: d.Machine, Command: d.Command, Title: d.Title, Source: d.Source,
		Formula: d.Result.Loss.Formula, ConfigFile: d.ConfigFile, Calibration: d.Result,
		Notes: d.Notes,
	}
	if !d.Time.IsZero() {
		doc.Time = &d.Time
	}
	if d.Result.Pairs != nil {
		doc.PairFormula = d.Result.Pairs.Formula
	}
	for _, s := range d.Settings {
		doc.Settings = append(doc.Settings, setting(s))
	}
	raw, err := finiteJSON(doc)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", " "); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// WriteCalibration puts calibration.html, calibration.json and the figures into
// dir, which is made if need be. Each file is replaced whole or not at all; an
// error names the file and the cure. The same data gives the same bytes.
func WriteCalibration(dir string, d *CalibrationData) error {
	folder := filepath.Join(dir, CalibrationFigures)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("report: cannot make the folder %s: %w; choose a folder that you may write to", folder, err)
	}
	figures := newCalibrationFigures(d.Result)
	put := func(path string, b []byte) error {
		err := atomicfile.Write(path, func(w io.Writer) error {
			_, err := w.Write(b)
			return err
		})
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
		return nil
	}
	for _, f := range figures.all() {
		if f.drawing == nil {
			continue
		}
		png, err := f.drawing.PNG(figureDPI)
		if err != nil {
			return err
		}
		if err := put(filepath.Join(folder, f.File+".png"), png); err != nil {
			return err
		}
		if err := put(filepath.Join(folder, f.File+".svg"), f.drawing.SVG()); err != nil {
			return err
		}
	}
	asJSON, err := CalibrationAsJSON(d)
	if err != nil {
		return err
	}
	page, err := calibrationPageOf(d, figures)
	if err != nil {
		return err
	}
	if err := put(filepath.Join(dir, CalibrationJSON), asJSON); err != nil {
		return err
	}
	return put(filepath.Join(dir, CalibrationHTML), page)
}
