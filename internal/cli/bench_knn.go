package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/work/measure"
)

func (a *app) benchKNNCommand() *cobra.Command {
	cfg := measure.NewKNNConfig()
	cmd := &cobra.Command{
		Use:   "knn",
		Short: "Measure the exact search for nearest neighbours",
		Long: `Looks for the 5 nearest neighbours of queries in a gallery, exactly, as eval does:
preparing the gallery and counting the votes are included. The embeddings are
normally distributed around 10 points. Median.`,
		Example: `  mekiki bench knn --distance cosine
  mekiki bench knn --queries 1000 --gallery 20000 --dim 64 --distance euclidean --json`,
		Args: noArgs,
	}
	bind(cmd, &cfg)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		r, err := measure.KNN(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		return a.result(r, func(t *table) {
			t.line("%d queries in %d pictures of dim %d by %s\t%.0f queries/s", r.Queries, r.Gallery, r.Dim, distanceName(r.Distance), r.QueriesPerSecond)
			t.line("peak memory\t%.0f MiB", r.PeakRSSMiB)
		})
	}
	return cmd
}
