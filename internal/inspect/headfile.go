package inspect

import (
	"mekiki/internal/inspect/head"
	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// foldsTensor has the galleries of folds, one row a vector: its fold, picture and place.
func (n *Inspector) foldsTensor() safetensors.Tensor {
	t := safetensors.Tensor{Name: foldTensor}
	for k, fold := range n.Folds {
		for _, o := range fold {
			t.I64 = append(t.I64, int64(k), int64(o.Picture), int64(o.Place))
		}
	}
	t.Shape = []int{len(t.I64) / 3, 3}
	return t
}

// readFolds takes the galleries of folds. Each holds vectors of pictures of other folds alone.
func (n *Inspector) readFolds(f *safetensors.File) error {
	t, _ := f.Get(foldTensor)
	most := 0
	for _, g := range n.Good {
		if g.Fold < 0 || g.Fold >= len(n.Good) {
			return lang.Errorf("the inspector is damaged: the picture %s is in fold %d of %d", g.Name, g.Fold, len(n.Good))
		}
		most = max(most, g.Fold+1)
	}
	damaged := lang.Errorf("the inspector is damaged: its %d folds do not go with its %d good pictures", most, len(n.Good))
	if len(t.I64)%3 != 0 {
		return damaged
	}
	n.Folds = make([][]Origin, most)
	for row := t.I64; len(row) > 0; row = row[3:] {
		if row[0] < 0 || row[0] >= int64(most) || row[1] < 0 || row[1] >= int64(len(n.Good)) || row[2] < 0 || n.Good[row[1]].Fold == int(row[0]) {
			return damaged
		}
		n.Folds[row[0]] = append(n.Folds[row[0]], Origin{int(row[1]), int(row[2])})
	}
	for _, fold := range n.Folds {
		if len(fold) == 0 {
			return damaged
		}
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
	for _, v := range []float64{h.Euclidean, h.Cosine, h.Frozen, h.Own} {
		if !(v >= 0) {
			return lang.Errorf("the head is damaged: a distance with the factor %v", v)
		}
	}
	if len(x.F32) == 0 || len(x.F32)%head.Numbers != 0 || !finite(x.F32) {
		return lang.Errorf("the head is damaged: %d numbers in vectors of %d", len(x.F32), head.Numbers)
	}
	h.Space = head.Space(x.F32)
	return nil
}
