package statedict

import (
	"encoding/binary"
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// reference is a storage, a run of numbers in the file, by its key. dtype is as
// safetensors calls it.
type reference struct {
	dtype string
	key   string
}

// tensor is a view of a storage.
type tensor struct {
	of            reference
	offset        int
	shape, stride []int
}

var dtypes = map[any]string{
	global("torch FloatStorage"): "F32", global("torch HalfStorage"): "F16", global("torch BFloat16Storage"): "BF16", global("torch DoubleStorage"): "F64",
	global("torch LongStorage"): "I64", global("torch IntStorage"): "I32", global("torch ShortStorage"): "I16", global("torch CharStorage"): "I8",
	global("torch ByteStorage"): "U8", global("torch BoolStorage"): "BOOL",
}

var sizes = map[string]int{"F32": 4, "F16": 2, "BF16": 2, "F64": 8, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}

// storageOf reads what a pickle says of a storage.
func storageOf(v any) (reference, error) {
	t, ok := v.(tuple)
	if !ok || len(t) < 5 || t[0] != "storage" {
		return reference{}, errPickle
	}
	if _, ok := t[1].(global); !ok {
		return reference{}, errPickle
	}
	key, ok := t[2].(string)
	if dtypes[t[1]] == "" || !ok {
		return reference{}, errPickle
	}
	return reference{dtypes[t[1]], key}, nil
}

// tensorOf reads (storage, offset, shape, stride, ...).
func tensorOf(a tuple) (*tensor, error) {
	if len(a) < 4 {
		return nil, errPickle
	}
	of, ok1 := a[0].(reference)
	offset, ok2 := a[1].(int64)
	shape, ok3 := whole(a[2])
	stride, ok4 := whole(a[3])
	if !ok1 || !ok2 || !ok3 || !ok4 || len(shape) != len(stride) || len(shape) > 16 || offset < 0 || offset > math.MaxInt32<<8 {
		return nil, errPickle
	}
	return &tensor{of, int(offset), shape, stride}, nil
}

// whole is a tuple of extents.
func whole(v any) ([]int, bool) {
	t, ok := v.(tuple)
	out := []int{}
	for _, x := range t {
		n, isInt := x.(int64)
		if !isInt || n < 0 || n > math.MaxInt32 {
			return nil, false
		}
		out = append(out, int(n))
	}
	return out, ok
}

// read copies the tensor's numbers. limit is how many bytes are left for tensors.
func (t *tensor) read(stores map[string][]byte, limit *int) (safetensors.Tensor, error) {
	out := safetensors.Tensor{Shape: t.shape}
	s, ok := stores[t.of.key]
	if !ok {
		return out, lang.Errorf("its numbers (%.40q) are missing in the file", t.of.key)
	}
	item := sizes[t.of.dtype]
	n, last := 1, t.offset
	for i, d := range t.shape {
		if d > 0 && n > math.MaxInt32/d || t.stride[i] > 0 && d > math.MaxInt/4/t.stride[i] {
			return out, lang.Errorf("its shape %v is out of range", t.shape)
		}
		n *= d
		if last += max(0, d-1) * t.stride[i]; last > math.MaxInt/4 {
			return out, lang.Errorf("its shape %v is out of range", t.shape)
		}
	}
	if n > 0 && last >= len(s)/item {
		return out, lang.Errorf("its shape %v needs %d numbers, the file has %d", t.shape, last+1, len(s)/item)
	}
	float := t.of.dtype[0] == 'F' || t.of.dtype[0] == 'B' && t.of.dtype != "BOOL"
	bytes := map[bool]int{true: 4, false: 8}[float]
	if *limit -= bytes * n; *limit < 0 {
		return out, lang.Errorf("the tensors up to here have many times as many bytes as the file")
	}
	if float {
		out.F32 = make([]float32, n)
	} else {
		out.I64 = make([]int64, n)
	}
	at := make([]int, len(t.shape))
	for i := range n {
		place := t.offset
		for a, p := range at {
			place += p * t.stride[a]
		}
		b := s[place*item : (place+1)*item]
		if float {
			out.F32[i] = fraction(t.of.dtype, b)
		} else {
			out.I64[i] = integer(t.of.dtype, b)
		}
		for a := len(at) - 1; a >= 0; a-- {
			if at[a]++; at[a] < t.shape[a] {
				break
			}
			at[a] = 0
		}
	}
	return out, nil
}

func fraction(dtype string, b []byte) float32 {
	switch dtype {
	case "F16":
		return safetensors.Float16(binary.LittleEndian.Uint16(b))
	case "BF16":
		return safetensors.BFloat16(binary.LittleEndian.Uint16(b))
	case "F64":
		return float32(math.Float64frombits(binary.LittleEndian.Uint64(b)))
	}
	return math.Float32frombits(binary.LittleEndian.Uint32(b))
}

func integer(dtype string, b []byte) int64 {
	switch dtype {
	case "I64":
		return int64(binary.LittleEndian.Uint64(b))
	case "I32":
		return int64(int32(binary.LittleEndian.Uint32(b)))
	case "I16":
		return int64(int16(binary.LittleEndian.Uint16(b)))
	case "I8":
		return int64(int8(b[0]))
	}
	return int64(b[0])
}
