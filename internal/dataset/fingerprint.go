package dataset

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
)

// Fingerprint is the SHA-256, in hexadecimal, of shape, pixels and labels, and of
// objects where there are any. It says whether two runs saw the same data. Class names
// are not part of it. It reads every picture; errors are those of Images.Floats.
func (im *Images) Fingerprint() (string, error) {
	h := sha256.New()
	kind := uint64(0)
	if im.F32 != nil {
		kind = 1
	}
	// The number of labels goes in, so that labels cannot pass for pixels.
	for _, v := range []uint64{kind, uint64(im.N), uint64(im.H), uint64(im.W), uint64(im.C), uint64(len(im.Labels))} {
		h.Write(binary.LittleEndian.AppendUint64(nil, v))
	}
	if im.files == nil {
		h.Write(im.Pix)
		_ = writeLE(h, im.F32)
	} else if err := im.Blocks(nil, im.AtOnce(hashedAtOnce), func(part *Images, _ []int32) error {
		h.Write(part.Pix)
		return nil
	}); err != nil {
		return "", err
	}
	_, _ = writeLE(h, im.Labels), writeLE(h, im.Objects) // a hash takes everything
	return hex.EncodeToString(h.Sum(nil)), nil
}

// hashedAtOnce is how many values of files are in memory to be hashed.
const hashedAtOnce = 4 << 20

// writeLE writes values little-endian, a block at a time: whole data sets go
// through it and must not be copied in one piece.
func writeLE[T number](w io.Writer, values []T) error {
	const block = 16 << 10
	var buf []byte
	for len(values) > 0 {
		n := min(block, len(values))
		var err error
		if buf, err = binary.Append(buf[:0], binary.LittleEndian, values[:n]); err != nil {
			return err
		}
		if _, err = w.Write(buf); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}
