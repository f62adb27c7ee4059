package dataset

import (
	"encoding/binary"
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// npyType is a type of values in a .npy file.
type npyType struct {
	// name is NumPy's, such as "uint16".
	name  string
	whole bool // bool and whole numbers
	width int64
	// get reads a value of width bytes. Whole numbers above 2^53 lose their last
	// digits, which no picture needs.
	get func([]byte) float64
}

// npyTypeOf finds the type that a header calls descr, such as "<f4": a byte
// order, a kind, a width in bytes.
func npyTypeOf(descr string) (npyType, error) {
	var order binary.ByteOrder = binary.LittleEndian
	if descr != "" && descr[0] == '>' {
		order = binary.BigEndian
	}
	code := ""
	if len(descr) == 3 {
		code = descr[1:]
	}
	switch code {
	case "b1":
		return npyType{"bool", true, 1, func(b []byte) float64 { return float64(min(b[0], 1)) }}, nil
	case "u1":
		return npyType{"uint8", true, 1, func(b []byte) float64 { return float64(b[0]) }}, nil
	case "i1":
		return npyType{"int8", true, 1, func(b []byte) float64 { return float64(int8(b[0])) }}, nil
	case "u2":
		return npyType{"uint16", true, 2, func(b []byte) float64 { return float64(order.Uint16(b)) }}, nil
	case "i2":
		return npyType{"int16", true, 2, func(b []byte) float64 { return float64(int16(order.Uint16(b))) }}, nil
	case "u4":
		return npyType{"uint32", true, 4, func(b []byte) float64 { return float64(order.Uint32(b)) }}, nil
	case "i4":
		return npyType{"int32", true, 4, func(b []byte) float64 { return float64(int32(order.Uint32(b))) }}, nil
	case "u8":
		return npyType{"uint64", true, 8, func(b []byte) float64 { return float64(order.Uint64(b)) }}, nil
	case "i8":
		return npyType{"int64", true, 8, func(b []byte) float64 { return float64(int64(order.Uint64(b))) }}, nil
	case "f2":
		return npyType{"float16", false, 2, func(b []byte) float64 { return float64(safetensors.Float16(order.Uint16(b))) }}, nil
	case "f4":
		return npyType{"float32", false, 4, func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }}, nil
	case "f8":
		return npyType{"float64", false, 8, func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }}, nil
	}
	return npyType{}, lang.Errorf("has values of type %.20q, which are no pixels; save whole numbers from 0 to 255 as array.astype('uint8'), or values from 0 to 1 as array.astype('float32')", descr)
}
