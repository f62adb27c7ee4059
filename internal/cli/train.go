package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/eval"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
)

// trainKind is what train leaves.
var trainKind = resultKind{what: "a run"}

func (a *app) trainCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train a network on triplets or on batches of pictures, and evaluate it",
		Long: `Trains a network with the chosen loss and evaluates it on the test triplets and
the official test pictures.

There are two ways to train. Alone, or with --preset article, training is that of
the article: on triplets that are made ahead, with a fully connected network.
With --preset mlp, cnn-small or cnn, with --network, with --miner or with a loss
over batches it is on batches of labelled pictures: every picture of the training
set that stands in no test or validation triplet. A loss of triplets then counts
the triplets of each batch that the miner picks (semi-hard if none is named). After
each epoch the pictures of the validation triplets are looked up among training
pictures (val 5-NN).

With little data (batches below some thousand triplets, shares below some hundred)
test-size, val-size, batch and patience adapt where neither a flag nor a config
file gives them. A note says so, and run.json holds what was used.

A preset is a set of values. A config file (--config) wins over it, and flags win
over both; run.json holds what came out. The presets:
` + presetLines() + `
Each run has a folder of its own, by default a new one in runs; runs/last leads to
the last that was finished. It gets run.json (all settings, usable with --config),
model.safetensors and checkpoint.safetensors. A folder that holds a run is refused;
--overwrite replaces the run once the new one is finished.

Ctrl-C, a closed terminal or a termination signal stops with a checkpoint; --resume
goes on from there and ends with bitwise the weights of an undisturbed run. With
--resume the settings are those of run.json in the folder, unless --preset or
--config is given.`,
		Example: `  mekiki train --out runs/combined
  mekiki train --preset article --loss cosine --seed 2 --out runs/cosine --json
  mekiki train --preset mlp --out runs/mlp
  mekiki train --preset cnn-small --loss combined --miner semi-hard --out runs/mined
  mekiki train --network "conv 32; norm; relu; maxpool; gap; dense 64" --loss cosine --learning-rate 0.001 --out runs/own
  mekiki train --loss "let d = cos + 0.1*euc; relu(d_ap - d_an + 0.4)" --out runs/mine
  mekiki train --config my.yaml --epochs 10 --out runs/mine
  mekiki train --resume
  mekiki train --resume --out runs/combined`,
		Args: noArgs,
	}
	config := bindConfig(cmd)
	f.bind(cmd)
	var dry bool
	cmd.Flags().BoolVar(&dry, "dry-run", false, dryRunHelp)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if dry {
			if err := unheeded(cmd.Flags(), "with --dry-run", "resume", "overwrite"); err != nil {
				return err
			}
			cfg, err := config.resolve("")
			if err != nil {
				return err
			}
			return a.planOne(cmd.Context(), cfg, config.given, f.out)
		}
		r, cfg, err := f.open(trainKind, config, a.note)
		if err != nil {
			return err
		}
		defer r.release()
		m, mat, err := a.train(cmd.Context(), &cfg, config.given, r, f.resume)
		if err != nil {
			return err
		}
		if err := r.finish(m); err != nil {
			return a.trainedOnly(r, err)
		}
		opt := eval.Options{Distances: []string{"cosine", "euclidean"}, SkipRetrieval: true, LittleMemory: true, Workers: cfg.Workers}
		j, err := a.judge(cmd.Context(), m, mat, opt)
		if err != nil {
			return a.trainedOnly(r, err)
		}
		s := summarize(m, j, opt, filepath.Join(r.dir, modelFile))
		s.trained = true
		return a.result(s, s.text)
	}
	return cmd
}

// runFlags are the flags of a command that trains one model into a folder.
type runFlags struct {
	folderFlags
	resume bool
}

func (f *runFlags) bind(cmd *cobra.Command) {
	f.folderFlags.bind(cmd, anyFolder)
	cmd.Flags().BoolVar(&f.resume, "resume", false, "go on with the run in the output folder, by default the one that was stopped last; if it has no checkpoint yet, from the beginning")
}

// naming are the settings that say what a run is to be. Without one of them
// --resume goes on with a run that is there, and begins none.
var naming = []string{"preset", "config", "loss", "network", "layers", "miner", "data", "sample", "triplets", "protocol"}

// open opens the folder of the run and resolves its settings. Those of a resumed
// run are in its folder, unless a preset or a file is named.
func (f *runFlags) open(kind resultKind, config *configFlags, note func(format string, args ...any)) (*runFolder, train.Config, error) {
	if !f.resume {
		cfg, err := config.resolve("")
		if err != nil {
			return nil, cfg, err
		}
		r, err := newRun(kind, f.folderFlags)
		return r, cfg, err
	}
	if f.overwrite {
		return nil, train.Config{}, misuse.Errorf("overwrite begins a run anew and resume goes on with one; give one of them")
	}
	r, err := resumedRun(f.out, slices.ContainsFunc(naming, config.changed))
	if err != nil {
		return nil, train.Config{}, err
	}
	if r.replaces() && exists(filepath.Join(r.dir, modelFile)) {
		note("goes on with the run that is to replace the finished one in %s", r.dir)
	}
	saved := filepath.Join(r.work, runFile)
	if config.changed("preset") || config.changed("config") || !exists(saved) {
		saved = ""
	}
	cfg, err := config.resolve(saved)
	if err != nil {
		r.release()
	}
	return r, cfg, err
}

// train loads the data and trains in the folder of a run, which the caller finishes. It
// adapts the settings in cfg that were not given.
func (a *app) train(ctx context.Context, cfg *train.Config, given map[string]bool, r *runFolder, resume bool) (*model.Model, *material, error) {
	goOn := a.resumeCommand(r.dir)
	if err := r.begin(*cfg, given); err != nil {
		r.refused()
		return nil, nil, err
	}
	session, mat, err := a.startTraining(ctx, cfg, given, r, resume)
	if err != nil {
		if ctx.Err() != nil {
			return nil, nil, &stopped{goOn: goOn, cause: err}
		}
		r.refused()
		return nil, nil, err
	}
	defer session.Close()
	if err := r.settle(*cfg); err != nil {
		return nil, nil, err
	}
	if resume && !exists(filepath.Join(r.work, train.CheckpointFile)) {
		a.note("no checkpoint in %s; this run starts from the beginning", r.dir)
	}
	m, err := session.Run(ctx)
	if errors.Is(err, context.Canceled) {
		return nil, nil, &stopped{goOn: goOn, cause: err}
	}
	if err != nil {
		return nil, nil, err
	}
	a.lap("train")
	return m, mat, nil
}

// startTraining loads the data, fits the settings to them and makes a session.
func (a *app) startTraining(ctx context.Context, cfg *train.Config, given map[string]bool, r *runFolder, resume bool) (*train.Session, *material, error) {
	src, err := a.openSource(ctx, picturesOf(*cfg), recipeOfConfig(*cfg))
	if err != nil {
		return nil, nil, err
	}
	mat, err := a.adapt(src, given, cfg)
	a.lap("make triplets")
	if err != nil {
		return nil, nil, err
	}
	if err := callable(mat.found); err != nil {
		return nil, nil, err
	}
	session, err := train.Start(train.Job{
		Config: *cfg, Data: mat.split, Dir: r.work, Resume: resume, Events: a.watcher(), Score: neighbourScore(*cfg),
		Meta: model.Meta{Program: version(), Input: mat.input, Classes: mat.classes, Data: mat.data}, Notes: mat.warnings,
	})
	return session, mat, err
}

// trainedOnly is the error of a command that was told to stop, or failed, after its
// training was done: what is missing comes from going on with that.
func (a *app) trainedOnly(r *runFolder, err error) error {
	goOn := a.resumeCommand(r.dir)
	if errors.Is(err, context.Canceled) {
		return &stopped{goOn: goOn, cause: err}
	}
	return fmt.Errorf("%w; the training is kept, go on with it: %s", err, goOn)
}

// resumeCommand goes on with the run in dir when typed into a shell.
func (a *app) resumeCommand(dir string) string {
	return fmt.Sprintf("mekiki %s --resume --out %s", a.command, shellWord(dir))
}

// presetLines says what the presets are.
func presetLines() string {
	var b strings.Builder
	for _, name := range train.PresetNames() {
		cfg, err := train.Preset(name, "")
		if err != nil {
			panic(err) // ours
		}
		network, rate := cfg.Network, cfg.Schedule
		if network == "" {
			network = "layers " + configText(&cfg, "layers")
		}
		if rate == "" {
			rate = "constant"
		}
		fmt.Fprintf(&b, "  %s: %s\n    loss %s, batch %d, at most %d epochs, learning rate %g %s", name, network, cfg.Loss, cfg.Batch, cfg.Epochs, cfg.LearningRate, rate)
		if cfg.Augment != "" {
			fmt.Fprintf(&b, ", %s", cfg.Augment)
		}
		b.WriteString("\n")
	}
	return b.String()
}
