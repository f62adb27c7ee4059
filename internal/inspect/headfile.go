package inspect

import (
	"slices"

	"mekiki/internal/inspect/head"
	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// foldsTensor has the galleries of folds, one behind the other, each of as many vectors.
func (n *Inspector) foldsTensor() safetensors.Tensor {
	t := safetensors.Tensor{Name: foldTensor}
	least := spaceMost
	for _, fold := range n.Folds {
		least = min(least, len(fold)/n.Gallery.Dim)
	}
	for _, fold := range n.Folds {
		t.F32 = append(t.F32, fold[:least*n.Gallery.Dim]...)
	}
	t.Shape = []int{len(n.Folds), least, n.Gallery.Dim}
	return t
}

// readFolds takes the galleries of folds.
func (n *Inspector) readFolds(f *safetensors.File) error {
	t, _ := f.Get(foldTensor)
	folds := 0
	for _, g := range n.Good {
		if g.Fold < 0 || g.Fold >= len(n.Good) {
			return lang.Errorf("the inspector is damaged: the picture %s is in fold %d of %d", g.Name, g.Fold, len(n.Good))
		}
		folds = max(folds, g.Fold+1)
	}
	if size := folds * n.Gallery.Dim; len(t.F32) == 0 || len(t.F32)%size != 0 || !finite(t.F32) {
		return lang.Errorf("the inspector is damaged: its %d folds do not go with its %d good pictures", folds, len(n.Good))
	}
	for k := range folds {
		size := len(t.F32) / folds
		n.Folds = append(n.Folds, t.F32[k*size:][:size])
	}
	return nil
}

// readHead takes the weights of a head, where the description names one.
func (n *Inspector) readHead(f *safetensors.File) error {
	h := n.Head
	if h == nil {
		return nil
	}
	w, _ := f.Get(headTensor)
	x, _ := f.Get(spaceTensor)
	var err error
	if h.Net, err = head.FromWeights(w.F32, n.Gallery.Dim); err != nil {
		return err
	}
	if !(h.Frozen >= 0) || !(h.Own >= 0) {
		return lang.Errorf("the network of bad parts is damaged: scores with the factors %v and %v", h.Frozen, h.Own)
	}
	for _, p := range h.Mix.wants() {
		if !slices.Contains(headParts, p) {
			return lang.Errorf("the network of bad parts is damaged: a distance by %s", PartNames[p])
		}
	}
	if err := h.Mix.check(false); err != nil {
		return err
	}
	if len(x.F32) == 0 || len(x.F32)%head.Numbers != 0 || !finite(x.F32) {
		return lang.Errorf("the network of bad parts is damaged: %d numbers in vectors of %d", len(x.F32), head.Numbers)
	}
	h.Space = head.Space(x.F32)
	return nil
}
