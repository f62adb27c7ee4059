package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work"
)

func (a *app) dataCommand() *cobra.Command {
	return group(&cobra.Command{
		Use: "data", Short: "Find, look at and check pictures; make triplets",
		Example: "  mekiki data fetch\n  mekiki data info --sample\n  mekiki data triplets --out triplets.npy",
	}, a.dataFetchCommand(), a.dataInfoCommand(), a.dataTripletsCommand(), a.dataCheckCommand())
}

// infoText prints what a data set holds.
func infoText(t *table, i *work.Info) {
	t.line("data\t%s", i.Name)
	t.line("origin\t%s", lang.Saved(i.Origin))
	t.line("pictures\t%d for training, %d for the test, %d x %d x %d", i.Train, i.Test, i.Height, i.Width, i.Channels)
	for k, n := range i.PerClass {
		name := ""
		if k < len(i.Classes) {
			name = i.Classes[k]
		}
		t.line("class %d\t%d training pictures\t%s", k, n, name)
	}
	t.line("fingerprint\t%s", i.Fingerprint)
}

func (a *app) dataFetchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "fetch",
		Short: "Bring Fashion-MNIST into the cache, checked by SHA-256",
		Long: `Looks for Fashion-MNIST in $MEKIKI_DATA, the folder of the Debian package and the
user's cache; if it is nowhere, unpacks the Debian package into the cache without
root, or downloads the files from their official address. Fails if only the
sample inside the program is left.`,
		Example: "  mekiki data fetch",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			i, err := work.Fetch(cmd.Context(), a.desk())
			if err != nil {
				return err
			}
			return a.result(i, func(t *table) { infoText(t, i) })
		},
	}
}

func (a *app) dataInfoCommand() *cobra.Command {
	cfg := work.NewInfoConfig()
	cmd := &cobra.Command{
		Use:     "info",
		Short:   "Say which pictures are found, where, and how many of each class",
		Example: "  mekiki data info\n  mekiki data info --data my-idx-folder --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			i, err := work.Describe(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(i, func(t *table) { infoText(t, i) })
		},
	}
	bind(cmd, &cfg)
	return cmd
}

func (a *app) dataTripletsCommand() *cobra.Command {
	var cfg work.TripletsConfig
	cmd := &cobra.Command{
		Use:   "triplets --out FILE.npy",
		Short: "Make triplets and write them as a NumPy file",
		Long: `Makes triplets of the training pictures and writes them as a NumPy array of shape
(N, 3, 784), uint8, with the classes in FILE.labels.json beside it. These are the
triplets that train makes by itself from the same seed.`,
		Example: `  mekiki data triplets --out triplets.npy
  mekiki data triplets --protocol random --triplet-count 3000 --seed 7 --out small.npy`,
		Args: noArgs,
	}
	bindRun(cmd, &cfg.Run, slices.Concat(work.PictureKeys, []string{"protocol", "triplet-count", "seed"})...)
	bind(cmd, &cfg)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		v, err := work.MakeTriplets(cmd.Context(), a.desk(), cfg)
		if err != nil {
			return err
		}
		return a.result(v, func(t *table) {
			t.line("%d triplets of %s, protocol %s, seed %d", v.Triplets, v.Data, v.Protocol, v.Seed)
			t.line("%s", v.File)
			t.line("%s", v.Labels)
		})
	}
	return cmd
}
