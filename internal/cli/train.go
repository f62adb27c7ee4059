package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/train"
	"mekiki/internal/work"
	"mekiki/internal/work/settings"
)

func (a *app) trainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train a network on triplets or on batches of pictures, and evaluate it",
		Long: `Trains a network with the chosen loss and evaluates it on the test triplets and
the official test pictures.

There are two ways to train. Alone, or with --preset article, training is that of
the article: on triplets that are made ahead, with a fully connected network.
With --preset mlp, cnn-small, cnn or eye, with --network, with --miner or with a loss
over batches it is on batches of labelled pictures: every picture of the training
set that stands in no test or validation triplet; of a folder of pictures, every
picture that is not held back for these parts (--split). A loss of triplets then
counts the triplets of each batch that the miner picks (semi-hard if none is named).
--eye puts a network that has seen the world before the one that is trained: it looks
at every picture once, and a small network learns from what it saw, in seconds.
After each epoch the pictures of the validation triplets are looked up among
training pictures (val 5-NN).

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
  mekiki train --eye embedded --data parts --out runs/parts
  mekiki train --preset cnn-small --loss combined --miner semi-hard --out runs/mined
  mekiki train --network "conv 32; norm; relu; maxpool; gap; dense 64" --loss cosine --learning-rate 0.001 --out runs/own
  mekiki train --loss "let d = cos + 0.1*euc; relu(d_ap - d_an + 0.4)" --out runs/mine
  mekiki train --config my.yaml --epochs 10 --out runs/mine
  mekiki train --resume
  mekiki train --resume --out runs/combined`,
		Args: noArgs,
	}
	var cfg work.TrainConfig
	bindRun(cmd, &cfg.Run)
	bind(cmd, &cfg)
	dry := bindDry(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *dry {
			if err := unheeded(cmd.Flags(), lang.T("with --dry-run"), "resume", "overwrite"); err != nil {
				return err
			}
			return a.planned(work.PlanTrain(cmd.Context(), a.desk(), cfg))
		}
		return a.summed(work.Train(cmd.Context(), a.desk(), cfg))
	}
	return cmd
}

// summed prints what is known of a model.
func (a *app) summed(s *work.Summary, err error) error {
	if err != nil {
		return err
	}
	return a.result(s, func(t *table) { summaryText(t, s) })
}

// presetLines says what the presets are.
func presetLines() string {
	var b strings.Builder
	for _, name := range train.PresetNames() {
		cfg, err := train.Bare(name)
		if err != nil {
			panic(err) // ours
		}
		network, rate := cfg.Network, cfg.Schedule
		if cfg.Eye != "" {
			network = "eye " + cfg.Eye + "; " + network
		}
		if network == "" {
			network = "layers " + settings.Text(&cfg, "layers")
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
