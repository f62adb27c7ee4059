package train

import (
	"context"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/safetensors"
)

// method is a way of training: on triplets, or on batches of labelled pictures.
// The session around it counts, reports, saves and stops. A method reads from
// the session's progress where the run stands, and changes there only what is its
// own. An item is a triplet or a picture.
type method interface {
	// begin makes ready for the steps that are left of the epoch under way.
	begin() error
	// step makes the next step of the epoch.
	step() stepped
	// validate measures on validation data. whole is false before a checkpoint
	// within an epoch, where it matters only whether the weights are sound. A
	// cancelled ctx may end it with ctx's error; it has changed nothing then.
	validate(ctx context.Context, whole bool) (spread, error)
	// rating is what early stopping makes small, and name what it is called.
	rating(e model.Epoch) (value float64, name lang.Message)
	// keep takes the present weights as the best.
	keep()
	// look gives the warnings after an epoch.
	look(at moment, e model.Epoch, v spread) []string
	// explain says what made the last step or validation not finite; nil if that is
	// not known.
	explain(validation bool) error
	// tensors are all of a checkpoint that is no metadata, and the number of steps
	// that the optimiser made; take takes them over. size is their bytes in a
	// checkpoint with such a progress, or an error if it is none of this run.
	tensors() ([]safetensors.Tensor, int)
	take(f *safetensors.File, steps int) error
	size(p *progress) (int64, error)
	// finish puts the outcome of the run into the model.
	finish(m *model.Model)
	// close ends its threads. Closing twice is no harm.
	close()
}

// stepped is what a step did.
type stepped struct {
	items  int
	loss   float64 // mean over the items
	live   float64 // items with a gradient
	finite bool
	err    error // pictures could not be read; the step was not made
}
