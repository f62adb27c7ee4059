package work

import (
	"sync"

	"mekiki/internal/model"
)

// mostHeld is how many bytes of prepared pictures are held in memory.
const mostHeld = 1 << 30

// heldPictures are pictures that are asked for again and again: as many as there is
// memory for are held, the others read again.
type heldPictures struct {
	partFiles
	of    []int // the numbers of the pictures in shelf
	shelf *shelf
}

// shelf holds prepared pictures by number.
type shelf struct {
	mu   sync.Mutex
	pix  [][]uint8
	left int
}

func newHeldPictures(files []string, in model.Input) *heldPictures {
	h := &heldPictures{partFiles: newPartFiles(files, in), shelf: &shelf{pix: make([][]uint8, len(files)), left: mostHeld}}
	for i := range files {
		h.of = append(h.of, i)
	}
	return h
}

// some are chosen ones of the pictures, of the same shelf.
func (h *heldPictures) some(chosen []int) *heldPictures {
	out := &heldPictures{partFiles: partFiles{prep: h.prep}, shelf: h.shelf}
	for _, i := range chosen {
		out.files, out.of = append(out.files, h.files[i]), append(out.of, h.of[i])
	}
	return out
}

// Bytes are the values of picture i.
func (h *heldPictures) Bytes(i int) ([]uint8, error) {
	s, at := h.shelf, h.of[i]
	s.mu.Lock()
	pix := s.pix[at]
	s.mu.Unlock()
	if pix != nil {
		return pix, nil
	}
	pix, err := h.partFiles.Bytes(i)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pix[at] == nil && s.left >= len(pix) {
		s.pix[at], s.left = pix, s.left-len(pix)
	}
	return pix, nil
}
