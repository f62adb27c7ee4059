package train

import (
	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// mostKept is the number of values that the layers of a step may keep: 16 GiB.
const mostKept = 1 << 32

// RoomFor refuses a batch of pictures that a step of the network could not hold: its
// layers keep what they gave, of all pictures, until its gradient is there. It also
// refuses more than MaxBatch.
func RoomFor(net *nn.Net, batch int) error {
	picture := net.StepValues()
	most := int(min(MaxBatch, mostKept/picture))
	switch {
	case most < 1:
		return lang.Errorf("a step keeps %d values of a picture of %s, more than the %d that fit; choose smaller pictures or fewer layers", picture, net.Input(), int64(mostKept))
	case batch > most && most < MaxBatch:
		return lang.Errorf("batch of %d pictures is too large: a step keeps %d values of each picture of %s, and %d fit; use --batch %d or less, or smaller pictures", batch, picture, net.Input(), int64(mostKept), most)
	case batch > most:
		return lang.Errorf("batch of %d pictures is too large; use --batch %d or less", batch, most)
	}
	return nil
}
