package work

import (
	"maps"
	"os"
	"path/filepath"
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/work/data"
)

// boxMasks are masks by a list of boxes, and the pictures of the list that are none of the files, by name.
func boxMasks(list string, files []string, in model.Input) (masks [][]uint8, strays []string, err error) {
	dir, name := data.SplitPath(list)
	boxes, err := dataset.ReadBoxes(os.DirFS(dir), name)
	if err != nil {
		return nil, nil, lang.Errorf("%s: %w", list, err)
	}
	listed := len(boxes)
	masks = make([][]uint8, len(files))
	for i, file := range files {
		name, err := filepath.Rel(dir, file)
		if err != nil {
			continue // another drive
		}
		name = filepath.ToSlash(name)
		of := boxes[name]
		if of == nil {
			continue
		}
		delete(boxes, name)
		shown, err := data.OpenPicture(file, in)
		if err != nil {
			return nil, nil, lang.Errorf("%s: %w", file, err)
		}
		if masks[i], err = data.Preparation(in).BoxMask(of, shown.H, shown.W); err != nil {
			return nil, nil, lang.Errorf("%s: %w", file, err)
		}
	}
	if len(boxes) == listed {
		return nil, nil, lang.Errorf("%s has no box of a picture that is to be learned; paths lead from the folder of the list", list)
	}
	return masks, slices.Sorted(maps.Keys(boxes)), nil
}
