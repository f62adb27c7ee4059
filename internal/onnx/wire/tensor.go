package wire

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"

	"mekiki/internal/lang"
)

// Tensor is an array of numbers as it stands in the file.
type Tensor struct {
	Name  string
	Type  DataType
	Dims  []int
	raw   []byte   // little-endian, or
	typed []uint64 // one number each, bits as the field has them
	away  *away    // not nil: in another file, until fetch brings them
}

// maxRank is the largest number of axes that is read.
const maxRank = 16

// parseTensor reads a tensor and checks that it has as many numbers as its shape
// says, so that nothing larger than the file is ever allocated for it but by the
// factor between the two types.
func parseTensor(b []byte) (Tensor, error) {
	var t Tensor
	var dims []uint64
	hasRaw := false
	err := scan(b, func(f field) error {
		var err error
		switch f.num {
		case 1:
			dims, err = numbers(dims, f, protowire.VarintType)
		case 2:
			t.Type = DataType(f.bits)
		case 3:
			return lang.Errorf("it is stored in segments, which are not read")
		case 4:
			t.typed, err = numbers(t.typed, f, protowire.Fixed32Type)
		case 5, 7, 11:
			t.typed, err = numbers(t.typed, f, protowire.VarintType)
		case 10:
			t.typed, err = numbers(t.typed, f, protowire.Fixed64Type)
		case 8:
			t.Name = f.text()
		case 9:
			t.raw, hasRaw = f.b, true
		case 13:
			key, value, err := entry(f.b)
			if err != nil {
				return err
			}
			if t.away == nil {
				t.away = &away{length: -1}
			}
			return t.away.set(key, value)
		case 14:
			if f.bits == 1 && t.away == nil {
				t.away = &away{length: -1}
			}
		}
		return err
	})
	if err != nil {
		return t, err
	}
	if t.away != nil {
		t.away.dims = dims
		return t, nil
	}
	return t, t.check(dims, hasRaw)
}

// entry reads a message of two strings, a key and its value.
func entry(b []byte) (key, value string, err error) {
	err = scan(b, func(f field) error {
		switch f.num {
		case 1:
			key = f.text()
		case 2:
			value = f.text()
		}
		return nil
	})
	return key, value, err
}

func (t *Tensor) check(dims []uint64, hasRaw bool) error {
	size := t.Type.size()
	if size == 0 {
		return lang.Errorf("numbers of type %s are not read; export in float32", t.Type)
	}
	if len(dims) > maxRank {
		return lang.Errorf("it has %d axes, at most %d are read", len(dims), maxRank)
	}
	t.Dims = []int{}
	n := 1
	for _, d := range dims {
		if int64(d) < 0 {
			return lang.Errorf("its shape has an axis of %d", int64(d))
		}
		if d > math.MaxInt32 || d > 0 && n > math.MaxInt/16/int(d) {
			return lang.Errorf("its shape %d is out of range", dims)
		}
		n *= int(d)
		t.Dims = append(t.Dims, int(d))
	}
	switch {
	case hasRaw && len(t.typed) > 0:
		return lang.Errorf("its numbers stand there twice")
	case hasRaw && len(t.raw) != n*size:
		return lang.Errorf("its shape %d needs %d bytes, the file has %d", dims, n*size, len(t.raw))
	case !hasRaw && len(t.typed) != n:
		return lang.Errorf("its shape %d needs %d numbers, the file has %d", dims, n, len(t.typed))
	}
	return nil
}

// Len is the number of elements.
func (t *Tensor) Len() int {
	n := 1
	for _, d := range t.Dims {
		n *= d
	}
	return n
}
