package dataset

import (
	"encoding/binary"
	"hash/maphash"
)

// Relabelled counts the labelled pictures that equal one before them of another
// label. It takes a small part of the time of Twins, so that every run can ask.
func Relabelled(im *Images) (n int) {
	if im.Labels == nil {
		return 0
	}
	seed, size := maphash.MakeSeed(), im.Size()
	var h hasher
	first := make(map[uint64]int32, im.N)
	for i := range im.N {
		var key uint64
		if im.Pix != nil { // quicker than the sum
			key = maphash.Bytes(seed, im.Pix[i*size:(i+1)*size])
		} else {
			sum := h.sum(im, i)
			key = binary.LittleEndian.Uint64(sum[:])
		}
		at, seen := first[key]
		if !seen {
			first[key] = int32(i)
		} else if im.Labels[i] != im.Labels[at] && im.same(int32(i), at) {
			n++
		}
	}
	return n
}
