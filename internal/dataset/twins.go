package dataset

import (
	"crypto/sha256"
	"encoding/binary"
)

// hasher tells equal pictures by the SHA-256 of their values as float32, so that
// a picture of 8 bits equals its copy among floats.
type hasher struct {
	values []float32
	raw    []byte
}

// sum is the hash of picture i. Of a file it is the one that was noted when the folder
// was listed.
func (h *hasher) sum(im *Images, i int) [32]byte {
	if im.files != nil {
		return im.files.noted[im.at[i]].sum
	}
	if len(h.values) != im.Size() {
		h.values = make([]float32, im.Size())
	}
	_ = im.Floats(h.values, i)                                         // they are in memory
	h.raw, _ = binary.Append(h.raw[:0], binary.LittleEndian, h.values) // cannot fail: floats have a size
	return sha256.Sum256(h.raw)
}

// Twins numbers the pictures of all parts in one row, part after part, and gives
// for each the number of the first picture with the same values: its own where
// it is the first. Parts whose pictures have other sizes never share one.
func Twins(parts ...*Images) []int32 {
	var out []int32
	var h hasher
	first := map[[32]byte]int32{}
	for _, im := range parts {
		for i := range im.N {
			sum := h.sum(im, i)
			at, seen := first[sum]
			if !seen {
				at = int32(len(out))
				first[sum] = at
			}
			out = append(out, at)
		}
	}
	return out
}
