package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mekiki/internal/analyze/duplicates"
	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/report"
	"mekiki/internal/train"
)

// checkFlags are the flags of data check beside those that choose the pictures.
type checkFlags struct {
	near      float64
	mirrored  bool
	model     string
	raw       bool
	shown     int
	resamples int
	folderFlags
}

// checkKind is what data check leaves.
var checkKind = resultKind{"a data check", "check", []string{report.DuplicatesHTML, report.DuplicatesJSON, report.PairsCSV, report.LeakedCSV}}

func (a *app) dataCheckCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Look for exact and near duplicates across the split, bad labels, blank pictures",
		Long: `Looks at every picture and label: label ranges, class counts, pictures of one
value, and all exact and near duplicates within and across training and test
part. Prints what it found; problems in the data are no failure of the command.

Two pictures are near-duplicates if 1 - r is at most --near, r being the
correlation of their values: also if one is darker, lighter or of less contrast.

With --triplets the pictures of a file of triplets are checked, split into
training, validation and test triplets as train does it. A picture that occurs
several times within one part counts once. Triplets whose labels contradict them
are found, too: a positive of another class than the anchor, a negative of the
same, one picture in two places of a triplet, one with several labels.

--model or --raw also measures the 5-nearest-neighbour accuracy of the test
pictures with and without those that leaked. --out writes a page with the
pictures side by side, the worst first, and the pairs as CSV.`,
		Example: `  mekiki data check
  mekiki data check --out check --model runs/last/model.safetensors
  mekiki data check --data my-idx-folder --near 0.002 --mirrored --json
  mekiki data check --triplets triplets.npy`,
		Args: noArgs,
	}
	config := bindConfig(cmd, slices.Concat(pictureKeys, []string{"triplets", "test-size", "val-size", "split-seed", "workers"})...)
	set := cmd.Flags()
	set.Float64Var(&f.near, "near", duplicates.DefaultNear, "largest distance of a near-duplicate, 0 to 1; 0 looks for exact copies only")
	set.BoolVar(&f.mirrored, "mirrored", false, "compare with each picture turned left to right, too")
	set.StringVarP(&f.model, "model", "m", "", "measure the accuracy of this model `file` without the leaks")
	set.BoolVar(&f.raw, "raw", false, "measure the accuracy of the raw pixels without the leaks")
	set.IntVar(&f.resamples, "resamples", eval.DefaultResamples, "bootstrap resamples of the accuracy; 0 leaves the intervals out")
	set.IntVar(&f.shown, "shown", 40, "most pairs in each list of the page and of --json")
	f.bind(cmd, "write check.html, check.json, pairs.csv and leaked.csv into this `folder`")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		if err := f.heeded(cmd.Flags()); err != nil {
			return err
		}
		cfg, err := config.resolve("")
		if err != nil {
			return err
		}
		return a.dataCheck(cmd.Context(), f, cfg)
	}
	return cmd
}

// check refuses what no data can make right.
func (f *checkFlags) check() error {
	switch {
	case !(f.near >= 0 && f.near <= 1):
		return usagef("near is %v; it must lie between 0 and 1", f.near)
	case f.shown < 0 || f.shown > 1000:
		return usagef("shown is %d; it must lie between 0 and 1000", f.shown)
	case f.resamples < 0 || f.resamples > 1e6:
		return usagef("resamples is %d; it must lie between 0 and 1000000", f.resamples)
	case f.raw && f.model != "":
		return usagef("raw and model exclude each other; give one of them")
	}
	return nil
}

// heeded refuses flags that would do nothing.
func (f *checkFlags) heeded(set *pflag.FlagSet) error {
	if !set.Changed("triplets") && !set.Changed("config") {
		if err := unheeded(set, "without --triplets", "test-size", "val-size", "split-seed"); err != nil {
			return err
		}
	}
	if f.model == "" && !f.raw {
		if err := unheeded(set, "without --model or --raw", "resamples"); err != nil {
			return err
		}
	}
	if f.near == 0 {
		return unheeded(set, "with --near 0, which looks for copies only", "mirrored")
	}
	return nil
}

func (a *app) dataCheck(ctx context.Context, f checkFlags, cfg train.Config) error {
	if cfg.Triplets != "" && (f.raw || f.model != "") {
		return usagef("a file of triplets has no official test pictures to call; leave out --triplets, --raw or --model")
	}
	if f.out != "" {
		folder, err := openFolder(checkKind, f.folderFlags)
		if err != nil {
			return err
		}
		defer folder.release()
	}
	emb, err := a.loadEmbedder(f)
	if err != nil {
		return err
	}
	d, err := a.checkedParts(ctx, cfg, emb)
	if err != nil {
		return err
	}
	if emb != nil { // before the search, whose findings would be lost
		if err := emb.fits(d.Parts); err != nil {
			return err
		}
	}
	d.Shown, d.Command, d.Version, d.Machine, d.Time = f.shown, a.commandLine(), version(), machine(), time.Now()
	opt := duplicates.Options{Near: f.near, Mirrored: f.mirrored, Workers: cfg.Workers}
	d.Found, err = duplicates.Find(ctx, d.Parts, opt)
	if errors.Is(err, duplicates.ErrTooNear) {
		d.Problems = append(d.Problems, fmt.Sprintf("more than 5 million pairs lie within %g, so near-duplicates were not counted: these pictures hardly differ; lower --near", f.near))
		opt.Near = 0
		d.Found, err = duplicates.Find(ctx, d.Parts, opt)
	}
	if err != nil {
		return err
	}
	a.lap("find duplicates")
	d.Settings = []report.Setting{
		{Key: "near", Value: strconv.FormatFloat(d.Found.Near, 'g', -1, 64)}, {Key: "mirrored", Value: strconv.FormatBool(f.mirrored)},
	}
	d.Problems = append(d.Problems, leakProblems(d)...)
	if emb != nil {
		if err := a.leakAccuracy(ctx, d, emb, eval.Options{Resamples: f.resamples, Workers: cfg.Workers}); err != nil {
			return err
		}
		a.lap("measure accuracy")
	}
	d.Timings = a.timings
	if f.out != "" {
		if err := report.WriteDuplicates(f.out, d); err != nil {
			return err
		}
	}
	return a.checkResult(d, f.out)
}

// checkedParts loads the pictures and looks at each by itself.
func (a *app) checkedParts(ctx context.Context, cfg train.Config, emb *embedder) (*report.Duplicates, error) {
	if cfg.Triplets != "" {
		return a.tripletParts(cfg)
	}
	from := picturesOf(cfg)
	if emb != nil && emb.model != nil {
		var err error
		if from, err = a.picturesFor(&emb.model.Meta, from); err != nil {
			return nil, err
		}
	}
	found, err := a.loadSet(ctx, from)
	if err != nil {
		return nil, err
	}
	a.lap("load pictures")
	r := dataset.Check(found.Set)
	a.lap("check each picture")
	return &report.Duplicates{
		Data: r.Name, Origin: found.Origin, Notes: found.Notes, Check: r, Problems: r.Problems,
		Parts: []duplicates.Part{
			{Name: "train", Images: found.Set.Train, Files: filesOf(found.Set.TrainItems)},
			{Name: "test", Images: found.Set.Test, Files: filesOf(found.Set.TestItems)},
		},
	}, nil
}

// filesOf are the files of items, nil of none.
func filesOf(items []dataset.Item) (files []string) {
	for _, it := range items {
		files = append(files, it.Path)
	}
	return files
}

// tripletParts splits a file of triplets as train does. Each part has every
// picture once, numbered by its first place in the file, row 3*triplet and so on.
func (a *app) tripletParts(cfg train.Config) (*report.Duplicates, error) {
	r := recipeOfConfig(cfg)
	t, err := a.readTriplets(r.file)
	if err != nil {
		return nil, err
	}
	split, err := splitTriplets(t, r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.file, err)
	}
	a.lap("load triplets")
	checked := dataset.CheckTriplets(t, dataset.Twins(t.Images))
	a.lap("check each triplet")
	d := &report.Duplicates{
		Data: filepath.Base(r.file), Origin: r.file,
		Triplets: checked, Problems: checked.Problems(),
		Notes: []string{"The pictures of triplets: many a picture is in several triplets by design, and the split is of triplets, so the parts share pictures. Test triplets whose pictures were trained on are easier than new ones."},
	}
	if checked.Labelled == 0 {
		note := fmt.Sprintf("These triplets have no labels, so labels were not checked; they stand in %s beside the file.", dataset.LabelsName(d.Data))
		d.Notes = append(d.Notes, note)
		a.note("%s", note)
	}
	for _, p := range []struct {
		name     string
		triplets *dataset.Triplets
	}{{"train", split.Train}, {"validation", split.Val}, {"test", split.Test}} {
		var rows []int
		for _, i := range p.triplets.Index {
			rows = append(rows, int(i[0]), int(i[1]), int(i[2]))
		}
		slices.Sort(rows)
		all := t.Images.Subset(rows)
		var once []int
		var number []int32
		for i, first := range dataset.Twins(all) {
			if int(first) == i {
				once, number = append(once, i), append(number, int32(rows[i]))
			}
		}
		d.Parts = append(d.Parts, duplicates.Part{Name: p.name, Images: all.Subset(once), Rows: number})
	}
	return d, nil
}

// leakProblems says in words what the duplicates spoil.
func leakProblems(d *report.Duplicates) (out []string) {
	for i, p := range d.Found.Parts {
		// Exact copies alone are a problem that Check has named, where it ran.
		if i > 0 && (p.Leaked > p.LeakedExact || d.Check == nil && p.Leaked > 0) {
			out = append(out, fmt.Sprintf("%d of %d %s pictures (%.2f %%) have a near-duplicate or a copy in an earlier part: figures on these are too good; take them out of one part, or give the figures without them",
				p.Leaked, p.Pictures, p.Name, 100*float64(p.Leaked)/float64(p.Pictures)))
		}
		if p.Pictures > 0 && p.Any > p.Exact && float64(p.Any) > 0.2*float64(p.Pictures) {
			out = append(out, fmt.Sprintf("%d of %d %s pictures have a near-duplicate in their part; where every picture shows the same thing in the same place that says little: lower --near, and look at the page of --out",
				p.Any, p.Pictures, p.Name))
		}
	}
	near := 0
	for _, b := range d.Found.Between {
		near += b.Near.OtherLabel
	}
	if near > 0 {
		out = append(out, fmt.Sprintf("%d pairs of near-duplicates have different labels; look at them and correct the labels", near))
	}
	return out
}

// checkResult prints what was found; --json all that check.json holds.
func (a *app) checkResult(d *report.Duplicates, out string) error {
	return a.document(d.JSON, func(t *table) { checkText(t, d, out) })
}
