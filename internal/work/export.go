package work

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"mekiki/internal/atomicfile"
	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/onnx/export"
	"mekiki/internal/onnx/wire"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
)

// ExportConfig is what a model for other programs needs.
type ExportConfig struct {
	// Model is the model file.
	Model string `json:"model"`
	ONNX  string `yaml:"onnx" json:"onnx" value:"file" help:"ONNX file to write, ending in .onnx"`
	Known string `yaml:"known" json:"known,omitempty" value:"file" help:"file of known pictures that 'mekiki predict --known' keeps; with it the network gives distances, nearest pictures, class and unknown, too"`
	folder.Replace
}

// Exported is what ExportModel wrote.
type Exported struct {
	File  string `json:"file"`
	Bytes int64  `json:"bytes"`
	Model string `json:"model"`
	// Opset is the version of the operations in the file.
	Opset   int             `json:"opset"`
	Inputs  []ExportedValue `json:"inputs"`
	Outputs []ExportedValue `json:"outputs"`
	// Decision is the distance that decides and its threshold, with known pictures those
	// of their file; absent where the model has none.
	Decision *model.Decision `json:"decision,omitempty"`
}

// ExportedValue is something that the exported network takes or gives.
type ExportedValue struct {
	Name string `json:"name"`
	// Type is that of its numbers, in the words of NumPy.
	Type string `json:"type"`
	// Shape has -1 for the number of pictures, which is free.
	Shape []int `json:"shape"`
}

// check refuses what no model can make right, and to replace a file unasked.
func (c *ExportConfig) check() error {
	if strings.ToLower(filepath.Ext(c.ONNX)) != ".onnx" {
		return misuse.Errorf("model export needs --onnx FILE.onnx, the file to write")
	}
	for _, read := range []string{c.Model, c.Known} {
		if sameFile(read, c.ONNX) {
			return misuse.Errorf("onnx is %s, which is read here and would be replaced; give another name", c.ONNX)
		}
	}
	return c.Free("onnx", c.ONNX)
}

// ExportModel writes a model as an ONNX file.
func ExportModel(ctx context.Context, at *desk.Desk, cfg ExportConfig) (*Exported, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	m, err := data.LoadModel(at, cfg.Model)
	if err != nil {
		return nil, err
	}
	about := newExportAbout(at, m)
	var pictures *export.Known
	if cfg.Known != "" {
		k, err := exportKnown(at, m, cfg)
		if err != nil {
			return nil, err
		}
		about.compares(k)
		pictures = &export.Known{
			Rows: k.Index().Rows(), Labels: k.Labels(), Classes: len(k.about.Classes),
			Measure: k.Index().Measure(), Threshold: *k.about.Decision.Threshold,
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	before, err := exportEye(m)
	if err != nil {
		return nil, lang.Errorf("%s: %w", cfg.Model, err)
	}
	w, err := export.Model(m.Net, m.Meta.Input.Shape(), before, pictures, "mekiki "+at.Program, about.properties())
	if err != nil {
		return nil, lang.Errorf("%s: %w", cfg.Model, err)
	}
	b := wire.Encode(w)
	if err := atomicfile.Write(cfg.ONNX, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}); err != nil {
		return nil, err
	}
	return &Exported{
		File: cfg.ONNX, Bytes: int64(len(b)), Model: cfg.Model, Opset: w.Opset[""],
		Inputs: exportedValues(w.Graph.Inputs), Outputs: exportedValues(w.Graph.Outputs), Decision: about.decision,
	}, nil
}

// exportEye is the eye before the network; nil where there is none.
func exportEye(m *model.Model) (*export.Eye, error) {
	f, ok := m.Net.Front().(*eye.Front)
	if !ok {
		return nil, nil
	}
	w, err := f.ONNX()
	e := &export.Eye{Model: w, Preprocess: *f.Eye.Preprocess}
	for _, t := range f.Net.Taps {
		e.Taps = append(e.Taps, export.Tap{Axes: 1 + len(t.Shape), Channels: 1 + t.Axis})
	}
	return e, err
}

// exportKnown reads the known pictures, which must be those of the model.
func exportKnown(at *desk.Desk, m *model.Model, cfg ExportConfig) (*known, error) {
	cure := lang.T("; make the file with: mekiki predict --model %s --known FILE PICTURE", ShellWord(cfg.Model))
	k, err := readKnown(at, byModel{cfg.Model, m}, data.Pictures{}, PredictConfig{Model: cfg.Model, Known: cfg.Known}, cure)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, lang.Errorf("%w%s", err, cure)
	}
	return k, err
}

func exportedValues(list []wire.ValueInfo) []ExportedValue {
	var out []ExportedValue
	for _, v := range list {
		e := ExportedValue{Name: v.Name, Type: v.Type.String()}
		for _, d := range v.Dims {
			e.Shape = append(e.Shape, int(d.Size))
		}
		out = append(out, e)
	}
	return out
}
