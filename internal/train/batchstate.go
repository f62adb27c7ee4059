package train

import (
	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// Prefixes of the names of tensors in a checkpoint; the present weights have none.
const (
	bestPrefix    = "best."
	averagePrefix = "average."
	firstMoment   = "adam.m."
	secondMoment  = "adam.v."
)

// tensors are the present, the averaged and the best weights, as far as there
// are any, AdamW's moments, and what the loss has learned.
func (b *batches) tensors() ([]safetensors.Tensor, int) {
	var out []safetensors.Tensor
	add := func(prefix string, t nn.Tensor, v []float32) {
		out = append(out, safetensors.Tensor{Name: prefix + t.Name, Shape: t.Shape, F32: v})
	}
	state, trained := b.trainer.State(), 0
	for i, t := range b.net.Tensors() {
		add("", t, b.net.Values(i))
		if state.Average != nil {
			add(averagePrefix, t, state.Average.Values(i))
		}
		if b.best != nil {
			add(bestPrefix, t, b.best.Values(i))
		}
		if t.Trained {
			add(firstMoment, t, state.M[trained])
			add(secondMoment, t, state.V[trained])
			trained++
		}
	}
	return append(out, b.loss.tensors()...), state.Steps
}

func (b *batches) size(p *progress) (int64, error) {
	size, err := b.loss.size(p)
	if err != nil {
		return 0, err
	}
	for _, t := range b.net.Tensors() {
		copies := 1
		if b.cfg.Average > 0 {
			copies++
		}
		if b.best != nil {
			copies++
		}
		if t.Trained {
			copies += 2
		}
		size += int64(4*copies) * int64(t.Size())
	}
	return size, nil
}

func (b *batches) take(f *safetensors.File, steps int) error {
	state := nn.BatchState{Steps: steps}
	if b.cfg.Average > 0 {
		state.Average = b.net.Clone()
	}
	var wrong error
	get := func(prefix string, t nn.Tensor) []float32 {
		v, ok := f.Get(prefix + t.Name)
		if !ok || len(v.F32) != t.Size() {
			wrong = lang.Errorf("damaged: tensor %s is missing or has another shape; %s", prefix+t.Name, startOver)
			return make([]float32, t.Size())
		}
		return v.F32
	}
	for i, t := range b.net.Tensors() {
		b.net.SetValues(i, get("", t))
		if state.Average != nil {
			state.Average.SetValues(i, get(averagePrefix, t))
		}
		if b.best != nil {
			b.best.SetValues(i, get(bestPrefix, t))
		}
		if t.Trained {
			state.M, state.V = append(state.M, get(firstMoment, t)), append(state.V, get(secondMoment, t))
		}
	}
	if wrong != nil {
		return wrong
	}
	b.trainer.SetState(state)
	return b.loss.take(f, b.progress, steps)
}
