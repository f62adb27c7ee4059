// Package projection draws embeddings as points of a plane, by PCA and t-SNE, and
// measures what of their neighbourhoods each projection keeps. Users call it a map;
// here that word is left to the feature maps of a layer and to maps of anomalies.
package projection

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// Fewest is the smallest number of pictures that a projection is made of.
const Fewest = 5

// Methods of a projection.
const (
	PCA  = "pca"
	TSNE = "tsne"
)

// Methods are all methods, in the order of a page: what keeps neighbours first.
func Methods() []string { return []string{TSNE, PCA} }

// Input are the vectors to draw: row-major (n, Dim), with the class of each
// from 0 on, or nil.
type Input struct {
	Emb    []float32
	Dim    int
	Labels []int32
}

// Options are the choices of a projection. Space must be given; else the zero value
// is usable.
type Options struct {
	// Space is "euclidean", or "cosine": vectors at unit length.
	Space string
	// Methods are some of Methods; nil takes all.
	Methods []string
	// Seed moves the points at the start of t-SNE a little, so that two seeds show
	// what of a projection is chance. PCA has no chance in it.
	Seed uint64
	// Workers is the number of goroutines; 0 takes GOMAXPROCS. It changes no figure.
	Workers int
	// Progress is told now and then how many steps of all are done; nil is fine.
	Progress func(done, of int)
}

// Result are the projections of a set of vectors and what each is worth.
type Result struct {
	Space       string        `json:"space"`
	Points      int           `json:"points"`
	Dim         int           `json:"dim"`
	Seed        uint64        `json:"seed"`
	Projections []*Projection `json:"maps"`
	// KNN5 is the share of pictures whose class the 5 nearest other pictures of the
	// map's set call right, in the space itself: what a map could reach. Nil
	// without labels, or with a single class. Pictures at the distance of the 5th share
	// the votes that are left.
	KNN5 *float64 `json:"knn5_in_the_space,omitempty"`
	// Called is the class that these 5 call each picture; nil where KNN5 is.
	Called []int32 `json:"-"`
}

// Projection is one map: the places of all points by one method, and what they keep.
type Projection struct {
	Method string `json:"method"`
	// XY are the places, row-major (n, 2). The axes of PCA are those of most
	// variance, in the units of the space; those of t-SNE mean nothing.
	XY []float64 `json:"-"`
	Quality
	// Variance is the share of the variance along each axis; PCA only.
	Variance []float64 `json:"variance,omitempty"`
	// Perplexity and Divergence are t-SNE's number of neighbours that count and the
	// KL divergence that is left, in nats.
	Perplexity float64 `json:"perplexity,omitempty"`
	Divergence float64 `json:"kl_divergence,omitempty"`
}

// Run draws vectors in the plane by each method. It is an error if there are fewer
// than Fewest, if a value is not finite, if all are equal, and if a space or
// a method is unknown. If ctx ends first, its error is returned. Sizes that
// disagree panic.
func Run(ctx context.Context, in Input, opt Options) (*Result, error) {
	methods := opt.Methods
	if methods == nil {
		methods = Methods()
	}
	for _, m := range methods {
		if !slices.Contains(Methods(), m) {
			return nil, lang.Errorf("no map method %q; known are %s", m, strings.Join(Methods(), ", "))
		}
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	s, err := newVectorSpace(in.Emb, in.Dim, opt.Space)
	if err != nil {
		return nil, err
	}
	r := &Result{Space: opt.Space, Points: s.n, Dim: in.Dim, Seed: opt.Seed}
	axes := s.components(opt.Workers)
	flat := axes.places(s, opt.Workers)
	near, err := s.nearest(ctx, max(graphNeighbours(s.n), votes), opt.Workers)
	if err != nil {
		return nil, err
	}
	for _, m := range methods {
		p := &Projection{Method: m}
		if m == PCA {
			p.XY, p.Variance = slices.Clone(flat), axes.share[:]
			for i := range p.XY {
				p.XY[i] *= s.unit
			}
		} else if err := p.embed(ctx, flat, near, opt); err != nil {
			return nil, err
		}
		r.Projections = append(r.Projections, p)
	}
	return r, r.measure(ctx, s, in.Labels, opt.Workers)
}

// embed runs t-SNE from the places of PCA.
func (p *Projection) embed(ctx context.Context, flat []float64, near *neighbourLists, opt Options) error {
	n := len(flat) / 2
	p.Perplexity = perplexity(n)
	t := newTSNE(newAffinities(near, graphNeighbours(n), p.Perplexity, opt.Workers), flat, opt.Seed, opt.Workers)
	if err := t.run(ctx, opt.Progress); err != nil {
		return err
	}
	p.XY, p.Divergence = t.y, t.divergence()
	return nil
}

func (in *Input) check() error {
	if in.Dim < 1 || len(in.Emb)%in.Dim != 0 || in.Labels != nil && len(in.Labels) != len(in.Emb)/in.Dim {
		panic(fmt.Sprintf("projection: %d values, dim %d, %d labels", len(in.Emb), in.Dim, len(in.Labels)))
	}
	if n := len(in.Emb) / in.Dim; n < Fewest {
		return lang.Errorf("a map needs at least %d pictures, not %d", Fewest, n)
	}
	equal := true
	for i, v := range in.Emb {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return lang.Errorf("vector %d holds %v; the network's weights or the picture are broken", i/in.Dim, v)
		}
		equal = equal && v == in.Emb[i%in.Dim]
	}
	if equal {
		return lang.Errorf("all vectors are equal, so there is nothing to draw: the network has collapsed, or the pictures are all the same")
	}
	return nil
}

// classes counts the different labels, up to 2.
func classes(labels []int32) int {
	for _, c := range labels {
		if c != labels[0] {
			return 2
		}
	}
	return min(len(labels), 1)
}
