package train

import (
	"errors"
	"fmt"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// tensors are the current and the best weights and Adam's moments, and what
// fitter adds.
func (t *triplets) tensors() ([]safetensors.Tensor, int) {
	var out []safetensors.Tensor
	add := func(name string, l int, weight, bias []float32) {
		in, width := t.net.Widths()[l], t.net.Widths()[l+1]
		out = append(out,
			safetensors.Tensor{Name: fmt.Sprintf("%s.%d.weight", name, l), Shape: []int{width, in}, F32: weight},
			safetensors.Tensor{Name: fmt.Sprintf("%s.%d.bias", name, l), Shape: []int{width}, F32: bias})
	}
	state := t.trainer.State()
	for l := range t.net.Layers() {
		add("layers", l, t.net.Weight(l), t.net.Bias(l))
		add("best", l, t.best.Weight(l), t.best.Bias(l))
		add("adam.m", l, state.MW[l], state.MB[l])
		add("adam.v", l, state.VW[l], state.VB[l])
	}
	return append(out, t.fitter.tensors()...), state.Steps
}

func (t *triplets) size(p *progress) (int64, error) {
	if p.Epoch > 0 && len(p.Hinges) != len(t.loss.Activity(nil, 1)) || !t.learner.fits(p.Learned) {
		return 0, errNowhere
	}
	size := t.fitter.size(t.net.Dim())
	for l := range t.net.Layers() {
		size += int64(4*4) * int64(t.net.Widths()[l]+1) * int64(t.net.Widths()[l+1])
	}
	return size, nil
}

func (t *triplets) take(f *safetensors.File, steps int) error {
	layers := func(name string, set func(l int, weight, bias []float32)) error {
		for l := range t.net.Layers() {
			in, out := t.net.Widths()[l], t.net.Widths()[l+1]
			w, okW := f.Get(fmt.Sprintf("%s.%d.weight", name, l))
			b, okB := f.Get(fmt.Sprintf("%s.%d.bias", name, l))
			if !okW || !okB || len(w.F32) != in*out || len(b.F32) != out {
				return lang.Errorf("damaged: layer %d of %s is missing or has another shape; %s", l, name, startOver)
			}
			set(l, w.F32, b.F32)
		}
		return nil
	}
	n := t.net.Layers()
	state := nn.State{Steps: steps, MW: make([][]float32, n), MB: make([][]float32, n), VW: make([][]float32, n), VB: make([][]float32, n)}
	err := errors.Join(
		layers("layers", t.net.SetLayer), layers("best", t.best.SetLayer),
		layers("adam.m", func(l int, w, b []float32) { state.MW[l], state.MB[l] = w, b }),
		layers("adam.v", func(l int, w, b []float32) { state.VW[l], state.VB[l] = w, b }),
	)
	if err != nil {
		return err
	}
	if err := t.fitter.take(f, t.net.Dim()); err != nil {
		return err
	}
	t.trainer.SetState(state)
	if t.learner != nil {
		t.learner.state = t.progress.Learned
		t.learner.apply()
	}
	return nil
}
