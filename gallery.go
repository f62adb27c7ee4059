package mekiki

import (
	"context"
	"fmt"
	"sync"

	"mekiki/internal/search"
)

// Gallery holds embeddings of known pictures under names, and finds the nearest of them.
type Gallery struct {
	index *search.Index
	dim   int

	mu    sync.Mutex
	names []string // by row of the index, then of waiting
	// waiting are embeddings that the index has not taken yet: many at once are quicker.
	waiting []float32
}

// Neighbour is a known picture and its distance from the one that was looked up.
type Neighbour struct {
	Name     string
	Distance float64
}

// NewGallery makes an empty gallery, by the distance of the model.
func (m *Model) NewGallery() (*Gallery, error) {
	index, err := search.NewIndex(nil, m.Dim(), m.measure, 1)
	if err != nil {
		return nil, err
	}
	return &Gallery{index: index, dim: m.Dim()}, nil
}

// Add takes an embedding into the gallery. Several may have one name. It is an error if
// a value is not finite. It panics if the embedding is not one of the gallery's model.
func (g *Gallery) Add(name string, embedding []float32) error {
	g.check(embedding)
	for _, v := range embedding {
		if v-v != 0 {
			return fmt.Errorf("%s: its embedding holds %v; only finite numbers have distances", name, v)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.names = append(g.names, name)
	g.waiting = append(g.waiting, embedding...)
	return nil
}

// settled gives the names of the rows of the index, once it has taken all that waits.
func (g *Gallery) settled() ([]string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) > 0 {
		if _, err := g.index.Add(g.waiting); err != nil {
			return nil, err
		}
		g.waiting = nil
	}
	return g.names[:len(g.names):len(g.names)], nil
}

// Len is the number of embeddings in the gallery.
func (g *Gallery) Len() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.names)
}

// Nearest gives the k nearest of the gallery, the nearest first, fewer where there are
// fewer, and more where several are as near as the k-th. The search is exact. It is an
// error if a value is not finite. It panics if k is below 1 or the embedding is not one
// of the gallery's model.
func (g *Gallery) Nearest(embedding []float32, k int) ([]Neighbour, error) {
	g.check(embedding)
	if k < 1 {
		panic(fmt.Sprintf("mekiki: the %d nearest", k))
	}
	names, err := g.settled()
	if err != nil || len(names) == 0 {
		return nil, err
	}
	hits, err := g.index.Nearest(context.Background(), embedding, k)
	if err != nil {
		return nil, err
	}
	var out []Neighbour
	for _, h := range hits[0] {
		if h.Index < len(names) { // others came in meanwhile
			out = append(out, Neighbour{names[h.Index], h.Distance})
		}
	}
	return out, nil
}

func (g *Gallery) check(embedding []float32) {
	if len(embedding) != g.dim {
		panic(fmt.Sprintf("mekiki: an embedding of %d values, the gallery holds those of %d", len(embedding), g.dim))
	}
}
