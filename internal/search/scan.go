package search

import (
	"context"
	"fmt"

	"mekiki/internal/kernel"
)

// Scan is Nearest, or Within, for callers that need no list of all: visitor makes a function for
// each worker, which gets each query's places, the nearest first, good until it returns.
func (x *Index) Scan(ctx context.Context, queries []float32, want Want, visitor func() func(query int, near []Place)) error {
	return x.scan(ctx, queries, want, false, func() func(int, []Place, []uint32) {
		visit := visitor()
		return func(query int, near []Place, _ []uint32) { visit(query, near) }
	})
}

// Rank is Scan with keys of all rows, in the order of Ranked: 31 bits that order the rows by
// their distance as well as float32 can, 24 bits of a squared distance or 23 of a formula's,
// which count from a near one. Memory is 24 rows of keys a worker. It panics if x is not of
// NewRanking.
func (x *Index) Rank(ctx context.Context, queries []float32, want Want, visitor func() func(query int, near []Place, keys []uint32)) error {
	if !x.ranked {
		panic("search: ranks of an index that has none")
	}
	return x.scan(ctx, queries, want, true, visitor)
}

// Ranked are the rows in the order of Rank's keys: a key stands for all rows of its place.
func (x *Index) Ranked() (places [][]int32) {
	v := x.view.Load()
	places = make([][]int32, 0, v.distinct())
	everyRow(v, func(place int32) { places = append(places, v.of(place)) })
	return places
}

// seeker finds what some queries at a time want. One for each worker.
type seeker interface {
	// fill compares the queries, row-major, with all rows.
	fill(query []float32, want Want)
	// keys order the rows by their distance to query i of the last fill, as well as
	// float32 can; 31 bits each.
	keys(i int) []uint32
	// nearest is what query i wants; good until the next fill.
	nearest(i int) *podium
}

func (v *view) seeker(rows int, keys, rounded bool) seeker {
	switch {
	case v.kind.placed:
		return newSpaceSeeker(v, rows, keys, rounded)
	case v.kind.columns:
		return newSumSeeker(v, rows, keys)
	}
	return newPairSeeker(v, rows, keys)
}

func (x *Index) scan(ctx context.Context, queries []float32, want Want, keys bool, visitor func() func(query int, near []Place, keys []uint32)) error {
	if want.K < 0 || want.R != want.R {
		panic(fmt.Sprintf("search: %d nearest within %v", want.K, want.R))
	}
	if err := x.check(queries, "query"); err != nil {
		return err
	}
	v, n := x.view.Load(), len(queries)/x.dim
	want.K = min(want.K, max(v.rows, 1))
	rows, rounded := blockRows, false
	if !keys {
		// No more than give every worker a block.
		rows = min(nearRows, kernel.PadRows((n+x.workers-1)/x.workers))
		rounded = !few(min(rows, n), keys) && v.quantize(x.asked.Add(int64(n)), x.workers)
	}
	Share(n, rows, x.workers, func() func(from, to int) {
		visit, seek := visitor(), v.seeker(min(rows, n), keys, rounded)
		return func(from, to int) {
			if ctx.Err() != nil {
				return
			}
			if v.rows > 0 {
				seek.fill(queries[from*x.dim:to*x.dim], want)
			}
			for q := from; q < to; q++ {
				var near []Place
				var key []uint32
				if v.rows > 0 {
					near = seek.nearest(q - from).standing(v)
					if keys {
						key = seek.keys(q - from)
					}
				}
				visit(q, near, key)
			}
		}
	})
	return ctx.Err()
}
