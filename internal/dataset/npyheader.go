package dataset

import (
	"encoding/binary"
	"io"
	"strconv"
	"strings"

	"mekiki/internal/lang"
)

// npyMagic starts every .npy file (NumPy Enhancement Proposal 1, and
// numpy.lib.format for versions 2 and 3).
const npyMagic = "\x93NUMPY"

// maxNPYHeader is the longest header that is read. NumPy itself stops at 10,000.
const maxNPYHeader = 64 << 10

// npyHeader is what a .npy file says about its array.
type npyHeader struct {
	descr   string // as NumPy writes it, "<f4"
	fortran bool
	shape   []int64
	size    int64 // bytes before the data
}

// readNPYHeader reads the header by hand. The library at hand,
// github.com/sbinet/npyio 0.6, allocates whatever length the file claims (up to
// 4 GiB), panics on a header without a line feed or with its keys in another
// order, and does not know version 3; it is not for files of strangers.
func readNPYHeader(r io.Reader) (*npyHeader, error) {
	fixed := make([]byte, 8)
	if n, err := io.ReadFull(r, fixed); err != nil {
		return nil, readError(err, int64(n), 8)
	}
	if string(fixed[:6]) != npyMagic {
		if string(fixed[:2]) == "PK" {
			return nil, lang.Errorf("is a .npz archive, not a .npy file; save the array alone with np.save")
		}
		return nil, lang.Errorf("is not a .npy file; save the array with np.save")
	}
	width := 4
	switch fixed[6] {
	case 1:
		width = 2
	case 2, 3:
	default:
		return nil, lang.Errorf("is a .npy file of version %d, and only 1 to 3 are known; save it with a current np.save", fixed[6])
	}
	field := make([]byte, 4)
	if n, err := io.ReadFull(r, field[:width]); err != nil {
		return nil, readError(err, int64(n), int64(width))
	}
	length := int64(binary.LittleEndian.Uint32(field)) // the upper bytes are zero in version 1
	if length > maxNPYHeader {
		return nil, lang.Errorf("header claims %d bytes of text, more than %d; the file is damaged", length, maxNPYHeader)
	}
	text := make([]byte, length)
	if n, err := io.ReadFull(r, text); err != nil {
		return nil, readError(err, int64(n), length)
	}
	h, err := parseNPYDict(string(text))
	if err != nil {
		return nil, lang.Errorf("header %.80q: %w; the file is damaged or holds something else than a plain array", text, err)
	}
	h.size = int64(8+width) + length
	return h, nil
}

// parseNPYDict reads the Python dictionary that a header is: the keys descr,
// fortran_order and shape, each once, in any order.
func parseNPYDict(text string) (*npyHeader, error) {
	h := &npyHeader{}
	s, ok := strings.CutPrefix(strings.TrimSpace(text), "{")
	if !ok {
		return nil, lang.Errorf("does not start with {")
	}
	seen := map[string]bool{}
	for {
		s = strings.TrimLeft(s, " ,")
		if rest, ok := strings.CutPrefix(s, "}"); ok {
			if strings.TrimSpace(rest) != "" {
				return nil, lang.Errorf("goes on after }")
			}
			break
		}
		key, rest, err := pyString(s)
		if err != nil {
			return nil, err
		}
		if seen[key] {
			return nil, lang.Errorf("key %q twice", key)
		}
		seen[key] = true
		rest, ok = strings.CutPrefix(strings.TrimLeft(rest, " "), ":")
		if !ok {
			return nil, lang.Errorf("no value for %q", key)
		}
		s = strings.TrimLeft(rest, " ")
		switch key {
		case "descr":
			h.descr, s, err = pyString(s)
		case "fortran_order":
			h.fortran, s, err = pyBool(s)
		case "shape":
			h.shape, s, err = pyTuple(s)
		default:
			err = lang.Errorf("unknown key %q", key)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(seen) != 3 {
		return nil, lang.Errorf("one of the keys descr, fortran_order and shape is missing")
	}
	return h, nil
}

// pyString reads a quoted string without escapes; none occurs in a plain array's header.
func pyString(s string) (value, rest string, err error) {
	if s == "" || (s[0] != '\'' && s[0] != '"') {
		return "", "", lang.Errorf("a string is expected at %.20q", s)
	}
	end := strings.IndexByte(s[1:], s[0])
	if end < 0 {
		return "", "", lang.Errorf("a string does not end")
	}
	return s[1 : 1+end], s[2+end:], nil
}

func pyBool(s string) (value bool, rest string, err error) {
	if rest, ok := strings.CutPrefix(s, "True"); ok {
		return true, rest, nil
	}
	if rest, ok := strings.CutPrefix(s, "False"); ok {
		return false, rest, nil
	}
	return false, "", lang.Errorf("True or False is expected at %.20q", s)
}

// pyTuple reads numbers such as (30000, 3, 784), () or (5,).
func pyTuple(s string) (value []int64, rest string, err error) {
	s, ok := strings.CutPrefix(s, "(")
	end := strings.IndexByte(s, ')')
	if !ok || end < 0 {
		return nil, "", lang.Errorf("a shape in brackets is expected at %.20q", s)
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(s[:end]), ","), ",") {
		if part = strings.TrimSpace(part); part == "" && end == 0 {
			break
		}
		v, err := strconv.ParseUint(part, 10, 63)
		if err != nil {
			return nil, "", lang.Errorf("%q is no dimension", part)
		}
		value = append(value, int64(v))
	}
	return value, s[end+1:], nil
}
