package selftaught

import (
	"mekiki/internal/eye"
	"mekiki/internal/nn"
	"mekiki/internal/onnx/export"
)

// architecture of the network: two maps that an eye looks at, and behind them what triplets are compared by.
const architecture = "conv 64 7x7 /2; relu; avgpool 4; conv 128; relu; avgpool; gap; dense 64"

// taps are its layers whose maps an eye looks at: strides 8 and 16.
var taps = []int{2, 5}

// Side is the height and the width of a patch in pixels; pictures have as many at least.
const Side = 48

const channels = 3

// Stride is the coarsest one of the maps, of which height and width of pictures are multiples.
const Stride = 16

// Drawn is a network for the pictures of a pool with weights drawn from a seed. It knows of the pictures how bright they
// are and how much that varies.
func Drawn(p *Pool, seed uint64) *nn.Net {
	net := untrained(seed)
	net.SetPreprocess(p.preprocess())
	return net
}

func untrained(seed uint64) *nn.Net {
	a, err := nn.ParseArch(architecture)
	if err != nil {
		panic("selftaught: " + err.Error())
	}
	net, err := nn.Build(a, nn.Shape{Height: Side, Width: Side, Channels: channels}, seed)
	if err != nil {
		panic("selftaught: " + err.Error())
	}
	return net
}

// Eye is a network as an eye that looks at its maps. source says in words where it comes from; producer is the program
// with its version.
func Eye(net *nn.Net, source, producer string) (*eye.Eye, error) {
	m, err := export.Maps(net, taps, producer)
	if err != nil {
		return nil, err
	}
	return eye.FromModel(m, eye.NoneName, source, net.Preprocess())
}

// Blank is an eye that no picture has been seen by yet: its layers and strides are those of all others of this package.
func Blank() (*eye.Eye, error) { return Eye(untrained(1), "", "") }
