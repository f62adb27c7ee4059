package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"

	"mekiki/internal/lang"
)

// MaxHeader is the longest header that is read, in bytes.
const MaxHeader = 8 << 20

// Header is what stands before the data of a file.
type Header struct {
	Meta map[string]string
	// Tensors are sorted by their place in the file.
	Tensors []Info
	// Size is the number of data bytes after the header.
	Size int64
}

// Info describes one tensor without its values.
type Info struct {
	Name  string
	DType string
	Shape []int
	start int64
	end   int64
}

// ReadHeader reads the header and leaves r at the first data byte, so that a
// file can be refused by its metadata before its data is read. dtypes that
// ReadData does not know are accepted here. Errors wrap ErrTruncated or
// ErrFormat.
func ReadHeader(r io.Reader) (*Header, error) {
	var prefix [8]byte
	if n, err := io.ReadFull(r, prefix[:]); err != nil {
		return nil, short(err, lang.Errorf("%w after %d bytes, before the end of the header", ErrTruncated, n))
	}
	length := binary.LittleEndian.Uint64(prefix[:])
	if length < 2 || length > MaxHeader {
		return nil, lang.Errorf("%w: it claims a header of %d bytes, at most %d are read", ErrFormat, length, MaxHeader)
	}
	// CopyN grows the buffer with what is really there.
	var buf bytes.Buffer
	if n, err := io.CopyN(&buf, r, int64(length)); err != nil {
		return nil, short(err, lang.Errorf("%w after %d of %d header bytes", ErrTruncated, n, length))
	}
	h, err := parseHeader(buf.Bytes())
	if err != nil {
		return nil, lang.Errorf("%w: %w", ErrFormat, err)
	}
	return h, nil
}

// short is truncated where a read ended early, and keeps every other read error.
func short(err, truncated error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return truncated
	}
	return lang.Errorf("safetensors: %w", err)
}

func parseHeader(text []byte) (*Header, error) {
	h := &Header{}
	seen := map[string]bool{}
	dec := json.NewDecoder(bytes.NewReader(text))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, lang.Errorf("the header is not a JSON object")
	}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, lang.Errorf("header: %w", err)
		}
		name := tok.(string) // keys of an object are always strings
		// JSON readers disagree on which of two equal keys wins.
		if seen[name] {
			return nil, lang.Errorf("header: %.80q stands there twice", name)
		}
		seen[name] = true
		if name == metaKey {
			if err := dec.Decode(&h.Meta); err != nil {
				return nil, lang.Errorf("header: metadata: %w", err)
			}
			continue
		}
		info, err := parseInfo(dec, name)
		if err != nil {
			return nil, lang.Errorf("header: tensor %.80q: %w", name, err)
		}
		h.Tensors = append(h.Tensors, info)
	}
	if _, err := dec.Token(); err != nil {
		return nil, lang.Errorf("header: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, lang.Errorf("header: text after the JSON object")
	}
	return h, h.checkOffsets()
}

func parseInfo(dec *json.Decoder, name string) (Info, error) {
	var raw struct {
		DType   string   `json:"dtype"`
		Shape   []int64  `json:"shape"`
		Offsets [2]int64 `json:"data_offsets"`
	}
	if err := dec.Decode(&raw); err != nil {
		return Info{}, err
	}
	if len(raw.Shape) > maxRank {
		return Info{}, lang.Errorf("shape has %d axes, at most %d are read", len(raw.Shape), maxRank)
	}
	info := Info{Name: name, DType: raw.DType, start: raw.Offsets[0], end: raw.Offsets[1]}
	for _, s := range raw.Shape {
		if s < 0 || s > math.MaxInt32 {
			return Info{}, lang.Errorf("shape %v is out of range", raw.Shape)
		}
		info.Shape = append(info.Shape, int(s))
	}
	return info, nil
}

// checkOffsets sorts the tensors by place and refuses holes, overlaps and
// ranges that disagree with shape and dtype.
func (h *Header) checkOffsets() error {
	slices.SortStableFunc(h.Tensors, func(a, b Info) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	for _, t := range h.Tensors {
		if t.start != h.Size || t.end < t.start {
			return lang.Errorf("header: tensor %.80q: bytes %d to %d leave a hole or overlap", t.Name, t.start, t.end)
		}
		h.Size = t.end
		n, ok := elements(t.Shape)
		size := itemSize(t.DType)
		if size == 0 {
			continue
		}
		if !ok || n > math.MaxInt64/size || n*size != t.end-t.start {
			return lang.Errorf("header: tensor %.80q: shape %v of %s does not fill bytes %d to %d", t.Name, t.Shape, t.DType, t.start, t.end)
		}
	}
	return nil
}
