package eval

import (
	"context"

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
