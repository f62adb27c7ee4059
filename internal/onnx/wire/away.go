package wire

import (
	"strconv"

	"mekiki/internal/lang"
)

// away says where the numbers of a tensor lie that are not in the file (external data).
type away struct {
	location string
	offset   int64
	length   int64 // -1: what the shape needs
	dims     []uint64
}

// set takes one of the entries by which a file says it.
func (a *away) set(key, value string) (err error) {
	switch key {
	case "location":
		a.location = value
	case "offset":
		a.offset, err = strconv.ParseInt(value, 10, 64)
	case "length":
		a.length, err = strconv.ParseInt(value, 10, 64)
	}
	if err != nil || a.offset < 0 || a.length < -1 {
		return lang.Errorf("its %.20q in another file is %.40q, which makes no sense", key, value)
	}
	return nil
}

// fetch brings the numbers of all tensors that lie in other files.
func (m *Model) fetch(open func(location string) ([]byte, error)) error {
	files := map[string][]byte{}
	bring := func(t *Tensor) error {
		if t.away == nil {
			return nil
		}
		if open == nil {
			return lang.Errorf("its numbers are in %.80q, outside of the ONNX file, which is not read; put all into one file: onnx.save(onnx.load(FILE), NEW) in Python, or torch.onnx.export(..., external_data=False)", t.away.location)
		}
		b, known := files[t.away.location]
		if !known {
			var err error
			if b, err = open(t.away.location); err != nil {
				return lang.Errorf("its numbers are in %.80q: %w", t.away.location, err)
			}
			files[t.away.location] = b
		}
		return t.bring(b)
	}
	for i := range m.Graph.Initializers {
		t := &m.Graph.Initializers[i]
		if err := bring(t); err != nil {
			return within(lang.T("initialiser"), t.Name, err)
		}
	}
	for i := range m.Graph.Nodes {
		n := &m.Graph.Nodes[i]
		for _, a := range n.Attrs {
			if a.Tensor == nil {
				continue
			}
			if err := bring(a.Tensor); err != nil {
				return within(lang.T("node"), n.label(), err)
			}
		}
	}
	return nil
}

// bring takes the numbers out of the bytes of the other file.
func (t *Tensor) bring(file []byte) error {
	from, have := t.away.offset, int64(len(file))
	if from > have {
		return lang.Errorf("its numbers begin at byte %d of %.80q, which has %d", from, t.away.location, have)
	}
	rest := file[from:]
	n := t.away.length
	if n < 0 {
		if n = t.bytesOf(t.away.dims); n > int64(len(rest)) {
			n = int64(len(rest)) // check says what is missing
		}
	}
	if n > int64(len(rest)) {
		return lang.Errorf("its numbers end at byte %d of %.80q, which has %d; the file is cut short", from+n, t.away.location, have)
	}
	dims := t.away.dims
	t.raw, t.typed, t.away = rest[:n:n], nil, nil
	return t.check(dims, true)
}

// bytesOf is how many bytes a shape needs, or a number that no file has.
func (t *Tensor) bytesOf(dims []uint64) int64 {
	n := int64(t.Type.size())
	for _, d := range dims {
		if d > 1<<31 || d > 0 && n > (1<<62)/int64(d) {
			return 1 << 62
		}
		n *= int64(d)
	}
	return n
}
