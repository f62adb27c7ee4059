package measure

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"mekiki/internal/bench"
	"mekiki/internal/eval"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// mostValues bounds the embeddings that are measured: 4 GiB of them.
const mostValues = 1 << 30

// KNNConfig is what a measurement of the search for neighbours is made with.
type KNNConfig struct {
	Queries  int    `yaml:"queries" json:"queries" help:"number of queries"`
	Gallery  int    `yaml:"gallery" json:"gallery" help:"pictures in the gallery"`
	Dim      int    `yaml:"dim" json:"dim" help:"length of an embedding"`
	Distance string `yaml:"distance" json:"distance" help:"cosine or euclidean"`
	Rounds   int    `yaml:"rounds" json:"rounds" help:"times that all queries are looked up; the median counts"`
	Workers  int    `yaml:"workers" json:"workers" help:"threads; 0 means one for each core"`
	Seed     uint64 `yaml:"seed" json:"seed" help:"seed of the embeddings"`
}

// NewKNNConfig has the usual settings.
func NewKNNConfig() KNNConfig {
	return KNNConfig{Queries: 10000, Gallery: 60000, Dim: 128, Distance: "cosine", Rounds: 3, Seed: 1}
}

// KNNMeasured is the result of a measurement of the search for neighbours.
type KNNMeasured struct {
	Queries          int     `json:"queries"`
	Gallery          int     `json:"gallery"`
	Dim              int     `json:"dim"`
	Distance         string  `json:"distance"`
	QueriesPerSecond float64 `json:"queries_per_second"` // the median
	PeakRSSMiB       float64 `json:"peak_rss_mib"`       // 0 where the system does not say
}

func (cfg *KNNConfig) check() error {
	switch {
	case cfg.Queries < 1 || cfg.Gallery < 2*bench.Classes || cfg.Dim < 1 || cfg.Rounds < 1:
		return misuse.Errorf("queries %d, gallery %d, dim %d and rounds %d; at least 1, %d, 1 and 1", cfg.Queries, cfg.Gallery, cfg.Dim, cfg.Rounds, 2*bench.Classes)
	case cfg.Gallery > mostValues/cfg.Dim || cfg.Queries > mostValues/cfg.Dim:
		return misuse.Errorf("%d queries and %d pictures of dim %d do not fit; at most %d values each", cfg.Queries, cfg.Gallery, cfg.Dim, mostValues)
	case cfg.Distance != "cosine" && cfg.Distance != "euclidean":
		return misuse.Errorf("distance %q; cosine or euclidean is measured", cfg.Distance)
	}
	return settings.Threads(cfg.Workers)
}

// KNN measures the exact search for the 5 nearest neighbours, as eval makes it.
func KNN(ctx context.Context, cfg KNNConfig) (*KNNMeasured, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(cfg.Seed, 5))
	points := normal(rng, bench.Classes*cfg.Dim)
	query, within := around(rng, points, cfg.Queries, cfg.Dim), around(rng, points, cfg.Gallery, cfg.Dim)
	var rates []float64
	for range cfg.Rounds {
		start := time.Now()
		if _, err := eval.Search(ctx, query, within, cfg.Dim, cfg.Distance, eval.Options{Workers: cfg.Workers, SkipRetrieval: true}); err != nil {
			return nil, err
		}
		rates = append(rates, float64(cfg.Queries)/time.Since(start).Seconds())
	}
	slices.Sort(rates)
	return &KNNMeasured{cfg.Queries, cfg.Gallery, cfg.Dim, cfg.Distance, rates[len(rates)/2], desk.PeakMemory()}, nil
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
