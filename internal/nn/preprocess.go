package nn

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mekiki/internal/kernel"
	"mekiki/internal/lang"
)

// Preprocess says how the values of a picture become the input of a network. In
// channel c that is
//
//	(u*Range - Mean[c]) / Std[c]
//
// computed in float64 and rounded once, where u is v/255 for a uint8 value v and
// the value itself in a picture of floats, 0 to 1. Networks from elsewhere want
// (v-127)/128, which is Range 255, Mean 127, Std 128, or a mean and a deviation
// for each channel. The zero value gives u.
type Preprocess struct {
	// Range is the value of white before Mean is subtracted; 0 means 1.
	Range float64
	// Mean and Std have one value for all channels or one a channel; nil means 0
	// and 1.
	Mean, Std []float64
}

// IsDefault reports whether p leaves u as it is.
func (p Preprocess) IsDefault() bool {
	other := func(than float64) func(float64) bool { return func(v float64) bool { return v != than } }
	return p.white() == 1 && !slices.ContainsFunc(p.Mean, other(0)) && !slices.ContainsFunc(p.Std, other(1))
}

// Equal reports whether p and o do the same.
func (p Preprocess) Equal(o Preprocess) bool {
	return p.IsDefault() && o.IsDefault() || p.white() == o.white() && slices.Equal(p.Mean, o.Mean) && slices.Equal(p.Std, o.Std)
}

// Check says what is wrong with p for pictures of so many channels: values that are
// not finite or out of range, or not one for all channels or one a channel.
func (p Preprocess) Check(channels int) error {
	for _, v := range slices.Concat([]float64{p.Range}, p.Mean, p.Std) {
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return lang.Errorf("preprocessing with a value of %v", v)
		}
	}
	if p.Range < 0 {
		return lang.Errorf("preprocessing to a range of %v", p.Range)
	}
	for _, v := range p.Std {
		if v < 1e-6 {
			return lang.Errorf("preprocessing with a deviation of %v", v)
		}
	}
	for _, n := range []int{len(p.Mean), len(p.Std)} {
		if n > 1 && n != channels {
			return lang.Errorf("preprocessing of %d channels for pictures of %d", n, channels)
		}
	}
	return nil
}

// String writes the formula for a uint8 value v.
func (p Preprocess) String() string {
	if p.IsDefault() {
		return "v/255"
	}
	list := func(v []float64, none float64) string {
		if len(v) == 0 {
			v = []float64{none}
		}
		return strings.Trim(fmt.Sprint(v), "[]")
	}
	value := fmt.Sprintf("v*%g/255", p.white())
	switch p.white() {
	case 1:
		value = "v/255"
	case 255:
		value = "v"
	}
	return fmt.Sprintf("(%s - %s) / %s", value, list(p.Mean, 0), list(p.Std, 1))
}

func (p Preprocess) white() float64 {
	if p.Range == 0 {
		return 1
	}
	return p.Range
}

// value is the input that a value u of channel c becomes.
func (p Preprocess) value(u float64, c int) float32 {
	mean, std := 0.0, 1.0
	if len(p.Mean) > 0 {
		mean = p.Mean[c%len(p.Mean)]
	}
	if len(p.Std) > 0 {
		std = p.Std[c%len(p.Std)]
	}
	// The conversion keeps processors that can from fusing, so all give the same bits.
	return float32((float64(u*p.white()) - mean) / std)
}

// Preprocess is how the network's input is made of pictures.
func (n *Net) Preprocess() Preprocess { return n.pixels.Preprocess }

// SetPreprocess says how the network's input is made of pictures, wherever it reads
// them: in training, Embed, Embedder and Features. Trainers, embedders and mappers that
// were made before keep theirs. It panics where Check fails for the channels of the
// pictures; a plain network, which knows no channels, has any number that divides
// its inputs.
func (n *Net) SetPreprocess(p Preprocess) {
	channels := n.input.Channels
	if most := max(len(p.Mean), len(p.Std)); n.Plain() && most > 0 && channels%most == 0 {
		channels = most
	}
	if err := p.Check(channels); err != nil {
		panic(fmt.Sprintf("nn: SetPreprocess: %v", err))
	}
	n.pixels = p.pixels()
}

// pixels applies a Preprocess.
type pixels struct {
	Preprocess
	asIs bool
	// tables have the input of each uint8 value, one table a channel, or one of all.
	// They are never changed.
	tables [][256]float32
}

// Tables have the input of each uint8 value: one table a channel, or one of all.
func (p Preprocess) Tables() [][256]float32 {
	tables := make([][256]float32, max(1, len(p.Mean), len(p.Std)))
	p.Fill(tables, func(v float64) float64 { return v })
	return tables
}

// Fill writes to tables of Tables what the uint8 values become if each is first made another
// number on the same scale of 0 to 255, which it may leave.
func (p Preprocess) Fill(tables [][256]float32, other func(v float64) float64) {
	for c := range tables {
		for v := range tables[c] {
			tables[c][v] = p.value(other(float64(v))/255, c)
		}
	}
}

func (p Preprocess) pixels() pixels {
	p.Mean, p.Std = slices.Clone(p.Mean), slices.Clone(p.Std)
	return pixels{p, p.IsDefault(), p.Tables()}
}

// bytes writes the input of uint8 values, of whole positions, to dst.
func (p *pixels) bytes(dst []float32, src []uint8) {
	dst = dst[:len(src)]
	if len(p.tables) == 1 {
		table := &p.tables[0]
		for k, v := range src {
			dst[k] = table[v]
		}
		return
	}
	for c := range p.tables {
		table := &p.tables[c]
		for k := c; k < len(src); k += len(p.tables) {
			dst[k] = table[src[k]]
		}
	}
}

// floats is bytes for float values. dst may be src.
func (p *pixels) floats(dst, src []float32) {
	dst = dst[:len(src)]
	if p.asIs {
		copy(dst, src)
		return
	}
	for k, v := range src {
		dst[k] = p.value(float64(v), k)
	}
}

// fill writes the input of picture i of a source to row `row` of panels. It is bytes
// or floats of a whole picture; without a Preprocess the kernels do it in one go.
func (p *pixels) fill(dst []float32, s Source, i, row, capacity int) {
	from, to := i*s.Size, (i+1)*s.Size
	switch {
	case p.asIs && s.U8 != nil:
		kernel.Fill(dst, s.U8[from:to], row, capacity)
		return
	case p.asIs:
		kernel.PackRow(dst, s.F32[from:to], row, capacity)
		return
	}
	for first := 0; first < s.Size; first += kernel.Lane {
		lanes := dst[(first/kernel.Lane*capacity+row)*kernel.Lane:][:kernel.Lane]
		count := min(kernel.Lane, s.Size-first)
		for j := range count {
			if k := first + j; s.U8 != nil {
				lanes[j] = p.tables[k%len(p.tables)][s.U8[from+k]]
			} else {
				lanes[j] = p.value(float64(s.F32[from+k]), k)
			}
		}
		clear(lanes[count:])
	}
}
