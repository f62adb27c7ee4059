package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/dataset"
	"mekiki/internal/model"
	"mekiki/internal/work/misuse"
)

// embedFlags are the flags of embed.
type embedFlags struct {
	model, out, part string
	flags            pictureFlags
	from             pictures
	workers          int
	maps             bool
	layer            int
	layerSet         bool
}

func (a *app) embedCommand() *cobra.Command {
	var f embedFlags
	cmd := &cobra.Command{
		Use:   "embed --model FILE --out FILE.npy [PICTURES...]",
		Short: "Write the embeddings of pictures as a NumPy file",
		Long: `Writes a float32 array, one embedding for each picture. Pictures are PNG, JPEG, BMP,
TIFF or WebP files, or one IDX
file of pictures (rows in the order given, shape (N, dim)), or one .npy file of
triplets (shape (N, 3, dim)). Without any, a part of the data set is embedded:
--part train or test. FILE.names.txt beside it names the picture of each row: its file,
below the folder of the data set, or its part and place; triplets have none.

A model that was trained on a folder of picture files prepares picture files of any
size as it did there. Any other takes exactly its own size, grey or in colour as it was
trained.

--map writes what a layer of a convolutional model makes of the pictures instead, shape
(N, height, width, channels). There pictures may have another size than the model's,
all of them the same, if the model does not prepare them. Without --layer it is the last layer before the global
pool or the fully connected layer that ends all maps; 'mekiki model show' lists the
layers, their maps, and which pixels a cell of them sees.`,
		Example: `  mekiki embed --model runs/last/model.safetensors --out test.npy
  mekiki embed --model runs/last/model.safetensors --out parts.npy part1.png part2.png
  mekiki embed --model runs/last/model.safetensors --out maps.npy --layer 6 large1.png large2.png`,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.layerSet = cmd.Flags().Changed("layer")
			if len(args) > 0 {
				if err := unheeded(cmd.Flags(), "on files of pictures", append([]string{"part"}, storedKeys...)...); err != nil {
					return err
				}
			}
			var err error
			if f.from, err = f.flags.pictures(); err != nil {
				return err
			}
			return a.embed(cmd.Context(), f, args)
		},
	}
	set := cmd.Flags()
	set.StringVarP(&f.model, "model", "m", "", "model `file`")
	set.StringVarP(&f.out, "out", "o", "", "`file` to write, ending in .npy")
	set.StringVar(&f.part, "part", "test", "part of the data set to embed: train or test")
	set.IntVar(&f.workers, "workers", 0, "threads; 0 takes every core")
	set.BoolVar(&f.maps, "map", false, "write the maps of a layer, not embeddings")
	set.IntVar(&f.layer, "layer", 0, "`number` of the layer whose maps are written, as in layers.6; means --map (default the last map)")
	f.flags.bind(cmd, storedKeys...)
	if err := cmd.RegisterFlagCompletionFunc("part", cobra.FixedCompletions([]string{"test", "train"}, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // only for a flag that is not there
	}
	return cmd
}

// embedded is the result of embed.
type embedded struct {
	// File holds float32 values of this shape.
	File  string `json:"file"`
	Shape []int  `json:"shape"`
	Model string `json:"model"`
	// Names is the file with a name for each row; absent for triplets.
	Names string `json:"names,omitempty"`
}

func (a *app) embed(ctx context.Context, f embedFlags, files []string) error {
	switch {
	case f.model == "" || strings.ToLower(filepath.Ext(f.out)) != ".npy":
		return misuse.Errorf("embed needs --model FILE and --out FILE.npy")
	case f.part != "train" && f.part != "test":
		return misuse.Unknown("part", f.part, []string{"train", "test"})
	case f.workers < 0 || f.workers > 1024:
		return misuse.Errorf("workers is %d; it must lie between 0 and 1024", f.workers)
	}
	if slices.ContainsFunc(files, func(file string) bool { return sameFile(file, f.out) }) {
		return misuse.Errorf("out is %s, one of the files to embed, which would be replaced; give another name", f.out)
	}
	if f.maps || f.layerSet {
		return a.embedMaps(ctx, f, files)
	}
	m, err := a.loadModel(f.model)
	if err != nil {
		return err
	}
	im, shape, name, names, err := a.embedInput(ctx, m, f, files)
	if err != nil {
		return err
	}
	if err := fits(m, im); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	rows, err := embed(ctx, m.Net, im, nil, f.workers)
	if err != nil {
		return err
	}
	shape = append(shape, m.Net.Dim())
	if err := writeEmbeddings(f.out, rows, shape, names); err != nil {
		return err
	}
	v := embedded{File: f.out, Shape: shape, Model: f.model}
	if names != nil {
		v.Names = namesName(f.out)
	}
	return a.result(v, func(t *table) {
		t.line("%s, float32, shape %v", v.File, v.Shape)
		if v.Names != "" {
			t.line("%s, a name for each row", v.Names)
		}
	})
}

// embedInput reads the pictures and says the shape of the array but for dim, what
// to call them together, and the name of each, nil for triplets.
func (a *app) embedInput(ctx context.Context, m *model.Model, f embedFlags, files []string) (im *dataset.Images, shape []int, name string, names []string, err error) {
	if len(files) == 0 {
		from, err := a.picturesFor(&m.Meta, f.from)
		if err != nil {
			return nil, nil, "", nil, err
		}
		found, err := a.loadSet(ctx, from)
		if err != nil {
			return nil, nil, "", nil, err
		}
		im, items := found.Set.Test, found.Set.TestItems
		if f.part == "train" {
			im, items = found.Set.Train, found.Set.TrainItems
		}
		return im, []int{im.N}, "the " + f.part + " pictures", pictureNames(f.part, im.N, items), nil
	}
	im, shape, err = a.readInput(files, m.Meta.Input)
	switch {
	case err != nil:
	case isPicture(files[0]):
		names = files
	case len(shape) == 1:
		names = pictureNames(filepath.Base(files[0]), im.N, nil)
	}
	return im, shape, files[0], names, err
}

// readInput reads picture files of the size in, or one IDX or .npy file, and says the
// shape of the array of their embeddings but for dim.
func (a *app) readInput(files []string, in model.Input) (*dataset.Images, []int, error) {
	if isPicture(files[0]) {
		var seen dataset.PictureTally
		im, err := readPictures(files, in, &seen)
		a.notePictures(&seen)
		return im, []int{len(files)}, err
	}
	if len(files) > 1 {
		return nil, nil, misuse.Errorf("give %s files, or one IDX or .npy file; %s is none of the first", pictureKinds, files[0])
	}
	if strings.ToLower(filepath.Ext(files[0])) == ".npy" {
		t, err := a.readTriplets(files[0])
		if err != nil {
			return nil, nil, err
		}
		return t.Images, []int{t.Len(), 3}, nil
	}
	dir, name := splitPath(files[0])
	im, err := dataset.ReadIDXImages(os.DirFS(dir), name)
	if err != nil {
		return nil, nil, fmt.Errorf("pictures in %s: %w", dir, err)
	}
	return im, []int{im.N}, nil
}
