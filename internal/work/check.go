package work

import (
	"context"
	"errors"
	"strconv"
	"time"

	"mekiki/internal/analyze/duplicates"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/datacheck"
	"mekiki/internal/report/kit"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// checked is what CheckData leaves.
var checked = folder.Kind{What: lang.T("a data check"), Name: "check", Files: []string{datacheck.HTMLFile, datacheck.JSONFile, datacheck.PairsCSV, datacheck.LeakedCSV}}

// CheckConfig is what a look at the pictures of a data set needs.
type CheckConfig struct {
	// Run says which pictures, or which file of triplets.
	Run       settings.Choice
	Near      float64 `yaml:"near" json:"near" help:"largest distance of a near-duplicate, 0 to 1; 0 looks for exact copies only"`
	Mirrored  bool    `yaml:"mirrored" json:"mirrored,omitempty" help:"compare with each picture turned left to right, too"`
	Model     string  `yaml:"model" json:"model,omitempty" short:"m" value:"file" help:"measure the accuracy of this model file without the leaks"`
	Raw       bool    `yaml:"raw" json:"raw,omitempty" help:"measure the accuracy of the raw pixels without the leaks"`
	Resamples int     `yaml:"resamples" json:"resamples" help:"bootstrap resamples of the accuracy; 0 leaves the intervals out"`
	Shown     int     `yaml:"shown" json:"shown" help:"most pairs in each list of the page and of --json"`
	folder.Choice
}

// NewCheckConfig has the usual settings.
func NewCheckConfig() CheckConfig {
	return CheckConfig{Near: duplicates.DefaultNear, Resamples: eval.DefaultResamples, Shown: 40}
}

// check refuses what no data can make right.
func (f *CheckConfig) check() error {
	switch {
	case !(f.Near >= 0 && f.Near <= 1):
		return misuse.Errorf("near is %v; it must lie between 0 and 1", f.Near)
	case f.Shown < 0 || f.Shown > 1000:
		return misuse.Errorf("shown is %d; it must lie between 0 and 1000", f.Shown)
	case f.Resamples < 0 || f.Resamples > 1e6:
		return misuse.Errorf("resamples is %d; it must lie between 0 and 1000000", f.Resamples)
	case f.Raw && f.Model != "":
		return misuse.Errorf("raw and model exclude each other; give one of them")
	}
	return nil
}

// heeded refuses settings that would do nothing.
func (f *CheckConfig) heeded() error {
	no := func(why lang.Message, keys ...string) error {
		for _, key := range keys {
			if f.Run.Has(key) {
				return misuse.Errorf("--%s has no effect %s; leave it out", key, why)
			}
		}
		return nil
	}
	if !f.Run.Has("triplets") && f.Run.File == nil {
		if err := no(lang.T("without --triplets"), "test-size", "val-size", "split-seed"); err != nil {
			return err
		}
	}
	if f.Model == "" && !f.Raw {
		if err := no(lang.T("without --model or --raw"), "resamples"); err != nil {
			return err
		}
	}
	if f.Near == 0 {
		return no(lang.T("with --near 0, which looks for copies only"), "mirrored")
	}
	return nil
}

// view is how neighbours see the pictures, nil where their accuracy is not asked for.
func (f *CheckConfig) view(at *desk.Desk) (*view, error) {
	if f.Model == "" && !f.Raw {
		return nil, nil
	}
	return viewOf(at, f.Model)
}

// CheckData looks at every picture and label, and for duplicates within and across the
// parts. With Out it writes a page.
func CheckData(ctx context.Context, at *desk.Desk, f CheckConfig) (*datacheck.Page, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	if err := f.heeded(); err != nil {
		return nil, err
	}
	run, err := f.Run.Resolve("")
	if err != nil {
		return nil, err
	}
	if run.Triplets != "" && (f.Raw || f.Model != "") {
		return nil, misuse.Errorf("a file of triplets has no official test pictures to call; leave out --triplets, --raw or --model")
	}
	if f.Out != "" {
		held, err := folder.Open(checked, f.Choice)
		if err != nil {
			return nil, err
		}
		defer held.Release()
	}
	v, err := f.view(at)
	if err != nil {
		return nil, err
	}
	d, err := checkedParts(ctx, at, run.Config, v)
	if err != nil {
		return nil, err
	}
	for _, p := range d.Parts { // before the search, whose findings would be lost
		if v == nil {
			break
		}
		if err := v.fits(p.Images); err != nil {
			return nil, lang.Errorf("%s: %w", v.name, err)
		}
	}
	d.Shown, d.Command, d.Version, d.Machine, d.Time = f.Shown, at.Command, at.Program, at.Machine, time.Now()
	opt := duplicates.Options{Near: f.Near, Mirrored: f.Mirrored, Workers: run.Workers}
	d.Found, err = duplicates.Find(ctx, d.Parts, opt)
	if errors.Is(err, duplicates.ErrTooNear) {
		d.Problems = append(d.Problems, lang.T("more than 5 million pairs lie within %g, so near-duplicates were not counted: these pictures hardly differ; lower --near", f.Near).String())
		opt.Near = 0
		d.Found, err = duplicates.Find(ctx, d.Parts, opt)
	}
	if err != nil {
		return nil, err
	}
	at.Lap("find duplicates")
	d.Settings = []kit.Setting{
		{Key: "near", Value: strconv.FormatFloat(d.Found.Near, 'g', -1, 64)}, {Key: "mirrored", Value: strconv.FormatBool(f.Mirrored)},
	}
	d.Problems = append(d.Problems, leakProblems(d)...)
	if v != nil {
		if err := leakAccuracy(ctx, at, d, v, eval.Options{Resamples: f.Resamples, Workers: run.Workers}); err != nil {
			return nil, err
		}
		at.Lap("measure accuracy")
	}
	d.Timings = at.Timings()
	if f.Out != "" {
		if err := datacheck.Write(f.Out, d); err != nil {
			return nil, err
		}
	}
	return d, nil
}
