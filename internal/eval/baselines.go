package eval

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"mekiki/internal/metric"
	"mekiki/internal/stats"
)

// Baselines are what is reached without any network, on the same data. Figures are
// nil where there is nothing to measure them on.
type Baselines struct {
	// Largest is the class with most gallery pictures, of equals the lowest, and the
	// share of the queries that always calling it would have right.
	Largest *LargestClass `json:"largest_class,omitempty"`
	// Pixels is 5-NN by the Euclidean distance of the pixels, a value v as v/255.
	Pixels *PixelNeighbours `json:"pixels,omitempty"`
	// PixelTriplets is the share of the test triplets with d(a,p) < d(a,n) by the same
	// distance, with Wilson's interval; a guess has half of them.
	PixelTriplets *Interval `json:"pixel_triplet_accuracy,omitempty"`
	// Note says why Pixels is missing, or is of some queries only: words for people.
	Note string `json:"note,omitempty"`
}

// LargestClass is the baseline of the largest class.
type LargestClass struct {
	Class int32    `json:"class"`
	Name  string   `json:"name"`
	Share Interval `json:"share"` // Wilson's interval
	Versus
}

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

// Versus compares 5-NN in the embedding, by Result.Lead, with a baseline on the same
// queries: how many only one of them has right, and McNemar's p-value of that.
type Versus struct {
	NetworkOnly  int     `json:"network_only"`
	BaselineOnly int     `json:"baseline_only"`
	P            float64 `json:"p"`
}

// versus compares calls of the queries in rows with those of a baseline, entry k of
// which is that of query rows[k].
func versus(labels, called []int32, rows []int, baseline []int32) Versus {
	var v Versus
	for k, i := range rows {
		switch network, base := called[i] == labels[i], baseline[k] == labels[i]; {
		case network && !base:
			v.NetworkOnly++
		case base && !network:
			v.BaselineOnly++
		}
	}
	v.P = stats.McNemar(v.NetworkOnly, v.BaselineOnly)
	return v
}

// against fills in how the calls of the embedding compare.
func (b *Baselines) against(labels, called []int32) {
	if l := b.Largest; l != nil {
		rows, always := make([]int, len(labels)), make([]int32, len(labels))
		for i := range rows {
			rows[i], always[i] = i, l.Class
		}
		l.Versus = versus(labels, called, rows, always)
	}
	if p := b.Pixels; p != nil {
		p.Versus = versus(labels, called, p.rows, p.called)
	}
}

// Pixels are the pictures of an Input as they are. The functions write picture i of
// a set, Size values; Test has the three of each test triplet in turn.
type Pixels struct {
	Size                 int
	Query, Gallery, Test func(dst []float32, i int)
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

// baselines measures them for the queries and triplets of in.
func baselines(ctx context.Context, in Input, opt Options) (*Baselines, error) {
	b := &Baselines{}
	if len(in.Query.Labels) > 0 {
		b.Largest = largest(in)
	}
	if in.Pixels == nil {
		return b, nil
	}
	var err error
	if b.PixelTriplets, err = pixelTriplets(ctx, in); err != nil || len(in.Query.Labels) == 0 {
		return b, err
	}
	n, note := pixelQueries(len(in.Query.Labels), len(in.Gallery.Labels), in.Pixels.Size, opt.LittleMemory)
	if b.Note = note; n > 0 {
		b.Pixels, err = pixelNeighbours(ctx, in, n, opt)
	}
	return b, err
}

func largest(in Input) *LargestClass {
	size := map[int32]int{}
	for _, c := range in.Gallery.Labels {
		size[c]++
	}
	best := in.Gallery.Labels[0]
	for c, n := range size {
		if n > size[best] || n == size[best] && c < best {
			best = c
		}
	}
	right := 0
	for _, c := range in.Query.Labels {
		if c == best {
			right++
		}
	}
	return &LargestClass{Class: best, Name: className(in.Names, best), Share: *shareOf(right, len(in.Query.Labels))}
}

// pixelTriplets compares the pictures of a triplet at a time: there may be many. Of
// more than mostProducts values there is nothing.
func pixelTriplets(ctx context.Context, in Input) (*Interval, error) {
	d, err := metric.Lookup[float32]("euclidean")
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
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
			in.Pixels.Test(row[k*size:(k+1)*size], 3*i+k)
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
		return 0, fmt.Sprintf("raw pixels were not searched here, to spare memory for %d training pictures of %d values; mekiki eval searches them", among, size)
	case among > mostPixelValues/size:
		return 0, fmt.Sprintf("raw pixels were not searched: %d training pictures of %d values are more than the %d values that this takes", among, size, mostPixelValues)
	}
	switch n = min(all, mostPixelProducts/(size*among)); {
	case n == all:
		return n, ""
	case n < leastPixelQueries:
		return 0, fmt.Sprintf("raw pixels were not searched: %d training pictures of %d values leave time for %d of %d test pictures only", among, size, n, all)
	}
	return n, fmt.Sprintf("raw pixels were searched for %d of the %d test pictures, drawn at random: more would take too long", n, all)
}

// pixelNeighbours looks n queries up by their pixels.
func pixelNeighbours(ctx context.Context, in Input, n int, opt Options) (*PixelNeighbours, error) {
	size := in.Pixels.Size
	rows := rand.New(rand.NewPCG(opt.Seed, pixelStream)).Perm(len(in.Query.Labels))[:n]
	slices.Sort(rows)
	query := Set{Emb: make([]float32, n*size)}
	for k, i := range rows {
		in.Pixels.Query(query.Emb[k*size:(k+1)*size], i)
		query.Labels = append(query.Labels, in.Query.Labels[i])
	}
	gallery := Set{Emb: make([]float32, len(in.Gallery.Labels)*size), Labels: in.Gallery.Labels}
	for i := range gallery.Labels {
		in.Pixels.Gallery(gallery.Emb[i*size:(i+1)*size], i)
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
