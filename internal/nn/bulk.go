package nn

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// Embed is one call of a BulkEmbedder that is made for it.
func (n *Net) Embed(dst []float32, src Source, rows []int32, workers int) {
	NewBulkEmbedder(n, workers).Embed(dst, src, rows)
}

// BulkEmbedder embeds many pictures, each by one worker: what is prepared for it, folded weights, tables
// and memory, serves all calls. It must not be used by two goroutines at the same time, nor be used again once the network has changed.
type BulkEmbedder struct {
	net     *Net
	crew    []*embedder // of each worker, made when there is something to do for it
	folds   folds
	mapper  *FeatureMapper // of the last maps of pictures that are embedded in tiles; nil for others
	rest    *BulkEmbedder  // what follows on the maps
	atOnce  int            // pictures whose maps are kept at a time
	maps    []float32
	workers int
}

// mapsAtOnce is how many values of last maps are kept at a time, where one picture
// does not have more.
const mapsAtOnce = 1 << 24

// NewBulkEmbedder prepares the embedding of pictures by n, by so many workers; 0 means one for each
// core. Pictures whose maps are larger than 16 MiB are computed in tiles, if a global pool ends the
// maps; see FeatureMapper.
func NewBulkEmbedder(n *Net, workers int) *BulkEmbedder {
	return newBulkEmbedder(n, workers, mapsAtOnce)
}

// newBulkEmbedder is NewBulkEmbedder that keeps so many values of last maps at a time.
func newBulkEmbedder(n *Net, workers, most int) *BulkEmbedder {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	b := &BulkEmbedder{net: n, workers: workers}
	if !n.large() {
		b.crew, b.folds = make([]*embedder, workers), n.fold()
		return b
	}
	// The tiles give a map its bits, and so the embedding its.
	last := n.LastMap()
	m, err := n.Features(last, n.input, workers)
	if err != nil {
		panic(fmt.Sprintf("nn: Embed: %v", err)) // the network was built for such pictures
	}
	b.mapper, b.rest, b.atOnce = m, NewBulkEmbedder(n.rest(last+1, m.out), workers), max(1, most/m.out.Size())
	return b
}

// Embed writes the embeddings of the given rows of src to dst, row-major
// (len(rows), Dim); nil rows means all of them. Normalisations use their running
// moments, nothing is dropped. The result is bitwise the same
// for every number of workers and way to part rows among calls. Pictures go through the network's Front,
// if there is one. It panics on wrong shapes.
func (b *BulkEmbedder) Embed(dst []float32, src Source, rows []int32) {
	n := b.net
	src, rows = n.behind(src, rows, b.workers)
	src.check(n.Inputs())
	count := len(rows)
	if rows == nil {
		count = src.Rows()
	}
	if len(dst) != count*n.Dim() {
		panic(fmt.Sprintf("nn: Embed: %d values for %d rows of %d", len(dst), count, n.Dim()))
	}
	src.checkRows(rows)
	if b.mapper == nil {
		b.whole(dst, src, rows, count)
		return
	}
	if rows == nil {
		rows = make([]int32, count)
		for i := range rows {
			rows[i] = int32(i)
		}
	}
	b.inTiles(dst, src, rows)
}

// whole embeds pictures as they are, some at a time.
func (b *BulkEmbedder) whole(dst []float32, src Source, rows []int32, count int) {
	n := b.net
	size := max(1, min(n.plan.chunk, (count+b.workers-1)/b.workers)) // a few pictures are shared, too
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range min(b.workers, (count+size-1)/size) {
		if b.crew[w] == nil {
			b.crew[w] = newEmbedder(n, b.folds)
		}
		wg.Go(func() {
			e := b.crew[w]
			for {
				lo := int(next.Add(int64(size))) - size
				if lo >= count {
					return
				}
				hi := min(lo+size, count)
				for i := lo; i < hi; i++ {
					row := i
					if rows != nil {
						row = int(rows[i])
					}
					e.read(src, row, i-lo, n.input, 0, 0)
				}
				e.run(dst[lo*n.Dim():hi*n.Dim()], hi-lo)
			}
		})
	}
	wg.Wait()
}

// inTiles embeds large pictures: their last maps in tiles, so that memory
// does not grow with picture and workers together, then what follows.
func (b *BulkEmbedder) inTiles(dst []float32, src Source, rows []int32) {
	size, dim := b.mapper.out.Size(), b.net.Dim()
	if most := min(b.atOnce, len(rows)) * size; len(b.maps) < most {
		b.maps = make([]float32, most)
	}
	for len(rows) > 0 {
		now := rows[:min(b.atOnce, len(rows))]
		some := b.maps[:len(now)*size]
		b.mapper.Map(some, src, now)
		b.rest.Embed(dst[:len(now)*dim], Source{Size: size, F32: some}, nil)
		dst, rows = dst[len(now)*dim:], rows[len(now):]
	}
}
