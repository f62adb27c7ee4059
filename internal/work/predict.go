package work

import (
	"context"
	"strconv"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/prediction"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// predicted is what Predict leaves.
var predicted = folder.Kind{What: lang.T("a prediction"), Name: "predict", Files: []string{prediction.HTMLFile, prediction.JSONFile}}

// PredictConfig is what calling pictures by known ones needs.
type PredictConfig struct {
	Model string   `yaml:"model" json:"model,omitempty" short:"m" value:"file" help:"model file"`
	Eye   string   `yaml:"eye" json:"eye,omitempty" value:"eye" help:"eye to look with instead of a model: embedded, or a file that 'mekiki eye import' wrote"`
	Tap   []string `yaml:"tap" json:"tap,omitempty" value:"name" help:"name of a layer of the eye to look at; may be given several times (default: those that the eye names)"`
	Known string   `yaml:"known" json:"known,omitempty" value:"file" help:"file that keeps the embeddings of the known pictures for the next call, such as known.safetensors"`
	// Reject is that of a file of known pictures where not RejectGiven.
	Reject      float64 `yaml:"reject" json:"reject" help:"largest share of held-out pictures of known classes that are called unknown, 0 up to below 1"`
	RejectGiven bool    `json:"reject_given,omitempty"`
	Nearest     int     `yaml:"nearest" json:"nearest" help:"known pictures to name for each picture, 1 to 100"`
	Shown       int     `yaml:"shown" json:"shown" help:"most pictures on the page, 0 to 1000; unknown ones come first"`
	Workers     int     `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	folder.Choice
	Pictures train.Config `only:"data,sample,transpose,size,policy,roi,object,test-share,resplit,skip-broken,memory"`
	// Paths are the pictures to call, and folders of them.
	Paths []string `json:"paths"`
}

// NewPredictConfig has the usual settings.
func NewPredictConfig() PredictConfig {
	return PredictConfig{Reject: 0.01, Nearest: 5, Shown: 100, Pictures: usual()}
}

// check refuses what no data can make right.
func (f *PredictConfig) check() error {
	switch {
	case f.Model != "" && f.Eye != "":
		return misuse.Errorf("model and eye exclude each other; give one of them")
	case f.Model == "" && f.Eye == "":
		return misuse.Errorf("predict needs --model FILE, such as runs/last/model.safetensors, or --eye embedded")
	case f.Eye == "" && f.Tap != nil:
		return misuse.Errorf("tap names a layer of an eye; give --eye, too")
	case len(f.Paths) == 0:
		return misuse.Errorf("predict needs pictures, or folders of them")
	case !(f.Reject >= 0 && f.Reject < 1):
		return misuse.Errorf("reject is %v; it must be a share from 0 up to below 1, such as 0.01", f.Reject)
	case f.Nearest < 1 || f.Nearest > 100:
		return misuse.Errorf("nearest is %d; it must lie between 1 and 100", f.Nearest)
	case f.Shown < 0 || f.Shown > 1000:
		return misuse.Errorf("shown is %d; it must lie between 0 and 1000", f.Shown)
	}
	return settings.Threads(f.Workers)
}

// describer is what turns pictures into vectors.
func (f *PredictConfig) describer(at *desk.Desk) (describer, error) {
	if f.Eye != "" {
		return openEye(*f)
	}
	m, err := data.LoadModel(at, f.Model)
	return byModel{f.Model, m}, err
}

// Predict calls pictures by the nearest known ones. With Out it writes a page.
func Predict(ctx context.Context, at *desk.Desk, f PredictConfig) (*prediction.Page, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	from, err := chosen(f.Pictures)
	if err != nil {
		return nil, err
	}
	d, err := f.describer(at)
	if err != nil {
		return nil, err
	}
	files, err := findPictures(f.Paths)
	if err != nil {
		return nil, err
	}
	if f.Out != "" {
		held, err := folder.Open(predicted, f.Choice)
		if err != nil {
			return nil, err
		}
		defer held.Release()
	}
	k, err := knownPictures(ctx, at, d, from, f)
	if err != nil {
		return nil, err
	}
	p := &prediction.Page{
		Lang: at.Lang, Version: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(), Model: d.file(), WeightsSHA256: d.hash(), Eye: f.Eye != "",
		Data: k.about.Data, Origin: k.about.Origin, Known: len(k.about.Names), Classes: k.about.Classes,
		Distance: k.distance, OpenSet: k.about.OpenSet, Notes: k.notes,
		Settings: []kit.Setting{{Key: "reject", Value: strconv.FormatFloat(k.about.OpenSet.Reject, 'g', -1, 64)}, {Key: "nearest", Value: strconv.Itoa(f.Nearest)}},
	}
	if f.Out != "" {
		p.Shown = f.Shown
	}
	if err := predictFiles(ctx, at, p, d, k, files, f); err != nil {
		return nil, err
	}
	at.Lap("call pictures")
	if err := brokenPictures(p, len(files), f.Pictures.SkipBroken); err != nil {
		return nil, err
	}
	p.Timings = at.Timings()
	if f.Out != "" {
		if err := prediction.Write(f.Out, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}
