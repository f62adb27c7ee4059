package inspect

import (
	"sync"

	"mekiki/internal/model"
)

// albumMaker gathers good pictures in any order and keeps those of every second, fourth, eighth
// and so on that fit into a number of bytes: which ones does not depend on the order.
type albumMaker struct {
	mu     sync.Mutex
	album  *Album
	most   int64
	size   int64
	stride int // pictures of these multiples are kept
}

// newAlbumMaker is that for n pictures; most 0 keeps none.
func newAlbumMaker(n int, in model.Input, most int64) *albumMaker {
	m := &albumMaker{most: most, stride: 1}
	if most > 0 {
		m.album = &Album{input: in, good: make([][]byte, n)}
	}
	return m
}

// add takes picture i.
func (m *albumMaker) add(i int, pix []uint8) error {
	if m.album == nil || !m.wanted(i) {
		return nil
	}
	b, err := packed(pix, m.album.input)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if i%m.stride != 0 {
		return nil
	}
	m.album.good[i] = b
	m.size += int64(len(b))
	for m.size > m.most {
		m.thin()
	}
	return nil
}

// wanted reports whether picture i is still among those that may be kept.
func (m *albumMaker) wanted(i int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return i%m.stride == 0
}

// thin takes every second of those that are kept away; the last one goes, too.
func (m *albumMaker) thin() {
	last := m.stride >= len(m.album.good)
	m.stride *= 2
	for i, b := range m.album.good {
		if b != nil && (i%m.stride != 0 || last) {
			m.size -= int64(len(b))
			m.album.good[i] = nil
		}
	}
}
