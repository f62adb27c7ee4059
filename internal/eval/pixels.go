package eval

import (
	"context"
	"math/rand/v2"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
)

// PixelNeighbours is the baseline of raw pixels; intervals are Wilson's.
type PixelNeighbours struct {
	KNN5     Interval `json:"knn5_accuracy"`
	Balanced Interval `json:"balanced_accuracy"`
	// Queries is the number of queries that were looked up.
	Queries int `json:"queries"`
	Versus

	rows   []int // of the queries that were looked up
	called []int32
}

// Pixels are the pictures of an Input as they are. The functions write picture i of
// a set, Size values; Test has the three of each test triplet in turn. An error ends the
// evaluation.
type Pixels struct {
	Size                 int
	Query, Gallery, Test func(dst []float32, i int) error
}

// Bounds of the baseline of raw pixels. Pictures have many more values than
// embeddings, and the end of a training should not wait for it.
const (
	// mostPixelValues is the largest number of values of all gallery pictures, which
	// take eight bytes each: 1 GB. With Options.LittleMemory it is leastPixelValues, 64 MB.
	mostPixelValues  = 1 << 27
	leastPixelValues = 1 << 23
	// mostPixelProducts bounds queries x gallery x values: a second or two on two cores. Of
	// more queries some are drawn.
	mostPixelProducts = 50_000_000_000
	// leastPixelQueries are too few to say something.
	leastPixelQueries = 100
)

// pixelTriplets compares the pictures of a triplet at a time: there may be many. Of
// more than mostProducts values there is nothing.
func pixelTriplets(ctx context.Context, in Input) (*Interval, error) {
	d, err := distance.Lookup[float32]("euclidean")
	if err != nil {
		return nil, lang.Errorf("eval: %w", err)
	}
	size, n, right := in.Pixels.Size, len(in.Test)/(3*in.Dim), 0
	if n > mostProducts/(3*size) {
		return nil, nil
	}
	row := make([]float32, 3*size)
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for k := range 3 {
			if err := in.Pixels.Test(row[k*size:(k+1)*size], 3*i+k); err != nil {
				return nil, err
			}
		}
		a := row[:size]
		if d.Value(a, row[size:2*size]) < d.Value(a, row[2*size:]) {
			right++
		}
	}
	return shareOf(right, n), nil
}

// pixelQueries is how many of all queries can be looked up among so many pictures of
// size values, and says in words why not all.
func pixelQueries(all, among, size int, little bool) (n int, note string) {
	switch {
	case little && among > leastPixelValues/size && among <= mostPixelValues/size:
		return 0, lang.T("raw pixels were not searched here, to spare memory for %d training pictures of %d values; mekiki eval searches them", among, size).String()
	case among > mostPixelValues/size:
		return 0, lang.T("raw pixels were not searched: %d training pictures of %d values are more than the %d values that this takes", among, size, mostPixelValues).String()
	}
	switch n = min(all, mostPixelProducts/(size*among)); {
	case n == all:
		return n, ""
	case n < leastPixelQueries:
		return 0, lang.T("raw pixels were not searched: %d training pictures of %d values leave time for %d of %d test pictures only", among, size, n, all).String()
	}
	return n, lang.T("raw pixels were searched for %d of the %d test pictures, drawn at random: more would take too long", n, all).String()
}

// pixelNeighbours looks n queries up by their pixels.
func pixelNeighbours(ctx context.Context, in Input, n int, opt Options) (*PixelNeighbours, error) {
	size := in.Pixels.Size
	rows := rand.New(rand.NewPCG(opt.Seed, pixelStream)).Perm(len(in.Query.Labels))[:n]
	slices.Sort(rows)
	query := Set{Emb: make([]float32, n*size)}
	for k, i := range rows {
		if err := in.Pixels.Query(query.Emb[k*size:(k+1)*size], i); err != nil {
			return nil, err
		}
		query.Labels = append(query.Labels, in.Query.Labels[i])
	}
	gallery := Set{Emb: make([]float32, len(in.Gallery.Labels)*size), Labels: in.Gallery.Labels}
	for i := range gallery.Labels {
		if err := in.Pixels.Gallery(gallery.Emb[i*size:(i+1)*size], i); err != nil {
			return nil, err
		}
	}
	found, err := Search(ctx, query, gallery, size, "euclidean", Options{SkipRetrieval: true, Workers: opt.Workers})
	if err != nil {
		return nil, err
	}
	c := newClasses(query.Labels, found.Called, func(int32) string { return "" })
	return &PixelNeighbours{KNN5: wilson(found.KNN5.Value, n), Balanced: c.Balanced, Queries: n, rows: rows, called: found.Called}, nil
}

// pixelStream keeps the draw of queries apart from others of the same seed.
const pixelStream = 0x70697865
