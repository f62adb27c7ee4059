package work

import (
	"os"
	"path/filepath"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/work/data"
)

// partFiles are picture files that an inspector looks at, prepared when they are asked for.
type partFiles struct {
	files []string
	prep  dataset.Preparation
}

func newPartFiles(files []string, in model.Input) partFiles {
	return partFiles{files, data.Preparation(in)}
}

// Bytes are the values of file i.
func (p partFiles) Bytes(i int) ([]uint8, error) {
	dir, name := data.SplitPath(p.files[i])
	pix, _, err := p.prep.ReadPicture(os.DirFS(dir), name)
	if err != nil {
		return nil, lang.Errorf("%s: %w", p.files[i], err)
	}
	return pix, nil
}

// within are paths as they stand below a folder.
func within(root string, files []string) []string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f
		if rel, err := filepath.Rel(root, f); err == nil {
			names[i] = filepath.ToSlash(rel)
		}
	}
	return names
}
