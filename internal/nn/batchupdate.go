package nn

import "mekiki/internal/kernel"

// piece is a run of parameters that one worker updates at a time.
type piece struct {
	lo, hi int
	decay  bool
	tail   bool // of an eye, which learns at a rate of its own
}

// pieceSize is the most parameters of a piece.
const pieceSize = 16 << 10

// pieces cuts the trained parameters.
func (n *Net) pieces() []piece {
	var all []piece
	for _, t := range n.tensors {
		if !t.Trained {
			continue
		}
		for lo := t.at; lo < t.at+t.size; lo += pieceSize {
			all = append(all, piece{lo, min(lo+pieceSize, t.at+t.size), t.matrix, t.tail})
		}
	}
	return all
}

// update moves all parameters.
func (t *BatchTrainer) update(rate, norm float64) {
	t.steps++
	t.step = uint64(t.steps)
	t.plain, t.tail = t.opt.Optimizer.both(t.steps, rate), t.opt.Optimizer.both(t.steps, rate*t.opt.TailRate)
	t.shrink = 1
	if t.opt.Clip > 0 && norm > t.opt.Clip {
		t.shrink = float32(t.opt.Clip / norm)
	}
	for _, o := range t.ops {
		if o, ok := o.(*normOp); ok {
			o.run(&t.exec)
		}
	}
	t.toward = float32(1 - min(t.opt.Average, float64(1+t.steps)/float64(10+t.steps)))
	t.jobs.Even(len(t.pieces))
	t.pool.Run(t.updatePhase)
	t.transposeAll()
	if t.average != nil {
		kernel.Lerp(t.average.params[t.net.trained:], t.params[t.net.trained:], t.toward)
	}
	t.centerAll()
}

// updatePieces is a worker's share of the update.
func (t *BatchTrainer) updatePieces(worker int) {
	for {
		i, ok := t.jobs.Take(worker)
		if !ok {
			return
		}
		p := t.pieces[i]
		g := t.grads[p.lo:p.hi]
		if t.shrink != 1 {
			for k := range g {
				g[k] *= t.shrink
			}
		}
		steps := &t.plain
		if p.tail {
			steps = &t.tail
		}
		s := steps.plain
		if p.decay {
			s = steps.decay
		}
		kernel.Adam(t.params[p.lo:p.hi], t.m[p.lo:p.hi], t.v[p.lo:p.hi], g, s)
		if t.average != nil {
			kernel.Lerp(t.average.params[p.lo:p.hi], t.params[p.lo:p.hi], t.toward)
		}
	}
}

// transposeAll renews the transposed weights.
func (t *BatchTrainer) transposeAll() {
	t.jobs.Even(len(t.turns))
	t.pool.Run(t.turnPhase)
}

func (t *BatchTrainer) turnWeights(worker int) {
	for {
		i, ok := t.jobs.Take(worker)
		if !ok {
			return
		}
		t.turns[i].op.transpose(&t.exec, t.turns[i].p, worker)
	}
}

// centerAll prepares the normalisations for the next step.
func (t *BatchTrainer) centerAll() {
	for _, o := range t.ops {
		if o, ok := o.(*normOp); ok {
			o.center(&t.exec)
		}
	}
}

// BatchState is what an undisturbed continuation needs beside the parameters.
type BatchState struct {
	Steps int
	// M and V are Adam's moments of each trained tensor, in the order of Tensors
	// without the others.
	M, V [][]float32
	// Average holds the averaged parameters; nil without an average.
	Average *Net
}

// State copies the state of training.
func (t *BatchTrainer) State() BatchState {
	s := BatchState{Steps: t.steps}
	for i, tensor := range t.net.tensors {
		if tensor.Trained {
			s.M, s.V = append(s.M, t.net.valuesOf(t.m, i)), append(s.V, t.net.valuesOf(t.v, i))
		}
	}
	if t.average != nil {
		s.Average = t.average.Clone()
	}
	return s
}

// SetState takes over a state and the parameters that the network has now. It
// panics on wrong lengths, or an average that is missing or of another network.
func (t *BatchTrainer) SetState(s BatchState) {
	t.steps, t.step = s.Steps, uint64(s.Steps)
	next := 0
	for i, tensor := range t.net.tensors {
		if tensor.Trained {
			t.net.setValuesOf(t.m, i, s.M[next])
			t.net.setValuesOf(t.v, i, s.V[next])
			next++
		}
	}
	if t.average != nil {
		t.average.CopyFrom(s.Average)
	}
	t.transposeAll()
	t.centerAll()
}
