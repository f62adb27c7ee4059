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
	// Steps is how many batches it is trained on; 0 is DefaultSteps.
	Steps int
	// Loss is what it is trained by.
	Loss    head.Loss
	Workers int
	Seed    uint64
	// Progress, if not nil, hears how many steps are done.
	Progress func(done, of int)
}

// Train is net trained by triplets of patches of the pictures. The number of workers changes no bit. A loss that never has a value
// is an error in a user's words; the others are those of ctx.
func Train(ctx context.Context, net *nn.Net, p *Pool, o Options) (*nn.Net, error) {
	if o.Steps == 0 {
		o.Steps = DefaultSteps
	}
	net = net.Clone()
	t := nn.NewBatchTrainer(net, nn.BatchOptions{
		Batch: 3 * batch, Workers: max(1, o.Workers), Seed: o.Seed, Optimizer: nn.DefaultAdamW(decay), Loss: o.Loss.Mean(batch),
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
		for i := range batch {
			d.triplet(source.U8[3*i*patchValues:][:3*patchValues])
		}
		// A step that overflows changes nothing; the next one has other triplets.
		if t.Step(source, rows, schedule.At(step, o.Steps)).Finite {
			learned = true
		}
		if o.Progress != nil {
			o.Progress(step+1, o.Steps)
		}
	}
	if !learned {
		return nil, lang.Errorf("loss %s: it has no finite value on patches of these pictures, so the eye learns nothing; choose another", o.Loss.String())
	}
	return net, nil
}
