package work

import (
	"os"
	"path/filepath"

	"mekiki/internal/dataset"
	"mekiki/internal/inspect"
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
	pix, _, err := p.read(i)
	return pix, err
}

// read is Bytes, and the shape of the file.
func (p partFiles) read(i int) ([]uint8, inspect.Shape, error) {
	dir, name := data.SplitPath(p.files[i])
	pix, file, err := p.prep.ReadPicture(os.DirFS(dir), name)
	if err != nil {
		return nil, inspect.Shape{}, lang.Errorf("%s: %w", p.files[i], err)
	}
	return pix, inspect.Shape{Height: file.H, Width: file.W}, nil
}

// shapes are those of the files.
func (p partFiles) shapes() ([]inspect.Shape, error) {
	list := make([]inspect.Shape, len(p.files))
	for i, f := range p.files {
		dir, name := data.SplitPath(f)
		file, err := p.prep.Open(os.DirFS(dir), name)
		if err != nil {
			return nil, lang.Errorf("%s: %w", f, err)
		}
		list[i] = inspect.Shape{Height: file.H, Width: file.W}
	}
	return list, nil
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
