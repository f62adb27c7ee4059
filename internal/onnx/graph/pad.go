package graph

import (
	"slices"

	"mekiki/internal/lang"
)

// PadMode says what stands around the input.
type PadMode uint8

// The modes.
const (
	PadConstant PadMode = iota
	PadReflect          // mirrored at the last element
	PadEdge             // the last element again
	PadWrap             // from the other end
)

// Pad puts Before[i] elements before and After[i] behind axis i; negative ones cut.
type Pad struct {
	Mode          PadMode
	Before, After []int
	With          float32 // of PadConstant
}

func (Pad) String() string { return "Pad" }

// Infer implements Op.
func (p Pad) Infer(in []*Value) ([]Type, error) {
	if len(p.Before) != len(in[0].Shape) || len(p.After) != len(in[0].Shape) {
		return nil, lang.Errorf("its %d pads do not fit the shape %v", len(p.Before)+len(p.After), in[0].Shape)
	}
	out := slices.Clone(in[0].Shape)
	for a, d := range in[0].Shape {
		out[a] += p.Before[a] + p.After[a]
		if out[a] < 0 || p.Mode == PadReflect && (p.Before[a] >= d || p.After[a] >= d) {
			return nil, lang.Errorf("its pads %v and %v are too much for the shape %v", p.Before, p.After, in[0].Shape)
		}
	}
	return []Type{{in[0].Kind, out}}, nil
}
