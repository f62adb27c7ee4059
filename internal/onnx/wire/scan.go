package wire

import (
	"google.golang.org/protobuf/encoding/protowire"

	"mekiki/internal/lang"
)

// field is one field of a message.
type field struct {
	num  protowire.Number
	typ  protowire.Type
	bits uint64 // of a varint, fixed32 or fixed64
	b    []byte // of a string, bytes, message or packed list: a view
}

// text is the field as a string.
func (f field) text() string { return string(f.b) }

// errCut says that bytes are missing or make no sense as a protocol buffer.
var errCut = lang.Errorf("the file is cut short or damaged")

// scan calls each for every field of a message, and ends at its first error.
func scan(message []byte, each func(field) error) error {
	for len(message) > 0 {
		num, typ, n := protowire.ConsumeTag(message)
		if n < 0 {
			return errCut
		}
		f := field{num: num, typ: typ}
		message = message[n:]
		switch typ {
		case protowire.VarintType:
			f.bits, n = protowire.ConsumeVarint(message)
		case protowire.Fixed32Type:
			var v uint32
			v, n = protowire.ConsumeFixed32(message)
			f.bits = uint64(v)
		case protowire.Fixed64Type:
			f.bits, n = protowire.ConsumeFixed64(message)
		case protowire.BytesType:
			f.b, n = protowire.ConsumeBytes(message)
		default:
			n = protowire.ConsumeFieldValue(num, typ, message)
		}
		if n < 0 {
			return errCut
		}
		message = message[n:]
		if err := each(f); err != nil {
			return err
		}
	}
	return nil
}

// numbers appends the values of a repeated number, packed or single. item is the
// type of one.
func numbers(to []uint64, f field, item protowire.Type) ([]uint64, error) {
	if f.typ == item {
		return append(to, f.bits), nil
	}
	if f.typ != protowire.BytesType {
		return to, errCut
	}
	for b := f.b; len(b) > 0; {
		var v uint64
		var n int
		switch item {
		case protowire.Fixed32Type:
			var w uint32
			w, n = protowire.ConsumeFixed32(b)
			v = uint64(w)
		case protowire.Fixed64Type:
			v, n = protowire.ConsumeFixed64(b)
		default:
			v, n = protowire.ConsumeVarint(b)
		}
		if n < 0 {
			return to, errCut
		}
		to, b = append(to, v), b[n:]
	}
	return to, nil
}

// within words an error of something that has a name.
func within(what lang.Message, name string, err error) error {
	if err == nil {
		return nil
	}
	return lang.Errorf("%s %.80q: %w", what, name, err)
}
