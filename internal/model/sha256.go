package model

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
)

// WeightsSHA256 is the SHA-256, in hexadecimal, of all weights as little-endian
// float32: weight, then bias, layer by layer, which is the order in the file.
// Two runs with equal sums trained bitwise the same network.
func (m *Model) WeightsSHA256() string {
	h := sha256.New()
	w := bufio.NewWriterSize(h, 32<<10)
	var b [4]byte
	for l := range m.Net.Layers() {
		for _, values := range [][]float32{m.Net.Weight(l), m.Net.Bias(l)} {
			for _, v := range values {
				binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
				w.Write(b[:]) // neither a hash nor its buffer fails
			}
		}
	}
	w.Flush()
	return hex.EncodeToString(h.Sum(nil))
}
