package safetensors

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"

	"mekiki/internal/lang"
)

// File is the content of a safetensors file. The zero value is an empty file.
type File struct {
	// Meta holds the strings of "__metadata__"; nil and empty are the same.
	Meta map[string]string
	// Tensors stand in the order of their bytes in the file.
	Tensors []Tensor
}

// Tensor is a named array in row-major order. Exactly one of F32, U8 and I64 is
// not nil, and its length is the product of Shape; an empty Shape is a scalar.
type Tensor struct {
	Name  string
	Shape []int
	F32   []float32
	U8    []uint8
	I64   []int64
	// Stored is the dtype in the file, "F16" or "BF16", of values that became F32
	// when they were read; empty for all others. Encode writes F32 whatever it says.
	Stored string
}

// ErrTruncated is wrapped by errors of files that end too early.
var ErrTruncated = lang.Errorf("truncated")

// ErrFormat is wrapped by errors of files that are damaged or not safetensors.
var ErrFormat = lang.Errorf("not a valid safetensors file")

// ErrDType is wrapped by errors of sound files with values of a type that is not read.
var ErrDType = lang.Errorf("values of a type that is not read")

// Sum is the SHA-256, in hexadecimal, of the values of all tensors in their
// order, as the bytes that Encode writes. It finds damage that leaves a file
// readable.
func (f *File) Sum() string {
	h := sha256.New()
	var b []byte
	for _, t := range f.Tensors {
		b = append(b[:0], t.U8...)
		for _, v := range t.F32 {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
		for _, v := range t.I64 {
			b = binary.LittleEndian.AppendUint64(b, uint64(v))
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Get returns the tensor of the given name.
func (f *File) Get(name string) (Tensor, bool) {
	for _, t := range f.Tensors {
		if t.Name == name {
			return t, true
		}
	}
	return Tensor{}, false
}

const metaKey = "__metadata__"

// maxRank bounds the length of a shape; nobody writes more, hostile files do.
const maxRank = 16

// itemSize is the size in bytes of one value of a dtype, or 0 for a dtype that
// this package does not read.
func itemSize(dtype string) int64 {
	switch dtype {
	case "U8":
		return 1
	case "F16", "BF16":
		return 2
	case "F32":
		return 4
	case "I64":
		return 8
	}
	return 0
}

// dtype says which field is set and how many values it has.
func (t Tensor) dtype() (name string, length int, err error) {
	set := 0
	if t.F32 != nil {
		name, length = "F32", len(t.F32)
		set++
	}
	if t.U8 != nil {
		name, length = "U8", len(t.U8)
		set++
	}
	if t.I64 != nil {
		name, length = "I64", len(t.I64)
		set++
	}
	if set != 1 {
		return "", 0, lang.Errorf("safetensors: tensor %q sets %d of F32, U8 and I64, want one", t.Name, set)
	}
	return name, length, nil
}

// elements is the product of shape; ok is false if a size is negative or the
// product overflows.
func elements(shape []int) (n int64, ok bool) {
	n = 1
	for _, s := range shape {
		if s < 0 {
			return 0, false
		}
		if s > 0 && n > math.MaxInt64/int64(s) {
			return 0, false
		}
		n *= int64(s)
	}
	return n, true
}
