package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/atomicfile"
	"mekiki/internal/report"
	"mekiki/internal/study"
	"mekiki/internal/suggest"
	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
)

// bestFile is the config file that tune writes for train.
const bestFile = "best.yaml"

// tuneFlags are the flags of tune beside the settings of its runs.
type tuneFlags struct {
	loss      string
	params    []string
	budget    time.Duration
	trials    int
	objective string
	seeds     int
	from      uint64
	workers   int
	dry       bool
	folderFlags
}

// tuningKind is what tune leaves beside its trials.
var tuningKind = resultKind{"a search", "tune", []string{report.TuningHTMLFile, report.TuningJSONFile, bestFile}}

func (a *app) tuneCommand() *cobra.Command {
	var f tuneFlags
	cmd := &cobra.Command{
		Use:   "tune --loss LOSS --param NAME=LO:HI",
		Short: "Search the parameters of a loss on validation data",
		Long: `Looks for the parameters of a loss, those of its lets, that do best on validation
data, by successive halving: many trials train for few epochs, and the best third
goes on from its checkpoints. The best three, and the loss as it was given, are
then trained on seeds that the search did not use, and the best mean wins.

A range is NAME=LO:HI, or NAME=LO:HI:log for weights that span orders of
magnitude; NAME=VALUE fixes a parameter. Without --loss the loss is that of the
file of --config, such as calibrated.yaml.

Objectives (--objective):
  pairs     validation pairs told right at a threshold that other ones chose
  auc       area under the ROC curve of the validation pairs
  triplets  validation triplets in order
  5nn       pictures of validation triplets by their 5 nearest in training triplets,
            those of test triplets and their copies left out
Test triplets and official test pictures are never looked at. To see what the
result is worth there, give it to compare.

Trials go side by side, one thread each. The budget is wall time over all
sessions: after Ctrl-C or a crash the same command with that folder as --out goes
on; with a larger budget and --overwrite a finished search goes farther. With
--trials the outcome is the same on every machine.`,
		Example: `  mekiki tune --loss combined --param w_euc=0.001:1:log --param m_euc=-10:10 --budget 20m
  mekiki tune --loss "let m = 0.4; relu(cos_ap - cos_an + m)" --param m=0:1 --sample --epochs 9 --trials 9`,
		Args: noArgs,
	}
	config := f.bind(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := f.search(config)
		if err != nil {
			return err
		}
		return a.tune(cmd.Context(), f, s, config.given)
	}
	return cmd
}

// bind registers the flags of tune.
func (f *tuneFlags) bind(cmd *cobra.Command) *configFlags {
	var names []string
	for _, o := range study.Objectives() {
		names = append(names, o.Key)
	}
	set := cmd.Flags()
	set.StringVar(&f.loss, "loss", "", "the `loss`: a name or a formula with parameters (let w = 0.5; …); default: that of --config")
	set.StringArrayVar(&f.params, "param", nil, "`range` of a parameter, name=lo:hi or name=lo:hi:log; or its value, name=value")
	set.DurationVar(&f.budget, "budget", 20*time.Minute, "wall time over all sessions")
	set.IntVar(&f.trials, "trials", 0, "number of trials; 0 takes as many as the budget allows")
	set.StringVar(&f.objective, "objective", names[0], "what to make large: "+strings.Join(names, ", "))
	set.IntVar(&f.seeds, "seeds", 3, "seeds of the check at the end")
	set.Uint64Var(&f.from, "seed-from", 1001, "seed of the search; those of the check follow it")
	config := bindConfig(cmd, slices.DeleteFunc(configKeys(), func(k string) bool { return slices.Contains(notCompared, k) })...)
	f.folderFlags.bind(cmd, anyFolder)
	set.BoolVar(&f.dry, "dry-run", false, dryRunHelp)
	set.IntVar(&f.workers, "workers", 0, "trials at once; 0 takes every core, and more than the cores are never taken")
	return config
}

// search checks the flags.
func (f *tuneFlags) search(config *configFlags) (*study.Search, error) {
	const most = 100
	switch {
	case f.seeds < 1 || f.seeds > most:
		return nil, misuse.Errorf("seeds is %d; it must lie between 1 and %d", f.seeds, most)
	case f.from > math.MaxUint64-most-1:
		return nil, misuse.Errorf("seed-from is %d; it must lie between 0 and %d", f.from, uint64(math.MaxUint64-most-1))
	case f.workers < 0 || f.workers > 1024:
		return nil, misuse.Errorf("workers is %d; it must lie between 0 and 1024", f.workers)
	case f.trials < 0 || f.trials > 10_000:
		return nil, misuse.Errorf("trials is %d; it must lie between 0 and 10000", f.trials)
	case f.budget <= 0:
		return nil, misuse.Errorf("budget is %v; give a time such as 20m", f.budget)
	}
	s := &study.Search{Trials: f.trials, Workers: f.workers}
	if f.trials == 0 || config.changed("budget") {
		s.Budget = f.budget
	}
	var keys []string
	for _, o := range study.Objectives() {
		keys = append(keys, o.Key)
		if o.Key == f.objective {
			s.Objective = o
		}
	}
	if s.Objective.Key == "" {
		return nil, misuse.Unknown("objective", f.objective, keys)
	}
	// What resolve takes for the flags --loss and --param of train.
	config.values.Loss, config.values.Params = f.loss, map[string]float64{}
	for _, p := range f.params {
		if !strings.Contains(p, ":") {
			if err := (paramsValue{&config.values.Params}).Set(p); err != nil {
				return nil, misuse.Errorf("param %w", err)
			}
			continue
		}
		r, err := study.ParseRange(p)
		if err != nil {
			return nil, misuse.Errorf("param %w", err)
		}
		if slices.ContainsFunc(s.Ranges, func(have study.Range) bool { return have.Name == r.Name }) {
			return nil, misuse.Errorf("param %s has two ranges", r.Name)
		}
		s.Ranges = append(s.Ranges, r)
	}
	cfg, err := config.resolve("")
	if err != nil {
		return nil, err
	}
	if !config.lossGiven {
		return nil, misuse.Errorf("tune needs --loss, a name or a formula, or --config with a file that has one")
	}
	if err := f.known(cfg, s.Ranges); err != nil {
		return nil, err
	}
	cfg.Seed = f.from
	s.Config = cfg
	for i := range f.seeds {
		s.CheckSeeds = append(s.CheckSeeds, f.from+1+uint64(i))
	}
	return s, nil
}

// known refuses a range of a parameter that the loss does not have or not within
// all of the range, and a search without any.
func (f *tuneFlags) known(cfg train.Config, ranges []study.Range) error {
	names := slices.Sorted(maps.Keys(cfg.Params))
	switch {
	case len(names) == 0:
		return misuse.Errorf("the loss has no parameter to search; name its numbers, such as: let w = 0.5; w*relu(…)")
	case len(ranges) == 0:
		return misuse.Errorf("tune needs --param NAME=LO:HI; the parameters of this loss are %s", strings.Join(names, ", "))
	}
	for _, r := range ranges {
		if _, ok := cfg.Params[r.Name]; !ok {
			if near, ok := suggest.Nearest(r.Name, names); ok {
				return misuse.Errorf("the loss has no parameter %s; did you mean %s?", r.Name, near)
			}
			return misuse.Errorf("the loss has no parameter %s; it has %s", r.Name, strings.Join(names, ", "))
		}
		if err := r.Check(cfg); err != nil {
			return misuse.Errorf("param %w", err)
		}
	}
	return nil
}

// givenLoss is the loss as it was given, as compare takes it: with the values that
// flags and files fixed put in.
func givenLoss(cfg train.Config) string {
	own, err := train.Preset(cfg.Preset, cfg.Loss)
	if err != nil || maps.Equal(own.Params, cfg.Params) {
		return cfg.Loss
	}
	spec, err := cfg.Spec()
	if err != nil {
		return cfg.Loss
	}
	return "given: " + spec.Written()
}

// planSearch says what a search would take.
func (a *app) planSearch(ctx context.Context, f tuneFlags, s *study.Search, given map[string]bool) error {
	src, err := a.openSource(ctx, picturesOf(s.Config), recipeOfConfig(s.Config))
	if err != nil {
		return err
	}
	if _, err := a.adapt(src, given, &s.Config); err != nil {
		return err
	}
	cfg := s.Config
	cfg.Workers = 1 // as in a study
	parallel := study.AtOnce(f.workers)
	p, err := a.plan(ctx, src, []train.Config{cfg}, []string{cfg.Loss}, 1, 1, f.out)
	if err != nil {
		return err
	}
	p.Parallel, p.Seconds = parallel, s.Budget.Seconds()
	if p.Note = fmt.Sprintf("the search has %v over all sessions, with %d trials at a time", s.Budget, parallel); s.Budget == 0 {
		p.Note = fmt.Sprintf("the search has %d trials, %d at a time; most of them end after a few epochs", s.Trials, parallel)
	}
	return a.result(p, p.text)
}

func (a *app) tune(ctx context.Context, f tuneFlags, s *study.Search, given map[string]bool) error {
	if f.dry {
		return a.planSearch(ctx, f, s, given)
	}
	folder, err := openFolder(tuningKind, f.folderFlags)
	if err != nil {
		return err
	}
	defer folder.release()
	src, err := a.openSource(ctx, picturesOf(s.Config), recipeOfConfig(s.Config))
	if err != nil {
		return err
	}
	if _, err := a.adapt(src, given, &s.Config); err != nil {
		return err
	}
	purpose := "validation by " + s.Objective.Key
	if s.Objective.Measure == study.ValNeighbours {
		purpose += ", no picture of the test in the gallery" // kept runs of earlier versions had some
	}
	s.Origin = studyOrigin(src, purpose)
	s.Origin.Judge = "" // nobody looks at the official test pictures
	s.Store, s.Runner = study.Store{Dir: folder.dir}, a.validationRunner(src, s.Objective)
	s.Events, s.Note = a.studyWatcher(false), func(line string) { a.note("%s", line) }
	a.note("search on %s: %s", src.origin, s.Objective.Name)
	t, err := s.Run(ctx)
	if errors.Is(err, context.Canceled) {
		return &stopped{goOn: a.commandInto(folder.dir, f.out), cause: err}
	}
	if err != nil {
		return err
	}
	a.lap("search")
	best := s.Config
	best.Params = t.Params
	config := filepath.Join(folder.dir, bestFile)
	found, err := bestConfig(best, t.Verdict)
	if err != nil {
		return err
	}
	d := &report.Tuning{
		Program: version(), Machine: machine(), Command: a.commandLine(), Time: time.Now(),
		Tuning: t, Data: src.name, Fingerprint: src.fingerprint, DataNotes: src.notes(), Config: config,
		Train:    fmt.Sprintf("mekiki train --config %s --out tuned", shellWord(config)),
		Settings: sharedSettings(s.Config),
	}
	if _, err := s.Config.Spec(); err == nil && t.Best.Number > 0 { // compare takes values as a formula only
		d.Compare = fmt.Sprintf("mekiki compare --config %s --loss %s --loss %s --seeds %d", shellWord(config), shellWord(givenLoss(s.Config)), shellWord("tuned: "+t.Formula), study.UsualSeeds)
		if from := t.ProofSeed(); from != 1 {
			d.Compare += fmt.Sprintf(" --seed-from %d", from)
		}
	}
	err = d.Write(folder.dir, atomicfile.File{Name: bestFile, Fill: func(w io.Writer) error {
		_, err := w.Write(found)
		return err
	}})
	if err != nil {
		return err
	}
	return a.document(d.JSON, func(tb *table) {
		tb.line("%s", tb.as(colorVerdict, t.Verdict))
		for _, n := range t.Notes {
			tb.line("%s", n)
		}
		tb.line("")
		tb.line("formula\t%s", t.Formula)
		tb.line("trials\t%d, brackets %d, %.0f s", len(t.Trials), len(t.Brackets), t.Spent)
		tb.line("train it\t%s", d.Train)
		if d.Compare != "" {
			tb.line("prove it\t%s", d.Compare)
		}
		tb.line("%s", filepath.Join(folder.dir, report.TuningHTMLFile))
	})
}
