package family

import (
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// weights are the tensors of a state dict by their names.
type weights struct {
	order   []string
	tensors map[string]*safetensors.Tensor
	taken   map[string]bool
	// passed are beginnings of names whose tensors no tap needs, such as a classifier's.
	passed []string
}

// wrapping is what training on several machines puts in front of each name.
const wrapping = "module."

func read(f *safetensors.File) *weights {
	w := &weights{tensors: map[string]*safetensors.Tensor{}}
	wrapped := !slices.ContainsFunc(f.Tensors, func(t safetensors.Tensor) bool { return !strings.HasPrefix(t.Name, wrapping) })
	for i := range f.Tensors {
		t := &f.Tensors[i]
		name := t.Name
		if wrapped {
			name = strings.TrimPrefix(name, wrapping)
		}
		w.order = append(w.order, name)
		w.tensors[name] = t
	}
	return w
}

// has reports whether all of the names are there.
func (w *weights) has(names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return w.tensors[n] == nil })
}

// shape is that of a tensor; nil if it is not there.
func (w *weights) shape(name string) []int {
	if t := w.tensors[name]; t != nil {
		return t.Shape
	}
	return nil
}

// take gives the numbers of a tensor, whose shape must be as wanted; -1 is any extent.
func (w *weights) take(name string, shape ...int) ([]float32, error) {
	t := w.tensors[name]
	if t == nil {
		return nil, lang.Errorf("tensor %.80q is missing", name)
	}
	w.taken[name] = true
	fits := len(shape) == len(t.Shape) && t.F32 != nil
	for i := 0; fits && i < len(shape); i++ {
		fits = shape[i] < 0 || shape[i] == t.Shape[i]
	}
	if !fits {
		return nil, lang.Errorf("tensor %.80q has the shape %v instead of %v", name, t.Shape, strings.ReplaceAll(fmt.Sprint(shape), "-1", "?"))
	}
	for _, v := range t.F32 {
		if v-v != 0 {
			return nil, lang.Errorf("tensor %.80q has numbers that are none (NaN or infinite); the training has failed before this file was written", name)
		}
	}
	return t.F32, nil
}

// unused is an error if a tensor was not taken: the network is then another one.
func (w *weights) unused() error {
	for _, name := range w.order {
		known := w.taken[name] || strings.HasSuffix(name, ".num_batches_tracked") ||
			slices.ContainsFunc(w.passed, func(p string) bool { return strings.HasPrefix(name, p) })
		if !known {
			return lang.Errorf("there is a tensor %.80q, which that one has not", name)
		}
	}
	return nil
}

// summary says what is there, for messages.
func (w *weights) summary() string {
	const shown = 3
	var parts []string
	for _, name := range w.order[:min(shown, len(w.order))] {
		parts = append(parts, fmt.Sprintf("%.60q %v", name, w.tensors[name].Shape))
	}
	text := strings.Join(parts, ", ")
	if len(w.order) > shown {
		text += ", …"
	}
	return text
}
