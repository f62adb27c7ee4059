package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/eval"
	"mekiki/internal/model"
	"mekiki/internal/report"
	"mekiki/internal/train"
)

// Names of the files in an output folder, beside train.CheckpointFile.
const (
	runFile   = "run.json"
	modelFile = "model.safetensors"
)

func (a *app) trainCommand() *cobra.Command {
	var out string
	var resume bool
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

A preset is a set of values. A config file (--config) wins over it, and flags win
over both; run.json holds what came out. The presets:
` + presetLines() + `
The output folder gets run.json (all settings, usable with --config),
model.safetensors and checkpoint.safetensors. Ctrl-C stops with a checkpoint;
--resume goes on from there and ends with bitwise the weights of an undisturbed
run. With --resume the settings are those of run.json in the folder, unless
--preset or --config is given.`,
		Example: `  mekiki train --out runs/combined
  mekiki train --preset article --loss cosine --seed 2 --out runs/cosine --json
  mekiki train --preset mlp --out runs/mlp
  mekiki train --preset cnn-small --loss combined --miner semi-hard --out runs/mined
  mekiki train --network "conv 32; norm; relu; maxpool; gap; dense 64" --loss cosine --learning-rate 0.001 --out runs/own
  mekiki train --loss "let d = cos + 0.1*euc; relu(d_ap - d_an + 0.4)" --out runs/mine
  mekiki train --config my.yaml --epochs 10 --out runs/mine
  mekiki train --resume --out runs/combined`,
		Args: noArgs,
	}
	config := bindConfig(cmd)
	cmd.Flags().StringVarP(&out, "out", "o", "mekiki-run", "output `folder`, made if missing")
	cmd.Flags().BoolVar(&resume, "resume", false, "go on from the checkpoint in the output folder; without one, start from the beginning")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		saved := ""
		if path := filepath.Join(out, runFile); resume && !config.changed("preset") && !config.changed("config") && exists(path) {
			saved = path
		}
		cfg, err := config.resolve(saved)
		if err != nil {
			return err
		}
		release, err := openFolder(out)
		if err != nil {
			return err
		}
		defer release()
		m, mat, err := a.train(cmd.Context(), cfg, out, resume)
		if err != nil {
			return err
		}
		opt := eval.Options{Distances: []string{"cosine", "euclidean"}, SkipRetrieval: true, Workers: cfg.Workers}
		j, err := a.judge(cmd.Context(), m, mat, opt)
		if err != nil {
			return err
		}
		s := summarize(m, j, opt, filepath.Join(out, modelFile))
		s.trained = true
		return a.result(s, s.text)
	}
	return cmd
}

// train loads the data and trains into the folder out, which is locked already.
func (a *app) train(ctx context.Context, cfg train.Config, out string, resume bool) (*model.Model, *material, error) {
	mat, err := a.gather(ctx, pictures{cfg.Data, cfg.Sample}, recipeOfConfig(cfg))
	if err != nil {
		return nil, nil, err
	}
	if err := callable(mat.found); err != nil {
		return nil, nil, err
	}
	session, err := train.Start(train.Job{
		Config: cfg, Data: mat.split, Dir: out, Resume: resume, Events: a.watcher(), Score: neighbourScore(cfg),
		Meta: model.Meta{Program: version(), Input: mat.input, Classes: mat.classes, Data: mat.data}, Notes: mat.warnings,
	})
	if err != nil {
		return nil, nil, err
	}
	defer session.Close()
	// Only now, that the job is accepted, may files of an earlier run change.
	if err := a.freshStart(out, resume); err != nil {
		return nil, nil, err
	}
	if err := saveConfig(filepath.Join(out, runFile), cfg); err != nil {
		return nil, nil, err
	}
	m, err := session.Run(ctx)
	if errors.Is(err, context.Canceled) {
		return nil, nil, fmt.Errorf("stopped; go on with: mekiki train --resume --out %s (%w)", shellWord(out), err)
	}
	if err != nil {
		return nil, nil, err
	}
	a.lap("train")
	if err := m.Save(filepath.Join(out, modelFile)); err != nil {
		return nil, nil, err
	}
	return m, mat, nil
}

// freshStart drops what an earlier run left in the folder, unless it is to be
// resumed: after a crash --resume would find its checkpoint, and its model and
// report would stand beside settings that are not theirs.
func (a *app) freshStart(out string, resume bool) error {
	if resume {
		if !exists(filepath.Join(out, train.CheckpointFile)) {
			a.note("no checkpoint in %s; this run starts from the beginning", out)
		}
		return nil
	}
	replaced := false
	for _, name := range []string{train.CheckpointFile, modelFile, report.HTMLFile, report.JSONFile} {
		err := os.Remove(filepath.Join(out, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		replaced = replaced || err == nil
	}
	if replaced {
		a.note("%s held an earlier run, which this one replaces (--resume would have gone on with it)", out)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
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
