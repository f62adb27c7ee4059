package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/work/misuse"
)

func (a *app) dataCommand() *cobra.Command {
	return group(&cobra.Command{
		Use: "data", Short: "Find, look at and check pictures; make triplets",
		Example: "  mekiki data fetch\n  mekiki data info --sample\n  mekiki data triplets --out triplets.npy",
	}, a.dataFetchCommand(), a.dataInfoCommand(), a.dataTripletsCommand(), a.dataCheckCommand())
}

// dataInfo is what fetch and info print.
type dataInfo struct {
	Name        string   `json:"name"`
	Origin      string   `json:"origin"`
	Dir         string   `json:"dir,omitempty"`
	Sample      bool     `json:"sample"`
	Train       int      `json:"train"`
	Test        int      `json:"test"`
	Height      int      `json:"height"`
	Width       int      `json:"width"`
	Channels    int      `json:"channels"`
	Classes     []string `json:"classes"`
	PerClass    []int    `json:"train_per_class"`
	Fingerprint string   `json:"fingerprint"`
}

func (i *dataInfo) text(t *table) {
	t.line("data\t%s", i.Name)
	t.line("origin\t%s", i.Origin)
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

// info loads a data set and sums it up.
func (a *app) info(cmd *cobra.Command, from pictures) (*dataInfo, error) {
	found, err := a.loadSet(cmd.Context(), from)
	if err != nil {
		return nil, err
	}
	im := found.Set.Train
	i := &dataInfo{
		Name: found.Set.Name, Origin: found.Origin, Dir: found.Dir, Sample: found.Sample,
		Train: im.N, Test: found.Set.Test.N, Height: im.H, Width: im.W, Channels: im.C,
		Classes: found.Set.Classes, PerClass: make([]int, len(found.Set.Classes)), Fingerprint: found.Fingerprint,
	}
	for _, c := range im.Labels {
		i.PerClass[c]++
	}
	return i, nil
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
			i, err := a.info(cmd, pictures{})
			if err != nil {
				return err
			}
			if i.Sample {
				return errors.New("Fashion-MNIST could not be brought here; install the Debian package dataset-fashion-mnist, or copy the four files into a folder and name it by --data or $MEKIKI_DATA")
			}
			return a.result(i, i.text)
		},
	}
}

func (a *app) dataInfoCommand() *cobra.Command {
	var from pictureFlags
	cmd := &cobra.Command{
		Use:     "info",
		Short:   "Say which pictures are found, where, and how many of each class",
		Example: "  mekiki data info\n  mekiki data info --data my-idx-folder --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			pics, err := from.pictures()
			if err != nil {
				return err
			}
			i, err := a.info(cmd, pics)
			if err != nil {
				return err
			}
			return a.result(i, i.text)
		},
	}
	from.bind(cmd, append(slices.Clone(pictureKeys), "split-seed")...)
	return cmd
}

// madeTriplets is the result of data triplets.
type madeTriplets struct {
	Triplets int    `json:"triplets"` // their number
	Protocol string `json:"protocol"`
	Seed     uint64 `json:"seed"`
	Data     string `json:"data"` // the name of the pictures
	// File holds the triplets, Labels is the file of their classes.
	File   string `json:"file"`
	Labels string `json:"labels"`
}

func (a *app) dataTripletsCommand() *cobra.Command {
	var out string
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
	config := bindConfig(cmd, slices.Concat(pictureKeys, []string{"protocol", "triplet-count", "seed"})...)
	cmd.Flags().StringVarP(&out, "out", "o", "", "`file` to write, ending in .npy")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cfg, err := config.resolve("")
		if err != nil {
			return err
		}
		if strings.ToLower(filepath.Ext(out)) != ".npy" {
			return misuse.Errorf("data triplets needs --out FILE.npy, got %q", out)
		}
		found, err := a.loadSet(cmd.Context(), picturesOf(cfg))
		if err != nil {
			return err
		}
		t, err := makeTriplets(found.Set.Train, recipeOfConfig(cfg))
		if err != nil {
			return fmt.Errorf("%s: %w", found.Origin, err)
		}
		if t.Parts != ([3]int{}) {
			a.note("a file of triplets does not know objects: those that train on it may see one object on both sides of their split; train on the folder itself to keep objects apart")
		}
		labels := dataset.LabelsName(out)
		err = atomicfile.WriteSet(filepath.Dir(out), []atomicfile.File{
			{Name: filepath.Base(labels), Fill: func(w io.Writer) error { return dataset.WriteLabels(stoppable{cmd.Context(), w}, t) }},
			{Name: filepath.Base(out), Fill: func(w io.Writer) error { return dataset.WriteTriplets(stoppable{cmd.Context(), w}, t) }},
		})
		if err != nil {
			return err
		}
		v := madeTriplets{t.Len(), t.Protocol, t.Seed, found.Set.Name, out, labels}
		return a.result(v, func(t *table) {
			t.line("%d triplets of %s, protocol %s, seed %d", v.Triplets, v.Data, v.Protocol, v.Seed)
			t.line("%s", v.File)
			t.line("%s", v.Labels)
		})
	}
	return cmd
}
