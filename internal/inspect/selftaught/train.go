package selftaught

import (
	"context"

	"mekiki/internal/inspect/head"
	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// The training.
const (
	DefaultSteps = 400
	batch        = 24 // triplets a step
	rate         = 1e-3
	decay        = 0.01
)

// Options say how a network is trained.
type Options struct {
	// Steps is how many batches it is trained on.
	Steps   int
	Workers int
	Seed    uint64
	// Progress, if not nil, hears how many steps are done.
	Progress func(done, of int)
}

// Loss is what triplets are compared by: that which heads learn by if nobody says otherwise.
func Loss() head.Loss { return head.Loss{} }

// Train is net trained by triplets of patches of the pictures. The number of workers changes no bit. A loss that never has a value
// is an error in a user's words; the others are those of ctx.
func Train(ctx context.Context, net *nn.Net, p *Pool, o Options) (*nn.Net, error) {
	net = net.Clone()
	t := nn.NewBatchTrainer(net, nn.BatchOptions{
		Batch: 3 * batch, Workers: max(1, o.Workers), Seed: o.Seed, Optimizer: nn.DefaultAdamW(decay), Loss: Loss().Mean(batch),
	})
	defer t.Close()
	source := nn.Source{Size: patchValues, U8: make([]uint8, 3*batch*patchValues)}
	rows := make([]int32, 3*batch)
	for i := range rows {
		rows[i] = int32(i)
	}
	d, schedule, learned := newDeal(p, o.Seed), nn.Schedule{Name: "cosine", Rate: rate}, false
	for step := range o.Steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d.triplets(source.U8)
		// A step that overflows changes nothing; the next one has other triplets.
		if t.Step(source, rows, schedule.At(step, o.Steps)).Finite {
			learned = true
		}
		if o.Progress != nil {
			o.Progress(step+1, o.Steps)
		}
	}
	if !learned {
		return nil, lang.Errorf("patches of these pictures give no finite loss, so the eye learns nothing; take --eye-made filters")
	}
	return net, nil
}
