package work

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/metric/batch"
	"mekiki/internal/report/comparison"
	"mekiki/internal/study"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// comparisonKind is what Compare leaves beside its runs.
var comparisonKind = folder.Kind{What: lang.T("a comparison"), Name: "compare", Files: []string{comparison.HTMLFile, comparison.JSONFile}}

// CompareConfig is what a comparison of losses over several seeds needs.
type CompareConfig struct {
	Losses []string `yaml:"loss" json:"loss" value:"loss" help:"a loss: a name, a formula, or \"name: formula\"; the first is the baseline"`
	Seeds  int      `yaml:"seeds" json:"seeds" help:"number of seeds; each makes one run of every loss"`
	From   uint64   `yaml:"seed-from" json:"seed-from" help:"first seed"`
	// Run are the settings that all runs share; the seed is that of From where it was
	// given, else that of the file.
	Run settings.Choice
	folder.Choice
	Workers    int  `yaml:"workers" json:"workers" help:"runs at once; 0 takes every core, and more than the cores are never taken"`
	KeepModels bool `yaml:"keep-models" json:"keep-models,omitempty" help:"keep the model file of each run"`
}

// NewCompareConfig has the usual settings.
func NewCompareConfig() CompareConfig { return CompareConfig{Seeds: study.UsualSeeds, From: 1} }

// compared is a comparison that has its settings.
type compared struct {
	*study.Plan
	given map[string]bool // settings that were chosen for all
	note  lang.Message    // which parameters of a file are left out
}

// plan resolves the settings of every loss. The data are those of the first.
func (c *CompareConfig) plan() (*compared, error) {
	const most = 1000
	switch {
	case len(c.Losses) < 2:
		return nil, misuse.Errorf("compare needs two losses or more, such as --loss cosine --loss combined")
	case c.Seeds < 1 || c.Seeds > most:
		return nil, misuse.Errorf("seeds is %d; it must lie between 1 and %d", c.Seeds, most)
	case c.From > math.MaxUint64-most:
		return nil, misuse.Errorf("seed-from is %d; it must lie between 0 and %d", c.From, uint64(math.MaxUint64-most))
	}
	if err := settings.Threads(c.Workers); err != nil {
		return nil, err
	}
	losses, err := study.ParseLosses(c.Losses)
	if err != nil {
		return nil, misuse.Errorf("%w", err)
	}
	p := &compared{Plan: &study.Plan{Losses: losses, KeepModel: c.KeepModels}}
	c.Run.ManyLosses = true
	for _, l := range losses {
		run, err := c.Run.WithLoss(l.Text).Resolve("")
		if err != nil {
			return nil, misuse.Errorf("loss %s: %w", l.Name, err)
		}
		// A config file may speak of one of the losses: its parameters would make
		// another loss of it. leftOut says that they are not taken.
		own, err := train.Preset(run.Preset, l.Text)
		if err != nil {
			return nil, err
		}
		run.Params = own.Params
		p.Configs, p.given, p.note = append(p.Configs, run.Config), run.Given, leftOut(c.Run.File.Path(), run.FileParams)
	}
	if err := alike(p.Configs); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(p.Configs, mined) {
		for _, key := range []string{"miner", "reducer"} {
			if c.Run.Has(key) {
				return nil, misuse.Errorf("--%s has no effect where every loss is over whole batches; leave it out", key)
			}
		}
	}
	from := c.From
	if !c.Run.Has("seed-from") {
		from = p.Configs[0].Seed // that of the config file, if there is one
	}
	for i := range c.Seeds {
		p.Seeds = append(p.Seeds, from+uint64(i))
	}
	return p, nil
}

// alike lets all losses train in one way, with the batches of the first one:
// where one trains on batches all do, and the sampler that suits a loss must not
// make the difference.
func alike(configs []train.Config) error {
	if !slices.ContainsFunc(configs, func(c train.Config) bool { return c.Batched() }) {
		return nil
	}
	for i := range configs {
		c := &configs[i]
		if !c.Batched() {
			c.Miner = batch.DefaultMiner
			c.Complete()
		}
		c.Sampler, c.Classes, c.PerClass = configs[0].Sampler, configs[0].Classes, configs[0].PerClass
		if err := c.Validate(); err != nil {
			return misuse.Errorf("loss %s: %w", c.Loss, err)
		}
	}
	return nil
}

// leftOut says which parameters of the config file a comparison does not take, if any.
func leftOut(file string, params map[string]float64) lang.Message {
	if len(params) == 0 {
		return lang.Message{}
	}
	text := strings.ReplaceAll(settings.Params{To: &params}.String(), ",", ", ")
	return lang.T("The parameters in %s (%s) are left out: every loss here has the values that its own text says. Write other ones into the formula.", file, text)
}

// Compare trains with each loss and each seed into a folder, says whether the losses
// differ, and writes a page. It returns what the page shows, and its path.
func Compare(ctx context.Context, at *desk.Desk, cfg CompareConfig) (*comparison.Page, string, error) {
	p, err := cfg.plan()
	if err != nil {
		return nil, "", err
	}
	held, err := folder.Open(comparisonKind, cfg.Choice)
	if err != nil {
		return nil, "", err
	}
	defer held.Release()
	src, err := comparedData(ctx, at, p)
	if err != nil {
		return nil, "", err
	}
	if p.Origin, err = studyOrigin(src, "test"); err != nil {
		return nil, "", err
	}
	if !p.note.IsZero() {
		at.Note("%s", p.note)
	}
	at.Note("%d losses with %d seeds on %s", len(p.Losses), len(p.Seeds), src.Origin)
	results, err := study.Store{Dir: held.Dir}.Run(ctx, p.Jobs(), study.Options{
		Runner: testRunner(at, src), Workers: cfg.Workers, Events: at.Study(true),
	})
	if errors.Is(err, context.Canceled) {
		return nil, "", &Stopped{GoOn: commandInto(at, held.Dir, cfg.Out), Cause: err}
	}
	if err != nil {
		return nil, "", err
	}
	at.Lap("runs")
	c, err := study.Compare(p.Plan, results)
	if err != nil {
		return nil, "", err
	}
	if !p.note.IsZero() {
		c.Notes = append(c.Notes, p.note)
	}
	d := &comparison.Page{
		Lang: at.Lang, Program: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(),
		Comparison: c, Data: src.Name, Fingerprint: src.Fingerprint, Settings: comparedSettings(p.Configs),
	}
	d.DataNotes = src.Notes()
	if err := comparison.Write(held.Dir, d); err != nil {
		return nil, "", err
	}
	return d, filepath.Join(held.Dir, comparison.HTMLFile), nil
}

// comparedData opens the data of all runs and fits the settings that were not given
// to them.
func comparedData(ctx context.Context, at *desk.Desk, p *compared) (*data.Source, error) {
	configs := make([]*train.Config, len(p.Configs))
	for i := range configs {
		configs[i] = &p.Configs[i]
	}
	src, _, err := runData(ctx, at, p.given, configs...)
	return src, err
}

// PlanCompare measures by trial steps what a comparison would take. It writes nothing.
func PlanCompare(ctx context.Context, at *desk.Desk, cfg CompareConfig) (*Plan, error) {
	p, err := cfg.plan()
	if err != nil {
		return nil, err
	}
	src, err := comparedData(ctx, at, p)
	if err != nil {
		return nil, err
	}
	var configs []train.Config
	var names []string
	for i, c := range p.Configs {
		c.Seed, c.Workers = p.Seeds[0], 1 // as in a study
		configs, names = append(configs, c), append(names, p.Losses[i].Name)
	}
	return plan(ctx, at, src, configs, names, len(p.Seeds), study.AtOnce(cfg.Workers), cfg.Out)
}
