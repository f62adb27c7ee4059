package wire

import (
	"encoding/binary"
	"fmt"
	"math"
)

// NewFloats is a tensor of float32 numbers. It panics if dims do not give as many.
func NewFloats(name string, dims []int, v []float32) Tensor {
	t := Tensor{Name: name, Type: Float, Dims: dims, raw: make([]byte, 0, 4*len(v))}
	for _, x := range v {
		t.raw = binary.LittleEndian.AppendUint32(t.raw, math.Float32bits(x))
	}
	return t.full(len(v))
}

// NewDoubles is a tensor of float64 numbers. It panics if dims do not give as many.
func NewDoubles(name string, dims []int, v []float64) Tensor {
	t := Tensor{Name: name, Type: Double, Dims: dims, raw: make([]byte, 0, 8*len(v))}
	for _, x := range v {
		t.raw = binary.LittleEndian.AppendUint64(t.raw, math.Float64bits(x))
	}
	return t.full(len(v))
}

// NewInts is a tensor of int64 numbers. It panics if dims do not give as many.
func NewInts(name string, dims []int, v []int64) Tensor {
	t := Tensor{Name: name, Type: Int64, Dims: dims, raw: make([]byte, 0, 8*len(v))}
	for _, x := range v {
		t.raw = binary.LittleEndian.AppendUint64(t.raw, uint64(x))
	}
	return t.full(len(v))
}

// Bytes is how many bytes the elements take in a file.
func (t *Tensor) Bytes() int { return t.Len() * t.Type.size() }

// full holds the tensor to its shape.
func (t Tensor) full(n int) Tensor {
	if t.Len() != n {
		panic(fmt.Sprintf("wire: tensor %q of shape %v with %d numbers", t.Name, t.Dims, n))
	}
	return t
}

// bytes are the elements as raw_data has them.
func (t *Tensor) bytes() []byte {
	if t.raw != nil {
		return t.raw
	}
	var b []byte
	for _, v := range t.typed {
		switch t.Type.size() {
		case 1:
			b = append(b, byte(v))
		case 2:
			b = binary.LittleEndian.AppendUint16(b, uint16(v))
		case 4:
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		default:
			b = binary.LittleEndian.AppendUint64(b, v)
		}
	}
	return b
}
