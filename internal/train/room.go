package train

import (
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/kernel"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// mostKept is the number of values that the layers of a step may keep: 16 GiB.
const mostKept = 1 << 32

// RoomFor refuses a batch of pictures that a step of the network could not hold: its
// layers keep what they gave, of all pictures, until its gradient is there. It also
// refuses more than MaxBatch.
func RoomFor(net *nn.Net, batch int) error {
	y, err := model.LayoutOf(net.Arch(), net.Input())
	if err != nil {
		return err
	}
	// Channels fill whole panels; a first convolution has its window in them.
	kept := func(s nn.Shape, channels int) int64 {
		return int64(s.Height) * int64(s.Width) * int64(kernel.Pad(channels))
	}
	picture := int64(kernel.Pad(net.Inputs()))
	if first := net.Arch()[0]; first.Kind == nn.Conv {
		picture = kept(y.Layers[0].Out, first.Size*first.Size*net.Input().Channels)
	}
	before := map[int]string{} // the kind of the last layer at each depth
	for _, l := range y.Layers {
		// A ReLU is part of what stands before it, but for pools and the like.
		kind, _, _ := strings.Cut(before[l.Depth], " ")
		if l.Kind != string(nn.ReLU) || !slices.Contains([]nn.Kind{nn.Conv, nn.Dense, nn.Norm, nn.Residual}, nn.Kind(kind)) {
			picture += kept(l.Out, l.Out.Channels)
		}
		before[l.Depth] = l.Kind
		delete(before, l.Depth+1)
	}
	most := int(min(MaxBatch, mostKept/picture))
	switch {
	case most < 1:
		return fmt.Errorf("a step keeps %d values of a picture of %s, more than the %d that fit; choose smaller pictures or fewer layers", picture, net.Input(), int64(mostKept))
	case batch > most && most < MaxBatch:
		return fmt.Errorf("batch of %d pictures is too large: a step keeps %d values of each picture of %s, and %d fit; use --batch %d or less, or smaller pictures", batch, picture, net.Input(), int64(mostKept), most)
	case batch > most:
		return fmt.Errorf("batch of %d pictures is too large; use --batch %d or less", batch, most)
	}
	return nil
}
