package safetensors

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"mekiki/internal/lang"
)

// Encode writes f in the order of its tensors. Equal files give equal bytes. It
// refuses a tensor without a name, a name used twice, and values that disagree
// with the shape.
func Encode(w io.Writer, f *File) error {
	header, err := header(f)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(len(header)))
	out.Write(b[:])
	out.Write(header)
	for _, t := range f.Tensors {
		for _, v := range t.F32 {
			binary.LittleEndian.PutUint32(b[:4], math.Float32bits(v))
			out.Write(b[:4])
		}
		for _, v := range t.I64 {
			binary.LittleEndian.PutUint64(b[:], uint64(v))
			out.Write(b[:])
		}
		out.Write(t.U8)
	}
	return out.Flush() // keeps the first error of the writes before
}

func header(f *File) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	put := func(v any) error {
		err := enc.Encode(v)
		buf.Truncate(buf.Len() - 1) // Encode ends with a line feed
		return err
	}

	buf.WriteByte('{')
	if len(f.Meta) > 0 {
		buf.WriteString(`"` + metaKey + `":`)
		if err := put(f.Meta); err != nil {
			return nil, lang.Errorf("safetensors: metadata: %w", err)
		}
	}
	seen := map[string]bool{"": true, metaKey: true}
	var offset int64
	for i, t := range f.Tensors {
		dtype, length, err := t.dtype()
		if err != nil {
			return nil, err
		}
		if seen[t.Name] {
			return nil, lang.Errorf("safetensors: tensor name %q is empty, reserved or used twice", t.Name)
		}
		seen[t.Name] = true
		if n, ok := elements(t.Shape); !ok || n != int64(length) {
			return nil, lang.Errorf("safetensors: tensor %q has shape %v but %d values", t.Name, t.Shape, length)
		}
		if i > 0 || len(f.Meta) > 0 {
			buf.WriteByte(',')
		}
		if err := put(t.Name); err != nil {
			return nil, err
		}
		end := offset + int64(length)*itemSize(dtype)
		shape := strings.ReplaceAll(strings.Trim(fmt.Sprint(t.Shape), "[]"), " ", ",")
		fmt.Fprintf(&buf, `:{"dtype":"%s","shape":[%s],"data_offsets":[%d,%d]}`, dtype, shape, offset, end)
		offset = end
	}
	buf.WriteByte('}')
	// Python aligns the data to 8 bytes with spaces; so do we.
	for buf.Len()%8 != 0 {
		buf.WriteByte(' ')
	}
	if buf.Len() > MaxHeader {
		return nil, lang.Errorf("safetensors: the header has %d bytes, at most %d are allowed", buf.Len(), MaxHeader)
	}
	return buf.Bytes(), nil
}
