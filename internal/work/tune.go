package work

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/report/tuning"
	"mekiki/internal/study"
	"mekiki/internal/suggest"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// bestFile is the config file that a search writes for train.
const bestFile = "best.yaml"

// tuningKind is what Tune leaves beside its trials.
var tuningKind = folder.Kind{What: lang.T("a search"), Name: "tune", Files: []string{tuning.HTMLFile, tuning.JSONFile, bestFile}}

// TuneConfig is what a search of the parameters of a loss needs.
type TuneConfig struct {
	Loss      string        `yaml:"loss" json:"loss,omitempty" value:"loss" help:"the loss: a name or a formula with parameters (let w = 0.5; …); default: that of --config"`
	Params    []string      `yaml:"param" json:"param" value:"range" help:"range of a parameter, name=lo:hi or name=lo:hi:log; or its value, name=value"`
	Budget    time.Duration `yaml:"budget" json:"budget" help:"wall time over all sessions"`
	Trials    int           `yaml:"trials" json:"trials" help:"number of trials; 0 takes as many as the budget allows"`
	Objective string        `yaml:"objective" json:"objective" help:"what to make large: pairs, auc, triplets, 5nn"`
	Seeds     int           `yaml:"seeds" json:"seeds" help:"seeds of the check at the end"`
	From      uint64        `yaml:"seed-from" json:"seed-from" help:"seed of the search; those of the check follow it"`
	// Run are the settings that all trials share.
	Run settings.Choice
	folder.Choice
	Workers int `yaml:"workers" json:"workers" help:"trials at once; 0 takes every core, and more than the cores are never taken"`
}

// NewTuneConfig has the usual settings.
func NewTuneConfig() TuneConfig {
	return TuneConfig{Budget: 20 * time.Minute, Objective: study.Objectives()[0].Key, Seeds: 3, From: 1001}
}

// searched is a search that has its settings.
type searched struct {
	*study.Search
	given map[string]bool // settings that were chosen
}

// search checks the settings.
func (c *TuneConfig) search() (*searched, error) {
	const most = 100
	switch {
	case c.Seeds < 1 || c.Seeds > most:
		return nil, misuse.Errorf("seeds is %d; it must lie between 1 and %d", c.Seeds, most)
	case c.From > math.MaxUint64-most-1:
		return nil, misuse.Errorf("seed-from is %d; it must lie between 0 and %d", c.From, uint64(math.MaxUint64-most-1))
	case c.Trials < 0 || c.Trials > 10_000:
		return nil, misuse.Errorf("trials is %d; it must lie between 0 and 10000", c.Trials)
	case c.Budget <= 0:
		return nil, misuse.Errorf("budget is %v; give a time such as 20m", c.Budget)
	}
	if err := settings.Threads(c.Workers); err != nil {
		return nil, err
	}
	s := &searched{Search: &study.Search{Trials: c.Trials, Workers: c.Workers}}
	if c.Trials == 0 || c.Run.Has("budget") {
		s.Budget = c.Budget
	}
	var err error
	if s.Objective, err = objectiveOf(c.Objective); err != nil {
		return nil, err
	}
	values := map[string]float64{}
	if s.Ranges, err = rangesOf(c.Params, values); err != nil {
		return nil, err
	}
	choice := c.Run
	if c.Run.Has("loss") {
		choice = *c.Run.WithLoss(c.Loss)
	}
	choice.Values.Params = values
	run, err := choice.Resolve("")
	if err != nil {
		return nil, err
	}
	if !run.Given["loss"] {
		return nil, misuse.Errorf("tune needs --loss, a name or a formula, or --config with a file that has one")
	}
	if err := checkRanges(run.Config, s.Ranges); err != nil {
		return nil, err
	}
	run.Seed = c.From
	s.Config, s.given = run.Config, run.Given
	for i := range c.Seeds {
		s.CheckSeeds = append(s.CheckSeeds, c.From+1+uint64(i))
	}
	return s, nil
}

// objectiveOf is the objective of a name.
func objectiveOf(name string) (study.Objective, error) {
	var keys []string
	for _, o := range study.Objectives() {
		keys = append(keys, o.Key)
		if o.Key == name {
			return o, nil
		}
	}
	return study.Objective{}, misuse.Unknown(lang.T("objective"), name, keys)
}

// rangesOf reads ranges, and puts the parameters that have one value among values.
func rangesOf(params []string, values map[string]float64) ([]study.Range, error) {
	var ranges []study.Range
	for _, p := range params {
		if !strings.Contains(p, ":") {
			if err := (settings.Params{To: &values}).Set(p); err != nil {
				return nil, misuse.Errorf("param %w", err)
			}
			continue
		}
		r, err := study.ParseRange(p)
		if err != nil {
			return nil, misuse.Errorf("param %w", err)
		}
		if slices.ContainsFunc(ranges, func(have study.Range) bool { return have.Name == r.Name }) {
			return nil, misuse.Errorf("param %s has two ranges", r.Name)
		}
		ranges = append(ranges, r)
	}
	return ranges, nil
}

// checkRanges refuses a range of a parameter that the loss does not have or not within
// all of the range, and a search without any.
func checkRanges(cfg train.Config, ranges []study.Range) error {
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
	loss, err := cfg.TripletLoss()
	if err != nil {
		return cfg.Loss
	}
	return "given: " + loss.Written()
}

// searchedData opens the data of all trials and fits the settings that were not given
// to them. Official test pictures are no business of a search.
func searchedData(ctx context.Context, at *desk.Desk, s *searched) (*data.Source, error) {
	src, e, err := openRuns(ctx, at, &s.Config)
	if err != nil {
		return nil, err
	}
	mat, err := data.Adapt(at, src, s.given, &s.Config)
	if err == nil {
		err = lookFor(ctx, at, src, mat, e, s.Config)
	}
	return src, err
}

// PlanTune measures by trial steps what a search would take. It writes nothing.
func PlanTune(ctx context.Context, at *desk.Desk, cfg TuneConfig) (*Plan, error) {
	s, err := cfg.search()
	if err != nil {
		return nil, err
	}
	src, err := searchedData(ctx, at, s)
	if err != nil {
		return nil, err
	}
	run := s.Config
	run.Workers = 1 // as in a study
	parallel := study.AtOnce(cfg.Workers)
	p, err := plan(ctx, at, src, []train.Config{run}, []string{run.Loss}, 1, 1, cfg.Out)
	if err != nil {
		return nil, err
	}
	p.Parallel, p.Seconds = parallel, s.Budget.Seconds()
	if p.Note = lang.T("the search has %v over all sessions, with %d trials at a time", s.Budget, parallel).String(); s.Budget == 0 {
		p.Note = lang.T("the search has %d trials, %d at a time; most of them end after a few epochs", s.Trials, parallel).String()
	}
	return p, nil
}

// Tune searches the parameters of a loss on validation data, and writes a page and a
// config file for train. It returns what the page shows, and its path.
func Tune(ctx context.Context, at *desk.Desk, cfg TuneConfig) (*tuning.Page, string, error) {
	s, err := cfg.search()
	if err != nil {
		return nil, "", err
	}
	held, err := folder.Open(tuningKind, cfg.Choice)
	if err != nil {
		return nil, "", err
	}
	defer held.Release()
	src, err := searchedData(ctx, at, s)
	if err != nil {
		return nil, "", err
	}
	purpose := "validation by " + s.Objective.Key
	if s.Objective.Measure == study.ValNeighbours {
		purpose += ", no picture of the test in the gallery" // kept runs of earlier versions had some
	}
	if s.Origin, err = studyOrigin(src, purpose); err != nil {
		return nil, "", err
	}
	s.Origin.Judge = "" // nobody looks at the official test pictures
	s.Store, s.Runner = study.Store{Dir: held.Dir}, validationRunner(at, src, s.Objective)
	if held.Has(tuningKind.Files...) != "" { // it stays until this search has found something
		s.Aside = filepath.Join(held.Dir, unfinishedDir)
		if err := os.MkdirAll(s.Aside, 0o777); err != nil {
			return nil, "", lang.Errorf("output folder: %w; choose another one with --out", err)
		}
	}
	s.Events, s.Note = at.Study(false), func(m lang.Message) { at.Note("%s", m) }
	at.Note("search on %s: %s", src.Origin, s.Objective.Name)
	t, err := s.Run(ctx)
	if errors.Is(err, context.Canceled) {
		return nil, "", &Stopped{GoOn: commandInto(at, held.Dir, cfg.Out), Cause: err}
	}
	if err != nil {
		return nil, "", err
	}
	at.Lap("search")
	d, err := foundBest(at, held.Dir, src, s.Search, t)
	if err == nil {
		err = s.Settle()
	}
	return d, filepath.Join(held.Dir, tuning.HTMLFile), err
}

// foundBest writes the page of a finished search, and what it found as a config file.
func foundBest(at *desk.Desk, dir string, src *data.Source, s *study.Search, t *study.Tuning) (*tuning.Page, error) {
	best := s.Config
	best.Params = t.Params
	config := filepath.Join(dir, bestFile)
	found, err := settings.Recipe(best, t.Verdict.String())
	if err != nil {
		return nil, err
	}
	d := &tuning.Page{
		Lang: at.Lang, Program: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(),
		Tuning: t, Data: src.Name, Fingerprint: src.Fingerprint, DataNotes: src.Notes(), Config: config,
		Train:    fmt.Sprintf("mekiki train --config %s --out tuned", ShellWord(config)),
		Settings: sharedSettings(s.Config),
	}
	if _, err := s.Config.TripletLoss(); err == nil && t.Best.Number > 0 { // compare takes values as a formula only
		d.Compare = fmt.Sprintf("mekiki compare --config %s --loss %s --loss %s --seeds %d", ShellWord(config), ShellWord(givenLoss(s.Config)), ShellWord("tuned: "+t.Formula), study.UsualSeeds)
		if from := t.ProofSeed(); from != 1 {
			d.Compare += fmt.Sprintf(" --seed-from %d", from)
		}
	}
	return d, tuning.Write(dir, d, atomicfile.File{Name: bestFile, Fill: func(w io.Writer) error {
		_, err := w.Write(found)
		return err
	}})
}
