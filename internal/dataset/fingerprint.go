package dataset

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"math"
)

// Fingerprint is the SHA-256, in hexadecimal, of shape, pixels and labels. It
// says whether two runs saw the same data. Class names are not part of it.
func (im *Images) Fingerprint() string {
	h := sha256.New()
	kind := uint64(0)
	if im.Pix == nil {
		kind = 1
	}
	// The number of labels goes in, so that labels cannot pass for pixels.
	for _, v := range []uint64{kind, uint64(im.N), uint64(im.H), uint64(im.W), uint64(im.C), uint64(len(im.Labels))} {
		h.Write(binary.LittleEndian.AppendUint64(nil, v))
	}
	h.Write(im.Pix)
	writeLE(h, im.F32, math.Float32bits)
	writeLE(h, im.Labels, func(v int32) uint32 { return uint32(v) })
	return hex.EncodeToString(h.Sum(nil))
}

// writeLE writes values of four bytes, little-endian, a block at a time: whole
// data sets go through it and must not be copied in one piece.
func writeLE[T any](w io.Writer, values []T, bits func(T) uint32) error {
	const block = 16 << 10
	buf := make([]byte, 0, 4*min(block, len(values)))
	for len(values) > 0 {
		n := min(block, len(values))
		buf = buf[:0]
		for _, v := range values[:n] {
			buf = binary.LittleEndian.AppendUint32(buf, bits(v))
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}
