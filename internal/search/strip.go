package search

import (
	"math"
	"sync"

	"mekiki/internal/kernel"
)

const (
	// stripBits gives the number of rows that are packed together; a row's place in
	// an index is its strip<<stripBits | its place there.
	stripBits = 11
	stripRows = 1 << stripBits
	// nearRows is how many queries go through the rows together, so that these are
	// read that many times less often; they stay in the second-level cache.
	nearRows = 8 * kernel.Tile
	// blockRows is the same where all keys of a query are kept: memory is 24
	// rows of keys a worker.
	blockRows = 2 * kernel.Tile
)

// strip holds up to stripRows rows and, if the measure has a space, their packed places.
// It is never changed, but for what coarsely and quantize make.
type strip struct {
	folded
	panels *kernel.Panels
	// length is the squared length of each place, of rows without a place -Inf, so
	// that they are looked at whatever the limit, and of what fills the last panel +Inf.
	length []float32
	lost   []int // rows without a place
	sums   *sums // of a formula

	once       sync.Once // of rounded
	rounded    *coarse
	quantizing sync.Once // of quantized
	quantized  *quantized
}

// newStrip packs rows. scratch is nil or good for stripRows rows.
func newStrip(s *space, k kind, rows folded, scratch []float32) *strip {
	t := &strip{folded: rows}
	if s == nil {
		return t
	}
	n, at := rows.rows(), make([]float64, s.dim)
	if len(scratch) < n*s.dim {
		scratch = make([]float32, n*s.dim)
	}
	t.length = make([]float32, kernel.Pad(n))
	for i := range t.length {
		if i >= n {
			t.length[i] = float32(math.Inf(1))
			continue
		}
		factor := factorOf(t.row(i), s.unit)
		t.length[i] = float32(s.place(at, t.row(i), factor))
		narrow(scratch[i*s.dim:], at)
		if s.lost(factor) {
			t.length[i] = float32(math.Inf(-1))
			t.lost = append(t.lost, i)
		}
	}
	t.panels = kernel.NewPanels(scratch, n, s.dim)
	if k.columns {
		t.sums = newSums(s, t)
	}
	return t
}

func narrow(dst []float32, src []float64) {
	for k, v := range src {
		dst[k] = float32(v)
	}
}
