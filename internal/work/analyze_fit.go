package work

import (
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
)

// fitOn gives mahalanobis its state, if a distance or the loss is that: the
// model's own, else one fitted on the first training triplets, in what is
// measured. So the held-back parts choose nothing.
func (s *analysed) fitOn(all *dataset.Triplets, distances []string, workers int) error {
	const name = "mahalanobis"
	inLoss := slices.Contains(s.loss.Distances(), name)
	if !inLoss && !slices.Contains(distances, name) {
		return nil
	}
	if s.model != nil && len(s.model.Meta.Loss.Mahalanobis) > 0 {
		s.fit = s.model.Meta.Loss.Mahalanobis
		s.notes = append(s.notes, lang.T("The Mahalanobis distance is as the model's training fitted it.").String())
	} else {
		split, err := data.SplitTriplets(all, s.recipe)
		if err != nil {
			return err
		}
		if s.model != nil {
			s.fit, err = train.Fit(s.model.Net, split.Train.Images, train.FitRows(split.Train), workers)
		} else {
			s.fit, err = fitPixels(split.Train)
		}
		if err != nil {
			return lang.Errorf("%s: %w", s.origin, err)
		}
		s.notes = append(s.notes, lang.T("The Mahalanobis distance was fitted on %d training triplets; on part train it flatters itself.", min(train.FitTriplets, split.Train.Len())).String())
	}
	if inLoss {
		s.loss.Mahalanobis = s.fit
	}
	return nil
}

// fitPixels is train.Fit on the pictures themselves, values from 0 to 1.
func fitPixels(t *dataset.Triplets) (distance.Whitening, error) {
	size := t.Images.Size()
	index := t.Index[:min(train.FitTriplets, t.Len())]
	rows := make([]float32, 3*len(index)*size)
	for k, triplet := range index {
		for j, i := range triplet {
			at := (3*k + j) * size
			if err := t.Images.Floats(rows[at:at+size], int(i)); err != nil {
				return nil, err
			}
		}
	}
	return distance.FitWhitening(rows, size)
}
