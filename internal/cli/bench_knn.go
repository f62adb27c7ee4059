package cli

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/bench"
	"mekiki/internal/eval"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// mostValues bounds the embeddings that are measured: 4 GiB of them.
const mostValues = 1 << 30

// benchedKNN is the result of bench knn.
type benchedKNN struct {
	Queries          int     `json:"queries"`
	Gallery          int     `json:"gallery"`
	Dim              int     `json:"dim"`
	Distance         string  `json:"distance"`
	QueriesPerSecond float64 `json:"queries_per_second"` // the median
	PeakRSSMiB       float64 `json:"peak_rss_mib"`       // 0 where the system does not say
}

func (a *app) benchKNNCommand() *cobra.Command {
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
	f := cmd.Flags()
	queries := f.Int("queries", 10000, "number of queries")
	gallery := f.Int("gallery", 60000, "pictures in the gallery")
	dim := f.Int("dim", 128, "length of an embedding")
	distance := f.String("distance", "cosine", "cosine or euclidean")
	rounds := f.Int("rounds", 3, "times that all queries are looked up; the median counts")
	workers := f.Int("workers", 0, "threads; 0 means one for each core")
	seed := f.Uint64("seed", 1, "seed of the embeddings")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		switch {
		case *queries < 1 || *gallery < 2*bench.Classes || *dim < 1 || *rounds < 1:
			return misuse.Errorf("queries %d, gallery %d, dim %d and rounds %d; at least 1, %d, 1 and 1", *queries, *gallery, *dim, *rounds, 2*bench.Classes)
		case *gallery > mostValues / *dim || *queries > mostValues / *dim:
			return misuse.Errorf("%d queries and %d pictures of dim %d do not fit; at most %d values each", *queries, *gallery, *dim, mostValues)
		case *distance != "cosine" && *distance != "euclidean":
			return misuse.Errorf("distance %q; cosine or euclidean is measured", *distance)
		}
		if err := settings.Threads(*workers); err != nil {
			return err
		}
		rng := rand.New(rand.NewPCG(*seed, 5))
		points := normal(rng, bench.Classes*(*dim))
		query, within := around(rng, points, *queries, *dim), around(rng, points, *gallery, *dim)
		var rates []float64
		for range *rounds {
			start := time.Now()
			if _, err := eval.Search(cmd.Context(), query, within, *dim, *distance, eval.Options{Workers: *workers, SkipRetrieval: true}); err != nil {
				return err
			}
			rates = append(rates, float64(*queries)/time.Since(start).Seconds())
		}
		slices.Sort(rates)
		r := benchedKNN{*queries, *gallery, *dim, *distance, rates[len(rates)/2], desk.PeakMemory()}
		return a.result(r, func(t *table) {
			t.line("%d queries in %d pictures of dim %d by %s\t%.0f queries/s", r.Queries, r.Gallery, r.Dim, distanceName(r.Distance), r.QueriesPerSecond)
			t.line("peak memory\t%.0f MiB", r.PeakRSSMiB)
		})
	}
	return cmd
}

// around draws embeddings near the point of their class.
func around(rng *rand.Rand, points []float32, n, dim int) eval.Set {
	s := eval.Set{Emb: normal(rng, n*dim), Labels: make([]int32, n)}
	for i := range n {
		c := i % bench.Classes
		s.Labels[i] = int32(c)
		for k, v := range points[c*dim : (c+1)*dim] {
			s.Emb[i*dim+k] += v
		}
	}
	return s
}

func normal(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}
