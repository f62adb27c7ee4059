package model

import (
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
	var b []byte
	for l := range m.Net.Layers() {
		for _, values := range [][]float32{m.Net.Weight(l), m.Net.Bias(l)} {
			b = b[:0]
			for _, v := range values {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
			}
			h.Write(b)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
