package search

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"mekiki/internal/lang"
	"mekiki/internal/metric"
)

// Index answers which rows are near. Its methods may be called from many goroutines at once; a
// query goes by the rows that there were when it began.
type Index struct {
	dim, workers int
	ranked       bool
	measure      metric.Measure[float32]
	change       sync.Mutex // one change at a time
	view         atomic.Pointer[view]
	asked        atomic.Int64 // queries, of Nearest, Within and Scan
}

// Hit is a row of an index and its distance from a query, exactly that of Measure.Value.
type Hit struct {
	Index    int
	Distance float64
}

// NotFinite is the error of a row or query that holds NaN or an infinity.
type NotFinite struct {
	What  string // "row" or "query"
	Row   int
	Value float32
}

func (e *NotFinite) Error() string { return e.In(lang.English) }

// In is Error in a language.
func (e *NotFinite) In(l lang.Language) string {
	if e.What == "query" {
		return l.Text("query %d holds %v; only finite numbers have distances", e.Row, e.Value)
	}
	return l.Text("row %d holds %v; only finite numbers have distances", e.Row, e.Value)
}

// NewIndex makes an index of a gallery, n vectors row-major (n, dim), by any measure. workers is
// how many goroutines it and each of its calls use, 0 being one a core. The gallery may be
// empty. It is kept and must not change. The rows are numbered from 0.
//
// Beside the gallery it takes 4 bytes a value for packed places if the measure is the cosine,
// angular, Euclidean, squared Euclidean or Mahalanobis distance, 8 for formulas of these but
// Mahalanobis, of RT sensitivity and of lengths; one more of either from the first call with
// one to three queries on; and of the distances themselves one more from 256 queries on.
//
// A row that is not finite gives a *NotFinite. It panics if the gallery is no whole rows.
func NewIndex(gallery []float32, dim int, measure metric.Measure[float32], workers int) (*Index, error) {
	return newIndex(gallery, dim, measure, workers, false)
}

// NewRanking is NewIndex for Rank, in which no row is added or removed.
func NewRanking(gallery []float32, dim int, measure metric.Measure[float32], workers int) (*Index, error) {
	return newIndex(gallery, dim, measure, workers, true)
}

func newIndex(gallery []float32, dim int, measure metric.Measure[float32], workers int, ranked bool) (*Index, error) {
	x := &Index{dim: dim, workers: Workers(workers), ranked: ranked, measure: measure}
	if err := x.check(gallery, "row"); err != nil {
		return nil, err
	}
	id := make([]int32, len(gallery)/dim)
	for i := range id {
		id[i] = int32(i)
	}
	x.view.Store(newView(measure, kindOf(measure, ranked), matrix{emb: gallery, dim: dim}, id, len(id), x.workers))
	return x, nil
}

// check reports the first row that is not finite.
func (x *Index) check(rows []float32, what string) error {
	if x.dim < 1 || len(rows)%x.dim != 0 {
		panic(fmt.Sprintf("search: %d values are no rows of %d", len(rows), x.dim))
	}
	bad := make([]int, (len(rows)/x.dim+shareRows-1)/shareRows) // of each piece, the first value + 1
	Share(len(rows)/x.dim, shareRows, x.workers, func() func(from, to int) {
		return func(from, to int) { bad[from/shareRows] = notFinite(rows, from*x.dim, to*x.dim) }
	})
	for _, at := range bad {
		if at > 0 {
			return &NotFinite{what, (at - 1) / x.dim, rows[at-1]}
		}
	}
	return nil
}

// notFinite is the place, counted from 1, of the first value from from up to to that is not
// finite; 0 if all are.
func notFinite(rows []float32, from, to int) int {
	const exponent, one = 0xff << 23, 1 << 23 // the sum overflows where all bits of the exponent are ones
	found := uint32(0)
	for _, v := range rows[from:to] {
		found |= math.Float32bits(v)&exponent + one
	}
	for i := from; found>>31 != 0; i++ {
		if v := rows[i]; v-v != 0 {
			return i + 1
		}
	}
	return 0
}

// Dim is the length of the vectors.
func (x *Index) Dim() int { return x.dim }

// Len is the number of rows, copies included.
func (x *Index) Len() int { return x.view.Load().rows }

// Rows copies all rows, row-major (Len(), Dim()), by ascending index.
func (x *Index) Rows() []float32 { return list(x.dim, x.view.Load().strips...).emb }

// Whole says whether the rows are numbered from 0 to Len()-1: none was removed.
func (x *Index) Whole() bool {
	v := x.view.Load()
	return v.next == v.rows
}

// Measure is what the rows are compared by.
func (x *Index) Measure() metric.Measure[float32] { return x.measure }

// Nearest finds the k nearest rows of each query, row-major (n, dim): the nearest first, of
// those at the same distance the lowest index. What is no number is farthest. Rows that are as
// near as the k-th are all there, so that no order of the rows decides which are: [:k] are k of
// them. With fewer than k rows it is all.
//
// A query that is not finite gives a *NotFinite, a cancelled ctx its error. It panics if k is
// below 1 or queries are no whole rows.
func (x *Index) Nearest(ctx context.Context, queries []float32, k int) ([][]Hit, error) {
	if k < 1 {
		panic(fmt.Sprintf("search: the %d nearest", k))
	}
	return x.hits(ctx, queries, Want{K: k})
}

// Within finds all rows at a distance of at most r, in the order and with the errors of Nearest.
// Distances that are no number are within none. It panics if r is no number.
func (x *Index) Within(ctx context.Context, queries []float32, r float64) ([][]Hit, error) {
	return x.hits(ctx, queries, Want{R: r})
}

func (x *Index) hits(ctx context.Context, queries []float32, want Want) ([][]Hit, error) {
	out := make([][]Hit, len(queries)/x.dim)
	err := x.Scan(ctx, queries, want, func() func(int, []Place) {
		return func(query int, near []Place) {
			n := 0
			for _, p := range near {
				n += len(p.Rows)
			}
			out[query] = make([]Hit, 0, n)
			for _, p := range near {
				for _, row := range p.Rows {
					out[query] = append(out[query], Hit{int(row), p.Distance})
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
