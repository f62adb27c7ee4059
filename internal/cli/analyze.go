package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"mekiki/internal/metric/distance"
	"mekiki/internal/report/analysis"
	"mekiki/internal/work"
)

func (a *app) analyzeCommand() *cobra.Command {
	cfg := work.NewAnalyzeConfig()
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
	bindRun(cmd, &cfg.Run, slices.Concat(work.PictureKeys, []string{"loss", "param", "triplets", "protocol", "triplet-count", "seed", "workers"})...)
	bind(cmd, &cfg)
	loss := cmd.Flags().Lookup("loss")
	loss.Usage = "the loss to look at, a name or a formula (default: the model's own, else combined)"
	loss.DefValue = ""
	completes(cmd, "part", work.TripletParts)
	completes(cmd, "distance", append(distance.Names(), "mahalanobis"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		r, err := work.Analyze(cmd.Context(), a.desk(), cfg)
		if err != nil {
			return err
		}
		return a.document(fileOf(r.Dir, analysis.JSONFile), func(t *table) { analysisText(t, r) })
	}
	return cmd
}
