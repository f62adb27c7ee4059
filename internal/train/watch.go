package train

import (
	"fmt"

	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
)

// watch looks for training that is dead. Its fields remember what was said, so
// that each warning is given once, over all sessions of a run.
type watch struct {
	Stuck     bool `json:"stuck,omitempty"`
	Collapsed bool `json:"collapsed,omitempty"`
	Idle      bool `json:"idle,omitempty"`
}

// moment says where in the run look looks: after so many steps of all epochs with so
// many triplets or pictures in all, and whether the run ends here.
type moment struct {
	steps, items int
	last         bool
}

const (
	// stuckShare: mean losses above this share of the margin, over the epoch and
	// after it, mean that negatives are on average no farther than positives. A healthy run
	// of the article's protocol is at a third of its margin after one epoch.
	stuckShare = 0.95
	// collapseShare: pictures of different classes closer than this share of an
	// embedding's length have become one point.
	collapseShare = 0.02
	// Before so many steps and items a loss at the margin means nothing: it begins
	// there. An epoch of the article's protocol has 424 steps and 27,075 triplets.
	stuckSteps, stuckItems = 50, 1000
)

// What it means that nothing had a gradient.
const (
	idleTriplets = "no triplet has a gradient: every one already satisfies its margins. Raise a margin, or stop here"
	idleBatches  = "no batch has a gradient: its pictures already satisfy every margin, or there is nothing to compare, " +
		"for it has no two pictures of a class or the miner picks none. Raise a margin, or try the sampler pk or another miner"
)

// look gives the new warnings after an epoch. atMargin is the loss of equal
// distances, 0 if the loss has no positive margin; idle is said where nothing had a
// gradient.
func (w *watch) look(at moment, atMargin float64, idle string, e model.Epoch, v spread) []string {
	var out []string
	stuck := atMargin > 0 && min(e.TrainLoss, e.ValLoss) >= stuckShare*atMargin
	early := at.steps < stuckSteps || at.items < stuckItems
	switch {
	case !stuck || w.Stuck:
	case early && at.last:
		out = append(out, fmt.Sprintf(
			"loss %.4g is still at the margin %.4g, where it begins: too few steps yet, %d over %d triplets or pictures. "+
				"Give more epochs (--epochs) or a higher learning rate (--learning-rate)", e.TrainLoss, atMargin, at.steps, at.items))
	case !early:
		w.Stuck = true
		out = append(out, fmt.Sprintf(
			"loss %.4g is stuck at the margin %.4g: positives are no nearer than negatives, so nothing is learned. "+
				"Is a sign inverted (combined-as-printed is)? Otherwise try another learning rate", e.TrainLoss, atMargin))
	}
	if !w.Collapsed && v.apart <= collapseShare*v.norm {
		w.Collapsed = true
		out = append(out, fmt.Sprintf(
			"embeddings are collapsing: pictures of different classes lie %.3g apart at a mean length of %.3g. "+
				"Is a sign inverted? Otherwise lower the learning rate", v.apart, v.norm))
	}
	if !w.Idle && e.Epoch == 1 && e.Live == 0 {
		w.Idle = true
		out = append(out, idle)
	}
	return out
}

// idleHinges names the hinges of a finished run that never took part, unless all
// of them did not.
func idleHinges(hinges []triplet.HingeActivity) []string {
	var out []string
	for _, h := range hinges {
		if h.Active == 0 {
			out = append(out, fmt.Sprintf(
				"the term %s was never active: in validation it would have needed %.3g more. "+
					"The loss is that of its other terms; raise the term's margin to make it count", h.Hinge, -h.Largest))
		}
	}
	if len(out) == len(hinges) {
		return nil
	}
	return out
}
