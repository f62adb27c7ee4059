package cli

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/metric"
	"mekiki/internal/report"
)

const (
	// mapPoints is the usual number of points of a map, and mostMapPoints the largest:
	// the page holds a picture of each.
	mapPoints, mostMapPoints = 10_000, 20_000
	// reportPoints is how many points the map in a report has: some seconds and half
	// a megabyte.
	reportPoints = 2000
)

// mapFlags are the flags of map.
type mapFlags struct {
	raw     bool
	part    string
	flags   pictureFlags
	from    pictures
	space   string
	methods []string
	points  int
	seed    uint64
	workers int
	folderFlags
}

// mapKind is what map leaves.
var mapKind = resultKind{"a map", "map", []string{report.MapHTML, report.MapJSON}}

func (a *app) mapCommand() *cobra.Command {
	f := mapFlags{methods: projection.Methods()}
	cmd := &cobra.Command{
		Use:   "map MODEL [PICTURES...]",
		Short: "See the embedding: pictures on a map by PCA and t-SNE",
		Long: `Draws the embeddings of pictures in the plane, each class in its colour, and writes
a page on which every point shows its picture. PCA is a straight shadow of the
vectors; t-SNE keeps neighbours together. The page says with figures how much of
the neighbourhoods each map keeps.

Without PICTURES a part of the data set is drawn, and pictures whose 5 nearest
training pictures call them another class are marked (training pictures: whose 5
nearest others do). PICTURES are PNG, JPEG, BMP, TIFF or WebP files, of any size if the model was trained
on a folder of such files and else of its size, or one IDX file, or one .npy file of triplets. With --raw the pixels themselves are drawn,
and MODEL is left out.

At most --points pictures are drawn, chosen at random by --seed. The same seed gives the
same map for any number of threads. Another seed also starts t-SNE a little
otherwise: what differs between two seeds is chance.

The output folder gets map.html, map.json, and for each method the figure as SVG and
PNG and the places as .npy for NumPy, float32 of shape (N, 2).`,
		Example: `  mekiki map runs/last/model.safetensors
  mekiki map runs/last/model.safetensors --space euclidean --points 2000 --out map-euclidean
  mekiki map --raw --method pca --out map-raw`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(args); err != nil {
				return err
			}
			if f.raw && len(args) > 0 || len(args) > 1 {
				if err := unheeded(cmd.Flags(), "on files of pictures", append([]string{"part"}, pictureKeys...)...); err != nil {
					return err
				}
			}
			var err error
			if f.from, err = f.flags.pictures(); err != nil {
				return err
			}
			return a.drawMap(cmd.Context(), f, args)
		},
	}
	set := cmd.Flags()
	set.BoolVar(&f.raw, "raw", false, "draw raw pixels, v/255, and not the embeddings of a model")
	set.StringVar(&f.part, "part", "test", "part of the data set to draw: train or test")
	set.StringVar(&f.space, "space", "", "which distance counts: cosine or euclidean (default: the one that the model's loss stands for, else cosine; euclidean with --raw)")
	set.StringSliceVar(&f.methods, "method", f.methods, "maps to draw, separated by commas: tsne, pca")
	set.IntVar(&f.points, "points", mapPoints, "pictures to draw at most, 5 to 20000")
	set.Uint64Var(&f.seed, "seed", 1, "chooses the pictures, where there are more, and starts t-SNE")
	set.IntVar(&f.workers, "workers", 0, "threads; 0 takes every core")
	f.bind(cmd, anyFolder)
	f.flags.bind(cmd, pictureKeys...)
	for name, values := range map[string][]string{"part": {"test", "train"}, "space": {"cosine", "euclidean"}, "method": projection.Methods()} {
		if err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // only for a flag that is not there
		}
	}
	return cmd
}

// check refuses what no data can make right.
func (f *mapFlags) check(args []string) error {
	switch {
	case !f.raw && len(args) == 0:
		return usagef("map needs a MODEL, such as runs/last/model.safetensors; or --raw for the pixels themselves")
	case f.part != "train" && f.part != "test":
		return unknown("part", f.part, []string{"train", "test"})
	case len(f.methods) == 0:
		return usagef("method is empty; name at least one, such as tsne")
	case f.points < projection.Fewest || f.points > mostMapPoints:
		return usagef("points is %d; it must lie between %d and %d", f.points, projection.Fewest, mostMapPoints)
	case f.workers < 0 || f.workers > 1024:
		return usagef("workers is %d; it must lie between 0 and 1024", f.workers)
	}
	if f.space != "" {
		full, err := metric.FullName(f.space)
		if err != nil || full != "cosine" && full != "euclidean" {
			return unknown("space", f.space, []string{"cosine", "euclidean"})
		}
		f.space = full
	}
	for _, m := range f.methods {
		if !slices.Contains(projection.Methods(), m) {
			return unknown("method", m, projection.Methods())
		}
	}
	slices.Sort(f.methods)
	f.methods = slices.Compact(f.methods)
	slices.Reverse(f.methods) // as on every page: what keeps neighbours first
	return nil
}

// mapDrawn is the result of map; map.json beside Page has the points, too.
type mapDrawn struct {
	Page string `json:"page"` // the file to look at
	*projection.Result
}

func (a *app) drawMap(ctx context.Context, f mapFlags, args []string) error {
	folder, err := openFolder(mapKind, f.folderFlags)
	if err != nil {
		return err
	}
	defer folder.release()
	s, err := a.mapped(ctx, f, args)
	if err != nil {
		return err
	}
	page, err := a.mapOf(ctx, s, projection.Options{Space: s.space, Methods: f.methods, Seed: f.seed, Workers: f.workers})
	if err != nil {
		return err
	}
	page.Version, page.Machine, page.Command, page.Time = version(), machine(), a.commandLine(), time.Now()
	page.Settings, page.Timings = s.settings(f), a.timings
	if err := report.WriteMap(folder.dir, page); err != nil {
		return err
	}
	v := mapDrawn{filepath.Join(folder.dir, report.MapHTML), page.Result}
	return a.result(v, func(t *table) { mapText(t, v.Page, page) })
}
