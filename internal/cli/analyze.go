package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/metric"
	"mekiki/internal/plot"
	"mekiki/internal/report"
	"mekiki/internal/train"
)

// parts are what --part may say.
var parts = []string{"test", "val", "train", "all"}

// analyzeFlags are the flags of analyze beside those of train.
type analyzeFlags struct {
	raw         bool
	model, part string
	distances   []string
	bins        int
	folderFlags
}

// analysisKind is what analyze leaves.
var analysisKind = resultKind{"an analysis", "analysis", []string{report.AnalysisHTML, report.AnalysisJSON}}

func (a *app) analyzeCommand() *cobra.Command {
	var f analyzeFlags
	cmd := &cobra.Command{
		Use:   "analyze",
		Short: "Look at distances over triplets: distribution, agreement, lengths",
		Long: `Measures d(a,p) and d(a,n) of every triplet by each distance, on raw pixels or on
the embeddings of a model, and shows what they tell: how they are distributed and
correlated, which triplets one distance orders rightly and the other wrongly, for
which classes, how much of the Euclidean distance is length, and what the loss
makes of it.

The output folder gets analysis.html, analysis.json, every figure as SVG and PNG,
and the arrays as .npy for NumPy.

The triplets are those of train for the same settings; with --model those that
the model was trained and tested on. --part test, the default, are the held-back
ones that the article looks at. They are for looking: coefficients must be chosen
on --part train or --part val, or they look better than they are.`,
		Example: `  mekiki analyze --out analysis-raw
  mekiki analyze --model runs/last/model.safetensors --out analysis
  mekiki analyze --part val --loss "relu(cos_ap - cos_an + 0.1*(euc_ap - euc_an) + 0.4)"
  mekiki analyze --protocol random --triplet-count 300000 --part all --distance cosine,euclidean,manhattan`,
		Args: noArgs,
	}
	config := bindConfig(cmd, slices.Concat(pictureKeys, []string{"loss", "param", "triplets", "protocol", "triplet-count", "seed", "workers"})...)
	set := cmd.Flags()
	set.BoolVar(&f.raw, "raw", false, "measure raw pixels, v/255; the default without --model")
	set.StringVarP(&f.model, "model", "m", "", "measure the embeddings of this model `file`")
	set.StringVar(&f.part, "part", "test", "part of the triplets: test, val, train or all; choose coefficients on train or val only")
	set.StringSliceVar(&f.distances, "distance", triplets.DefaultDistances(), "distances to measure, separated by commas; the first two are compared")
	set.IntVar(&f.bins, "bins", plot.DefaultBins, "bins of the histograms")
	f.bind(cmd, anyFolder)
	loss := set.Lookup("loss")
	loss.Usage = "the loss to look at, a name or a formula (default: the model's own, else combined)"
	loss.DefValue = ""
	for name, values := range map[string][]string{"part": parts, "distance": append(metric.Names(), "mahalanobis")} {
		if err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // only for a flag that is not there
		}
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		cfg, err := config.resolve("")
		if err != nil {
			return err
		}
		return a.analyze(cmd.Context(), f, cfg, config)
	}
	return cmd
}

// check refuses what no data can make right.
func (f *analyzeFlags) check() error {
	switch {
	case f.raw && f.model != "":
		return usagef("raw and model exclude each other; give one of them")
	case !slices.Contains(parts, f.part):
		return unknown("part", f.part, parts)
	case f.bins < 1 || f.bins > 10000:
		return usagef("bins is %d; it must lie between 1 and 10000", f.bins)
	case len(f.distances) == 0:
		return usagef("distance is empty; name at least one, such as cosine")
	}
	return fullNames(f.distances)
}

// fullNames makes the names of distances of what may be symbols, as formulas have them.
func fullNames(distances []string) error {
	for i, name := range distances {
		full, err := metric.FullName(strings.TrimSpace(name))
		if err != nil {
			return &usageError{err: err}
		}
		if slices.Contains(distances[:i], full) {
			return usagef("distance names %s twice; leave one of them out", full)
		}
		distances[i] = full
	}
	return nil
}

func (a *app) analyze(ctx context.Context, f analyzeFlags, cfg train.Config, config *configFlags) error {
	folder, err := openFolder(analysisKind, f.folderFlags)
	if err != nil {
		return err
	}
	defer folder.release()
	s, err := a.analysed(ctx, f, cfg, config)
	if err != nil {
		return err
	}
	in, err := s.input(ctx, cfg.Workers)
	if err != nil {
		return err
	}
	a.lap(map[bool]string{true: "take pixels", false: "embed"}[s.model == nil])
	result, err := triplets.Run(ctx, in, triplets.Options{Distances: f.distances, Loss: s.loss, Mahalanobis: s.fit, Workers: cfg.Workers})
	if err != nil {
		return &dataError{s.origin, err}
	}
	a.lap("analyse")
	page := s.page(result, f)
	page.Version, page.Machine, page.Command, page.Time = version(), machine(), a.commandLine(), time.Now()
	page.Timings = a.timings
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := report.WriteAnalysis(folder.dir, page); err != nil {
		return err
	}
	a.lap("write")
	return a.analysisResult(folder.dir, s, result)
}

// analysisResult prints what was found; with --json all that analysis.json holds.
func (a *app) analysisResult(out string, s *analysed, r *triplets.Result) error {
	return a.document(fileOf(out, report.AnalysisJSON), func(t *table) { analysisText(t, out, s, r) })
}
