package wire

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Attr is one attribute of a node; which field holds depends on Type.
type Attr struct {
	Name    string
	Type    AttrType
	Int     int64
	Float   float32
	Text    string
	Tensor  *Tensor
	Ints    []int64
	Floats  []float32
	Strings []string
}

// AttrType says what an attribute holds.
type AttrType uint8

// The types that the standard numbers. Graph and those above 8 are not read.
const (
	AttrFloat   AttrType = 1
	AttrInt     AttrType = 2
	AttrString  AttrType = 3
	AttrTensor  AttrType = 4
	AttrGraph   AttrType = 5
	AttrFloats  AttrType = 6
	AttrInts    AttrType = 7
	AttrStrings AttrType = 8
)

func parseAttr(b []byte) (Attr, error) {
	var a Attr
	var ints, floats []uint64
	err := scan(b, func(f field) error {
		var err error
		switch f.num {
		case 1:
			a.Name = f.text()
		case 2:
			a.Float = math.Float32frombits(uint32(f.bits))
		case 3:
			a.Int = int64(f.bits)
		case 4:
			a.Text = f.text()
		case 5:
			t, err := parseTensor(f.b)
			a.Tensor = &t
			return err
		case 7:
			floats, err = numbers(floats, f, protowire.Fixed32Type)
		case 8:
			ints, err = numbers(ints, f, protowire.VarintType)
		case 9:
			a.Strings = append(a.Strings, f.text())
		case 20:
			a.Type = AttrType(f.bits)
		}
		return err
	})
	for _, v := range ints {
		a.Ints = append(a.Ints, int64(v))
	}
	for _, v := range floats {
		a.Floats = append(a.Floats, math.Float32frombits(uint32(v)))
	}
	return a, err
}
