package wire

import (
	"encoding/binary"
	"math"
	"strconv"

	"mekiki/internal/safetensors"
)

// DataType is the standard's number of a type of element.
type DataType int32

// The types that are read.
const (
	Float    DataType = 1
	Uint8    DataType = 2
	Int8     DataType = 3
	Int32    DataType = 6
	Int64    DataType = 7
	Bool     DataType = 9
	Float16  DataType = 10
	Double   DataType = 11
	BFloat16 DataType = 16
)

var typeNames = map[DataType]string{
	Float: "float32", Uint8: "uint8", Int8: "int8", 4: "uint16", 5: "int16", Int32: "int32", Int64: "int64", 8: "string", Bool: "bool",
	Float16: "float16", Double: "float64", 12: "uint32", 13: "uint64", 14: "complex64", 15: "complex128", BFloat16: "bfloat16",
}

// String is the name that NumPy gives the type.
func (d DataType) String() string {
	if name, ok := typeNames[d]; ok {
		return name
	}
	return "number " + strconv.Itoa(int(d))
}

// IsFloat reports whether elements are floating-point numbers.
func (d DataType) IsFloat() bool { return d == Float || d == Float16 || d == Double || d == BFloat16 }

// size is the number of bytes of an element in raw_data; 0: not read.
func (d DataType) size() int {
	switch d {
	case Uint8, Int8, Bool:
		return 1
	case Float16, BFloat16:
		return 2
	case Float, Int32:
		return 4
	case Int64, Double:
		return 8
	}
	return 0
}

// bits are the bits of element i, in the low bytes.
func (t *Tensor) bits(i int) uint64 {
	if t.raw == nil {
		return t.typed[i]
	}
	switch t.Type.size() {
	case 1:
		return uint64(t.raw[i])
	case 2:
		return uint64(binary.LittleEndian.Uint16(t.raw[2*i:]))
	case 4:
		return uint64(binary.LittleEndian.Uint32(t.raw[4*i:]))
	}
	return binary.LittleEndian.Uint64(t.raw[8*i:])
}

// Floats are the elements as float32, to which float64 is rounded. It panics if
// the type is no floating-point type.
func (t *Tensor) Floats() []float32 {
	out := make([]float32, t.Len())
	for i := range out {
		b := t.bits(i)
		switch t.Type {
		case Float:
			out[i] = math.Float32frombits(uint32(b))
		case Float16:
			out[i] = safetensors.Float16(uint16(b))
		case BFloat16:
			out[i] = safetensors.BFloat16(uint16(b))
		case Double:
			out[i] = float32(math.Float64frombits(b))
		default:
			panic("onnx: floats of " + t.Type.String())
		}
	}
	return out
}

// Ints are the elements as int64; bool is 0 or 1. It panics if the type is a
// floating-point type.
func (t *Tensor) Ints() []int64 {
	out := make([]int64, t.Len())
	for i := range out {
		b := t.bits(i)
		switch t.Type {
		case Int64:
			out[i] = int64(b)
		case Int32:
			out[i] = int64(int32(b))
		case Int8:
			out[i] = int64(int8(b))
		case Uint8:
			out[i] = int64(uint8(b))
		case Bool:
			if b != 0 {
				out[i] = 1
			}
		default:
			panic("onnx: whole numbers of " + t.Type.String())
		}
	}
	return out
}
