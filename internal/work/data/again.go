package data

import (
	"context"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/work/desk"
)

// GatherFor builds the triplets again that the model was tested on, or takes
// those of a file.
func GatherFor(ctx context.Context, at *desk.Desk, m *model.Model, from Pictures, file string) (*Material, error) {
	made := m.Meta.Data
	from, err := PicturesFor(at, &m.Meta, from)
	if err != nil {
		return nil, err
	}
	r := RecipeOfModel(made)
	if file != "" {
		r.Protocol, r.File = dataset.ProtocolFile, file
	}
	mat, err := Gather(ctx, at, from, r)
	if err != nil || mat.Data.Fingerprint == made.Fingerprint {
		return mat, err
	}
	if file == "" {
		return nil, lang.Errorf("the pictures here (%s) are not those that the model was trained on (%s, fingerprint %.12s), so its test triplets cannot be made again; name that data with --data, or give triplets with --triplets",
			mat.Data.Name, made.Name, made.Fingerprint)
	}
	if mat.Found != nil && mat.Found.Fingerprint == made.Fingerprint {
		note := lang.T("%s is another file than the model learned from, but of the data set that it learned from: triplets, or pictures of them, may have been trained on, and then their figures are too good", file)
		at.Note("%s", note)
		mat.Found.Notes = append(mat.Found.Notes, note.String())
	}
	// Only thresholds need a share of this file.
	all := mat.Split.Test.Select(nil)
	for _, t := range []*dataset.Triplets{mat.Split.Train, mat.Split.Val, mat.Split.Test} {
		all.Index = append(all.Index, t.Index...)
	}
	test, val := dataset.TrainTestSplit(all.Len(), r.ValSize, r.SplitSeed)
	mat.Split.Train, mat.Split.Val, mat.Split.Test = all.Select(nil), all.Select(val), all.Select(test)
	return mat, nil
}
