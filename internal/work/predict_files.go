package work

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/work/data"
)

// findPictures lists pictures: files as they are named, of folders all that are called like pictures, at
// any depth, in the order of their names. Hidden files and folders, and links to folders, are passed
// over. A folder without pictures is an error.
func findPictures(paths []string) (files []string, err error) {
	for _, path := range paths {
		st, err := os.Stat(path)
		if err != nil {
			return nil, lang.Errorf("%w; name a picture or a folder of pictures", err)
		}
		if !st.IsDir() {
			files = append(files, path)
			continue
		}
		before := len(files)
		root := filepath.Clean(path)
		err = filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			hidden := name != root && strings.HasPrefix(e.Name(), ".")
			switch {
			case err != nil:
				return err
			case hidden && e.IsDir():
				return fs.SkipDir
			case !hidden && !e.IsDir() && dataset.PictureName(e.Name()):
				files = append(files, name)
			}
			return nil
		})
		if err != nil {
			return nil, lang.Errorf("looking for pictures: %w", err)
		}
		if len(files) == before {
			return nil, lang.Errorf("%s holds no pictures (%s files by their names)", path, data.PictureKinds)
		}
	}
	return files, nil
}
