package nn

import (
	"slices"
	"strings"
)

// Kind is the kind of a layer, by the word that writes it.
type Kind string

// The kinds of layer, as they are written.
const (
	Conv      Kind = "conv"      // convolution to Out channels, Size x Size, borders of zeros
	Depthwise Kind = "depthwise" // convolution of each channel with itself, Size x Size, stride 1, borders of zeros
	Dense     Kind = "dense"     // fully connected over the whole map, to Out values
	Norm      Kind = "norm"      // batch normalisation (Ioffe and Szegedy, 2015)
	ReLU      Kind = "relu"      // max(x, 0)
	ReLU6     Kind = "relu6"     // min(max(x, 0), 6)
	Dropout   Kind = "dropout"   // (Srivastava et al., 2014), at the rate Rate
	MaxPool   Kind = "maxpool"   // largest of Size x Size, no overlap
	AvgPool   Kind = "avgpool"   // mean of Size x Size, no overlap
	GlobalAvg Kind = "gap"       // mean of the whole map
	GlobalMax Kind = "gmp"       // largest of the whole map
	Residual  Kind = "residual"  // Body plus its input (He et al., 2016)
	Tail      Kind = "tail"      // the last stage of an eye, trained with the network
)

// Layer is one layer of an architecture.
type Layer struct {
	Kind Kind
	// Out is the number of channels of Conv and Dense.
	Out int
	// Size is the side of the window of Conv and Depthwise (odd), MaxPool and AvgPool.
	Size int
	// Stride is the step of Conv, 1 or more.
	Stride int
	// Rate is the share of values that Dropout drops, 0 to 1 without 1.
	Rate float64
	// Body is the inside of Residual. Where its output has another shape than
	// its input, the input passes a 1x1 convolution and a normalisation first. Of Tail it
	// is what the map goes through.
	Body Arch
	// Bias says that this convolution of Residual has a bias and no normalisation behind
	// it, as where the normalisation is folded in.
	Bias bool
	// Map is the map that Tail reads, Past how many values stand behind it in its input,
	// which it puts before what Body gives.
	Map  Shape
	Past int
}

// Arch is the architecture of a network, its first layer first. It is written
//
//	conv 32; norm; relu; maxpool; residual(conv 32; norm; relu; conv 32; norm); relu; gap; dense 128
//
// conv takes a size and a stride: "conv 64 1x1", "conv 64 3x3 /2"; 3x3 and /1
// are meant where nothing is said. maxpool and avgpool take a side, 2 is meant
// where nothing is said; depthwise takes a size as conv does, dropout its rate.
// "residual bias(...)" has a shortcut without a normalisation.
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
	return string(l.Kind) + l.is().write(l)
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

// Widths are those of pictures of shape in and of the layers, where the architecture is
// plain, fully connected layers with ReLU between them, else nil.
func (a Arch) Widths(in Shape) []int {
	widths := []int{in.Size()}
	for i, l := range a {
		if l.Kind != []Kind{Dense, ReLU}[i%2] {
			return nil
		}
		if l.Kind == Dense {
			widths = append(widths, l.Out)
		}
	}
	if len(a)%2 == 0 {
		return nil
	}
	return slices.Clip(widths)
}
