package nn

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind is the kind of a layer.
type Kind string

// The kinds of layer, as they are written.
const (
	Conv      Kind = "conv"     // convolution to Out channels, Size x Size, borders of zeros
	Dense     Kind = "dense"    // fully connected over the whole map, to Out values
	Norm      Kind = "norm"     // batch normalisation (Ioffe and Szegedy, 2015)
	ReLU      Kind = "relu"     // max(x, 0)
	Dropout   Kind = "dropout"  // (Srivastava et al., 2014), at the rate Rate
	MaxPool   Kind = "maxpool"  // largest of Size x Size, no overlap
	AvgPool   Kind = "avgpool"  // mean of Size x Size, no overlap
	GlobalAvg Kind = "gap"      // mean of the whole map
	GlobalMax Kind = "gmp"      // largest of the whole map
	Residual  Kind = "residual" // Body plus its input (He et al., 2016)
)

// Layer is one layer of an architecture.
type Layer struct {
	Kind Kind
	// Out is the number of channels of Conv and Dense.
	Out int
	// Size is the side of the window of Conv (odd), MaxPool and AvgPool.
	Size int
	// Stride is the step of Conv, 1 or more.
	Stride int
	// Rate is the share of values that Dropout drops, 0 to 1 without 1.
	Rate float64
	// Body is the inside of Residual. Where its output has another shape than
	// its input, the input passes a 1x1 convolution and a normalisation first.
	Body Arch
}

// Arch is the architecture of a network, its first layer first. It is written
//
//	conv 32; norm; relu; maxpool; residual(conv 32; norm; relu; conv 32; norm); relu; gap; dense 128
//
// conv takes a size and a stride: "conv 64 1x1", "conv 64 3x3 /2"; 3x3 and /1
// are meant where nothing is said. maxpool and avgpool take a side, 2 is meant
// where nothing is said; dropout takes its rate.
type Arch []Layer

// String writes the architecture so that ParseArch reads it.
func (a Arch) String() string {
	parts := make([]string, len(a))
	for i, l := range a {
		parts[i] = l.String()
	}
	return strings.Join(parts, "; ")
}

// String writes one layer.
func (l Layer) String() string {
	s := string(l.Kind)
	switch l.Kind {
	case Conv:
		s = fmt.Sprintf("conv %d", l.Out)
		if l.Size != 3 {
			s += fmt.Sprintf(" %dx%d", l.Size, l.Size)
		}
		if l.Stride != 1 {
			s += fmt.Sprintf(" /%d", l.Stride)
		}
	case Dense:
		s = fmt.Sprintf("dense %d", l.Out)
	case MaxPool, AvgPool:
		if l.Size != 2 {
			s += " " + strconv.Itoa(l.Size)
		}
	case Dropout:
		s += " " + strconv.FormatFloat(l.Rate, 'g', -1, 64)
	case Residual:
		s += "(" + l.Body.String() + ")"
	}
	return s
}

// Plain is the architecture of fully connected layers of such widths, ReLU
// between them.
func Plain(widths []int) Arch {
	var a Arch
	for i, w := range widths {
		if i > 0 {
			a = append(a, Layer{Kind: ReLU})
		}
		a = append(a, Layer{Kind: Dense, Out: w})
	}
	return a
}
