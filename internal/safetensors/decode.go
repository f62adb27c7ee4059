package safetensors

import (
	"encoding/binary"
	"io"
	"math"
	"slices"

	"mekiki/internal/lang"
)

// Decode reads a whole file whose data is at most limit bytes; a file that
// claims more is refused before anything is allocated for it. Memory grows with
// the bytes that are there, not with those that the header promises. Errors
// wrap ErrTruncated, ErrFormat or ErrDType. F16 and BF16 become F32, which holds
// all of their values.
func Decode(r io.Reader, limit int64) (*File, error) {
	h, err := ReadHeader(r)
	if err != nil {
		return nil, err
	}
	return h.ReadData(r, limit)
}

// ReadData reads the tensors that the header announces from r, which must stand
// behind the header, up to the end of the file. Rules and errors are those of
// Decode.
func (h *Header) ReadData(r io.Reader, limit int64) (*File, error) {
	if h.Size > limit {
		return nil, lang.Errorf("%w: it claims %d bytes of data, at most %d are read", ErrFormat, h.Size, limit)
	}
	f := &File{Meta: h.Meta}
	for _, info := range h.Tensors {
		t := Tensor{Name: info.Name, Shape: info.Shape}
		var err error
		switch size := info.end - info.start; info.DType {
		case "F32":
			t.F32, err = readValues(r, size, 4, func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) })
		case "F16":
			t.Stored = info.DType
			t.F32, err = readValues(r, size, 2, func(b []byte) float32 { return Float16(binary.LittleEndian.Uint16(b)) })
		case "BF16":
			t.Stored = info.DType
			t.F32, err = readValues(r, size, 2, func(b []byte) float32 { return BFloat16(binary.LittleEndian.Uint16(b)) })
		case "I64":
			t.I64, err = readValues(r, size, 8, func(b []byte) int64 { return int64(binary.LittleEndian.Uint64(b)) })
		case "U8":
			t.U8, err = readBytes(r, size)
		default:
			return nil, lang.Errorf("%w: tensor %.80q has dtype %.20q, only F32, F16, BF16, U8 and I64 are read", ErrDType, info.Name, info.DType)
		}
		if err != nil {
			return nil, lang.Errorf("tensor %.80q: %w", info.Name, err)
		}
		f.Tensors = append(f.Tensors, t)
	}
	var extra [1]byte
	if n, err := io.ReadFull(r, extra[:]); n > 0 {
		return nil, lang.Errorf("%w: bytes follow the %d that the header announces", ErrFormat, h.Size)
	} else if err != io.EOF {
		return nil, lang.Errorf("safetensors: %w", err)
	}
	return f, nil
}

// readBytes reads size bytes. What it makes room for grows with what was there.
func readBytes(r io.Reader, size int64) ([]byte, error) {
	var values []byte
	for done := int64(0); done < size; {
		part := min(size-done, max(done, 1<<20))
		values = slices.Grow(values, int(part))[:done+part]
		n, err := io.ReadFull(r, values[done:])
		if err != nil {
			return nil, short(err, lang.Errorf("%w after %d of its %d bytes", ErrTruncated, done+int64(n), size))
		}
		done += part
	}
	return values, nil
}

// readValues reads size bytes, a multiple of item, a chunk at a time.
func readValues[T any](r io.Reader, size int64, item int, get func([]byte) T) ([]T, error) {
	const chunk = 64 << 10
	buf := make([]byte, min(size, chunk))
	values := make([]T, 0, min(size, 16*chunk)/int64(item))
	for done := int64(0); done < size; {
		part := buf[:min(size-done, chunk)]
		n, err := io.ReadFull(r, part)
		if err != nil {
			return nil, short(err, lang.Errorf("%w after %d of its %d bytes", ErrTruncated, done+int64(n), size))
		}
		for i := 0; i < len(part); i += item {
			values = append(values, get(part[i:]))
		}
		done += int64(len(part))
	}
	return values, nil
}
