package duplicates

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"mekiki/internal/kernel"
)

const (
	// dupStrip is how many sketches are packed together, dupRows how many are
	// compared with a strip at a time: both and their products stay in a core's cache.
	dupStrip = 1024
	dupRows  = 8 * kernel.Tile
	// dupSlack is more than what rounding to float32 can take from a product of
	// two sketches of length 1: 64 sums and two rounded factors, 2^-24 each.
	dupSlack = 1e-5
)

// pairSearch looks for near pairs among the first pictures of the groups.
type pairSearch struct {
	album  *album
	opt    Options
	tally  *tally
	groups []int32 // those whose picture has a pattern
	// sketch of groups[k] is sketch[k*sketchWidth:].
	sketcher *sketcher
	sketch   []float32
	strips   [][]float32
	mutex    sync.Mutex // of tally and err
	err      error      // the first of the workers
}

func newPairSearch(a *album, opt Options, t *tally) *pairSearch {
	im := a.parts[0].Images
	return &pairSearch{album: a, opt: opt, tally: t, sketcher: newSketcher(im.H, im.W, im.C)}
}

func (s *pairSearch) run(ctx context.Context, workers int) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	s.prepare(ctx, workers)
	n := len(s.groups)
	each(ctx, workers, (n+dupRows-1)/dupRows, func() func(int) {
		b := newBlockSearch(s)
		return func(k int) {
			if s.failed(nil) == nil {
				_ = s.failed(b.compare(k*dupRows, min((k+1)*dupRows, n)))
			}
		}
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.err
}

// failed gives the first error of the workers, which err may be.
func (s *pairSearch) failed(err error) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.err == nil {
		s.err = err
	}
	return s.err
}

// prepare makes the sketches and packs them.
func (s *pairSearch) prepare(ctx context.Context, workers int) {
	const chunk = 256
	groups := s.album.groups()
	all := make([]float32, groups*sketchWidth)
	plain := make([]bool, groups)
	each(ctx, workers, (groups+chunk-1)/chunk, func() func(int) {
		m, unit := newPairMeasure(s.album), make([]float64, s.album.size())
		var room []float64
		return func(k int) {
			for g := k * chunk; g < min((k+1)*chunk, groups) && s.failed(nil) == nil; g++ {
				shows, err := m.unit(unit, s.album.first(g))
				_ = s.failed(err)
				if plain[g] = !shows; shows {
					room = s.sketcher.sketch(all[g*sketchWidth:(g+1)*sketchWidth], unit, room)
				}
			}
		}
	})
	for g := range groups {
		if !plain[g] {
			copy(all[len(s.groups)*sketchWidth:], all[g*sketchWidth:(g+1)*sketchWidth])
			s.groups = append(s.groups, int32(g))
		}
	}
	s.sketch = all[:len(s.groups)*sketchWidth]
	for from := 0; from < len(s.groups); from += dupStrip {
		rows := min(dupStrip, len(s.groups)-from)
		strip := make([]float32, kernel.Pad(rows)*sketchWidth)
		kernel.PackWeights(strip, s.sketch[from*sketchWidth:(from+rows)*sketchWidth], rows, sketchWidth)
		s.strips = append(s.strips, strip)
	}
}

// each gives the numbers below n to workers, each with a function of its own.
// No number follows once ctx has ended.
func each(ctx context.Context, workers, n int, worker func() func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			do := worker()
			for ctx.Err() == nil {
				k := int(next.Add(1)) - 1
				if k >= n {
					return
				}
				do(k)
			}
		})
	}
	wg.Wait()
}

// blockSearch is one worker's room.
type blockSearch struct {
	*pairSearch
	measure *pairMeasure
	x       []float32    // sketches of the block, packed
	turned  []float32    // the same, mirrored
	bound   [2][]float32 // products with a strip, as kernel.Mul leaves them
	maybe   []maybePair
	query   [dupRows]query
	begun   [dupRows]bool // whether query holds the row of the block
	found   []foundPair
}

// maybePair is a row of the block and a later group that may be near.
type maybePair struct{ j, row int32 }

// foundPair is a near pair of groups, i < j.
type foundPair struct {
	i, j     int32
	distance float64
	mirrored bool
}

func newBlockSearch(s *pairSearch) *blockSearch {
	b := &blockSearch{pairSearch: s, measure: newPairMeasure(s.album), x: make([]float32, dupRows*sketchWidth)}
	b.bound[0] = make([]float32, dupRows*dupStrip)
	if s.opt.Mirrored {
		b.turned, b.bound[1] = make([]float32, dupRows*sketchWidth), make([]float32, dupRows*dupStrip)
	}
	return b
}

// compare finds the near pairs of the pictures from up to to with all later ones.
// It is ErrTooNear if there are too many.
func (b *blockSearch) compare(from, to int) error {
	rows := to - from
	b.begun = [dupRows]bool{}
	sketch := b.sketch[from*sketchWidth : to*sketchWidth]
	kernel.Pack(b.x, sketch, rows, sketchWidth, dupRows)
	if b.opt.Mirrored {
		row := make([]float32, sketchWidth)
		for i := range rows {
			copy(row, sketch[i*sketchWidth:])
			b.sketcher.mirror(row)
			kernel.PackRow(b.turned, row, i, dupRows)
		}
	}
	for s := from / dupStrip; s < len(b.strips); s++ {
		b.bounds(b.bound[0], b.x, s, rows)
		b.gather(b.bound[0], from, rows, s)
		if b.opt.Mirrored {
			b.bounds(b.bound[1], b.turned, s, rows)
			b.gather(b.bound[1], from, rows, s)
		}
		if err := b.settle(from); err != nil {
			return err
		}
	}
	return nil
}

// bounds multiplies sketches with a strip of others.
func (b *blockSearch) bounds(dst, x []float32, strip, rows int) {
	n := len(b.strips[strip]) / sketchWidth
	kernel.Mul(dst, x, b.strips[strip], rows, dupRows, sketchWidth, n, nil)
}

// gather keeps for each row the later pictures of the strip that may be near.
func (b *blockSearch) gather(bound []float32, from, rows, strip int) {
	limit := float32(1 - b.opt.Near - dupSlack)
	first := strip * dupStrip
	for p := range len(b.strips[strip]) / sketchWidth / kernel.Lane {
		panel := bound[p*dupRows*kernel.Lane : (p*dupRows+rows)*kernel.Lane]
		for at, v := range panel {
			if v < limit {
				continue
			}
			i, j := at/kernel.Lane, first+p*kernel.Lane+at%kernel.Lane
			if j > from+i && j < len(b.groups) {
				b.maybe = append(b.maybe, maybePair{int32(j), int32(i)})
			}
		}
	}
}

// settle measures what gather kept and hands the near pairs on. Each later picture is
// looked up once for all rows of the block: it may be a file.
func (b *blockSearch) settle(from int) error {
	slices.SortFunc(b.maybe, func(p, q maybePair) int { return cmp.Or(cmp.Compare(p.j, q.j), cmp.Compare(p.row, q.row)) })
	b.found = b.found[:0]
	for k, p := range b.maybe {
		if k > 0 && p == b.maybe[k-1] { // both bounds have let it pass
			continue
		}
		if !b.begun[p.row] {
			if err := b.measure.begin(&b.query[p.row], b.album.first(int(b.groups[from+int(p.row)])), b.opt.Mirrored); err != nil {
				return err
			}
			b.begun[p.row] = true
		}
		if k == 0 || p.j != b.maybe[k-1].j {
			if err := b.measure.take(&b.measure.other, b.album.first(int(b.groups[p.j]))); err != nil {
				return err
			}
		}
		if d, turned := b.measure.distance(&b.query[p.row], b.opt.Mirrored); d <= b.opt.Near {
			b.found = append(b.found, foundPair{b.groups[from+int(p.row)], b.groups[p.j], d, turned})
		}
	}
	b.maybe = b.maybe[:0]
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if !b.tally.near(b.found) {
		return ErrTooNear
	}
	return nil
}
