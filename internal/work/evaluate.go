package work

import (
	"context"
	"slices"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// evaluationKind is what Evaluate leaves.
var evaluationKind = folder.Kind{What: lang.T("a report"), Name: "report", Files: reportFiles}

// EvaluateConfig is what the evaluation of a model needs.
type EvaluateConfig struct {
	Model    string       `yaml:"model" json:"model" short:"m" value:"file" help:"model file to evaluate"`
	Pictures train.Config `only:"data,sample,skip-broken,memory"`
	Triplets string       `yaml:"triplets" json:"triplets,omitempty" value:"file" help:"NumPy file of other triplets to evaluate on"`
	folder.Choice
	Beside    []string `yaml:"beside" json:"beside,omitempty" value:"folder" help:"folder of a finished run to show in the report beside the model's own; may be given several times"`
	Resamples int      `yaml:"resamples" json:"resamples" help:"bootstrap resamples; 0 leaves the intervals out"`
	Workers   int      `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
}

// NewEvaluateConfig has the usual settings.
func NewEvaluateConfig() EvaluateConfig {
	return EvaluateConfig{Pictures: usual(), Resamples: eval.DefaultResamples}
}

// check refuses what no data can make right.
func (c *EvaluateConfig) check() error {
	switch {
	case c.Model == "":
		return misuse.Errorf("eval needs --model FILE, such as runs/last/model.safetensors")
	case len(c.Beside) > 0 && c.Out == "":
		return misuse.Errorf("beside shows other runs in the report; say with --out FOLDER where to write it")
	case len(c.Beside) > 0 && c.Triplets != "":
		return misuse.Errorf("beside and triplets exclude each other: runs are compared on the data that they were trained on")
	case len(c.Beside) > mostBeside:
		return misuse.Errorf("%d runs to show beside the model's own; at most %d can be told apart", len(c.Beside), mostBeside)
	case c.Resamples < 0 || c.Resamples > 1e6:
		return misuse.Errorf("resamples is %d; it must lie between 0 and 1000000", c.Resamples)
	}
	return settings.Threads(c.Workers)
}

// Evaluate evaluates a model on the test triplets and the test pictures of its data, or
// on other triplets. With Out it writes a report.
func Evaluate(ctx context.Context, at *desk.Desk, cfg EvaluateConfig) (*Summary, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	from, err := chosen(cfg.Pictures)
	if err != nil {
		return nil, err
	}
	m, err := data.LoadModel(at, cfg.Model)
	if err != nil {
		return nil, err
	}
	mat, err := data.GatherFor(ctx, at, m, from, cfg.Triplets)
	if err != nil {
		return nil, err
	}
	for _, w := range mat.Warnings {
		at.Note("%s", lang.Saved(w))
	}
	beside, err := besideRuns(at, cfg.Beside, cfg.Model, m, mat)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(beside, func(r evaluation.Run) bool { return sameFile(r.Folder, cfg.Out) }); i >= 0 {
		return nil, misuse.Errorf("out and beside are one folder, %s, whose report would be replaced by the one of %s; give another --out", beside[i].Folder, cfg.Model)
	}
	if cfg.Out != "" { // before the work, which would be for nothing
		held, err := folder.Open(evaluationKind, cfg.Choice)
		if err != nil {
			return nil, err
		}
		defer held.Release()
	}
	opt := eval.Options{Resamples: cfg.Resamples, Workers: cfg.Workers}
	j, err := judge(ctx, at, m, mat, opt)
	if err != nil {
		return nil, err
	}
	if cfg.Out != "" {
		if len(cfg.Beside) > 0 {
			beside = append(beside, evaluation.Run{Folder: besideName(cfg.Model), Meta: m.Meta, Eval: j.result})
		}
		path, err := writeReport(ctx, at, cfg.Out, m, mat, j, modelSettings(m), beside)
		if err != nil {
			return nil, err
		}
		at.Note("report: %s", path)
	}
	return summarize(m, j, opt, cfg.Model), nil
}
