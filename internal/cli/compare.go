package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/report"
	"mekiki/internal/study"
	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
)

// compareFlags are the flags of compare beside the settings of its runs.
type compareFlags struct {
	losses     []string
	seeds      int
	from       uint64
	workers    int
	keepModels bool
	dry        bool
	folderFlags
}

// comparisonKind is what compare leaves beside its runs.
var comparisonKind = resultKind{"a comparison", "compare", []string{report.ComparisonHTMLFile, report.ComparisonJSONFile}}

// notCompared are the settings of train that compare has no flags or other ones
// for: loss and seed differ between the runs, and the machine is shared by them.
var notCompared = []string{"loss", "param", "seed", "workers", "chunk", "dense"}

func (a *app) compareCommand() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare --loss LOSS --loss LOSS",
		Short: "Compare losses over several seeds, with intervals and tests",
		Long: `Trains with each loss and each seed, and says whether the losses differ. The first
loss is the baseline. Runs of one seed have the same triplets, split, initial
weights and batch order, so that they make pairs; figures are those of train on
test triplets and official test pictures.

A loss is a preset's name or a formula; "mine: FORMULA" gives it a name of your
own. Write --loss once for each. With --preset mlp, cnn-small or cnn, with --network
or --miner, or where one of the losses is over batches, all of them train on the
same batches of pictures; the miner is for those that are losses of triplets.

The verdict rests on two measures, pair accuracy at the held-out threshold and
5-NN accuracy, each loss by the distance that it stands for (cosine where it has
none), with Student's paired t test and Holm's correction over all comparisons
with the baseline. Everything else is in the table.

Runs go side by side, one thread each. Finished runs stay in the output folder
and are used again: after Ctrl-C or a crash the same command with that folder as
--out goes on from the checkpoints, and with more seeds or losses and --overwrite it
makes the missing runs only and writes the page anew.`,
		Example: `  mekiki compare --loss cosine --loss combined --seeds 10
  mekiki compare --preset mlp --miner semi-hard --loss cosine --loss combined --loss normface --seeds 5
  mekiki compare --loss cosine --loss euclidean --sample --epochs 5 --seeds 3 --json`,
		Args: noArgs,
	}
	set := cmd.Flags()
	set.StringArrayVar(&f.losses, "loss", nil, "a `loss`: a name, a formula, or \"name: formula\"; the first is the baseline")
	set.IntVar(&f.seeds, "seeds", study.UsualSeeds, "number of seeds; each makes one run of every loss")
	set.Uint64Var(&f.from, "seed-from", 1, "first seed")
	config := bindConfig(cmd, slices.DeleteFunc(configKeys(), func(k string) bool { return slices.Contains(notCompared, k) })...)
	f.bind(cmd, anyFolder)
	set.BoolVar(&f.dry, "dry-run", false, dryRunHelp)
	set.IntVar(&f.workers, "workers", 0, "runs at once; 0 takes every core, and more than the cores are never taken")
	set.BoolVar(&f.keepModels, "keep-models", false, "keep the model file of each run")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return a.compare(cmd.Context(), f, config) }
	return cmd
}

// plan resolves the settings of every loss. The data are those of the first.
func (f *compareFlags) plan(config *configFlags) (*study.Plan, error) {
	const most = 1000
	switch {
	case len(f.losses) < 2:
		return nil, misuse.Errorf("compare needs two losses or more, such as --loss cosine --loss combined")
	case f.seeds < 1 || f.seeds > most:
		return nil, misuse.Errorf("seeds is %d; it must lie between 1 and %d", f.seeds, most)
	case f.from > math.MaxUint64-most:
		return nil, misuse.Errorf("seed-from is %d; it must lie between 0 and %d", f.from, uint64(math.MaxUint64-most))
	case f.workers < 0 || f.workers > 1024:
		return nil, misuse.Errorf("workers is %d; it must lie between 0 and 1024", f.workers)
	}
	losses, err := study.ParseLosses(f.losses)
	if err != nil {
		return nil, misuse.Errorf("%w", err)
	}
	p := &study.Plan{Losses: losses, KeepModel: f.keepModels}
	config.manyLosses = true
	for _, l := range losses {
		config.values.Loss = l.Text
		cfg, err := config.resolve("")
		if err != nil {
			return nil, misuse.Errorf("loss %s: %w", l.Name, err)
		}
		// A config file may speak of one of the losses: its parameters would make
		// another loss of it. leftOut says that they are not taken.
		own, err := train.Preset(cfg.Preset, l.Text)
		if err != nil {
			return nil, err
		}
		cfg.Params = own.Params
		p.Configs = append(p.Configs, cfg)
	}
	if err := alike(p.Configs); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(p.Configs, mined) {
		if err := unheeded(config.set, "where every loss is over whole batches", "miner", "reducer"); err != nil {
			return nil, err
		}
	}
	if !config.changed("seed-from") {
		f.from = p.Configs[0].Seed // that of the config file, if there is one
	}
	for i := range f.seeds {
		p.Seeds = append(p.Seeds, f.from+uint64(i))
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
			c.Miner = train.UsualMiner
			c.Complete()
		}
		c.Sampler, c.Classes, c.PerClass = configs[0].Sampler, configs[0].Classes, configs[0].PerClass
		if err := c.Validate(); err != nil {
			return misuse.Errorf("loss %s: %w", c.Loss, err)
		}
	}
	return nil
}

// leftOut says which parameters of the config file compare does not take, if any.
func leftOut(config *configFlags) string {
	if len(config.fileParams) == 0 {
		return ""
	}
	text := strings.ReplaceAll(paramsValue{&config.fileParams}.String(), ",", ", ")
	return fmt.Sprintf("The parameters in %s (%s) are left out: every loss here has the values that its own text says. Write other ones into the formula.", config.file, text)
}

func (a *app) compare(ctx context.Context, f compareFlags, config *configFlags) error {
	p, err := f.plan(config)
	if err != nil {
		return err
	}
	if f.dry {
		return a.planComparison(ctx, f, p, config.given)
	}
	folder, err := openFolder(comparisonKind, f.folderFlags)
	if err != nil {
		return err
	}
	defer folder.release()
	src, err := a.comparedSource(ctx, p, config.given)
	if err != nil {
		return err
	}
	p.Origin = studyOrigin(src, "test")
	dropped := leftOut(config)
	if dropped != "" {
		a.note("%s", dropped)
	}
	a.note("%d losses with %d seeds on %s", len(p.Losses), len(p.Seeds), src.origin)
	results, err := study.Store{Dir: folder.dir}.Run(ctx, p.Jobs(), study.Options{
		Runner: a.testRunner(src), Workers: f.workers, Events: a.studyWatcher(true),
	})
	if errors.Is(err, context.Canceled) {
		return &stopped{goOn: a.commandInto(folder.dir, f.out), cause: err}
	}
	if err != nil {
		return err
	}
	a.lap("runs")
	c, err := study.Compare(p, results)
	if err != nil {
		return err
	}
	if dropped != "" {
		c.Notes = append(c.Notes, dropped)
	}
	d := &report.Comparison{
		Program: version(), Machine: machine(), Command: a.commandLine(), Time: time.Now(),
		Comparison: c, Data: src.name, Fingerprint: src.fingerprint, Settings: comparedSettings(p.Configs),
	}
	d.DataNotes = src.notes()
	if err := d.Write(folder.dir); err != nil {
		return err
	}
	return a.compared(d, filepath.Join(folder.dir, report.ComparisonHTMLFile))
}

// comparedSource opens the data of all runs and fits the settings that were not given
// to them.
func (a *app) comparedSource(ctx context.Context, p *study.Plan, given map[string]bool) (*source, error) {
	cfg := p.Configs[0]
	src, err := a.openSource(ctx, picturesOf(cfg), recipeOfConfig(cfg))
	if err != nil {
		return nil, err
	}
	if err := callable(src.found); err != nil {
		return nil, err
	}
	configs := make([]*train.Config, len(p.Configs))
	for i := range configs {
		configs[i] = &p.Configs[i]
	}
	_, err = a.adapt(src, given, configs...)
	return src, err
}

// planComparison says what a comparison would take.
func (a *app) planComparison(ctx context.Context, f compareFlags, p *study.Plan, given map[string]bool) error {
	src, err := a.comparedSource(ctx, p, given)
	if err != nil {
		return err
	}
	var configs []train.Config
	var names []string
	for i, cfg := range p.Configs {
		cfg.Seed, cfg.Workers = p.Seeds[0], 1 // as in a study
		configs, names = append(configs, cfg), append(names, p.Losses[i].Name)
	}
	would, err := a.plan(ctx, src, configs, names, len(p.Seeds), study.AtOnce(f.workers), f.out)
	if err != nil {
		return err
	}
	return a.result(would, would.text)
}

// mined says whether a miner picks the triplets of a run.
func mined(cfg train.Config) bool { return cfg.Miner != "" }

// comparedSettings are the settings that all runs of a comparison share. Miner and
// reducer are those of the losses of triplets: others have none.
func comparedSettings(configs []train.Config) []report.Setting {
	cfg := configs[0]
	if i := slices.IndexFunc(configs, mined); i >= 0 {
		cfg.Miner, cfg.Reducer = configs[i].Miner, configs[i].Reducer
	}
	out := sharedSettings(cfg)
	for i, s := range out {
		if (s.Key == "miner" || s.Key == "reducer") && s.Value != "" && slices.ContainsFunc(configs, func(c train.Config) bool { return !mined(c) }) {
			out[i].Value += " (losses of triplets)"
		}
	}
	return out
}

// sharedSettings are the settings that all runs of a study share.
func sharedSettings(cfg train.Config) []report.Setting {
	var out []report.Setting
	for _, s := range configSettings(cfg) {
		if !slices.Contains(notCompared, s.Key) && s.Key != "checkpoint-every" {
			out = append(out, s)
		}
	}
	return out
}

// compared prints the outcome: with --json what compare.json holds.
func (a *app) compared(d *report.Comparison, page string) error {
	c := d.Comparison
	return a.document(d.JSON, func(t *table) {
		line := "measure\tby"
		for _, s := range c.Losses {
			line += "\t" + s.Name
		}
		t.line("%s", line)
		for _, m := range slices.Concat(c.Headline.Measures, c.Measures) {
			line := m.Measure.Name + "\t" + m.Distance
			for _, v := range m.Values {
				line += "\t" + report.MeanSD(v)
			}
			t.line("%s", line)
		}
		t.line("")
		for _, v := range c.Verdicts {
			t.line("%s", t.as(colorVerdict, v.Sentence))
		}
		for _, n := range c.Notes {
			t.line("%s", n)
		}
		t.line("%s", page)
	})
}
