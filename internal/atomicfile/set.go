package atomicfile

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"mekiki/internal/lang"
)

// File is one file of a set: its path below the set's folder, with slashes, and
// what writes it.
type File struct {
	Name string
	Fill func(io.Writer) error
}

// WriteSet replaces several files of the folder dir together. All of them are
// written beside the old ones and synced to disk, several at a time; only when
// every one is whole are they renamed, in the order of files, so the last is the
// one that a reader may take as the sign that the others are there. Then the files
// called obsolete, which an earlier set had and this one has not, are removed.
// Folders below dir, and dir itself, are made if missing.
//
// On an error before the first rename nothing of what was there has changed, and
// nothing new is left. Fill is called from several goroutines.
func WriteSet(dir string, files []File, obsolete ...string) error {
	place := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	made, err := makeFolders(dir, files)
	if err != nil {
		return err
	}
	all := make([]staged, len(files))
	errs := make([]error, len(files))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i, f := range files {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			all[i], errs[i] = stage(place(f.Name), ending, f.Fill)
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			for j, s := range all {
				if errs[j] == nil {
					s.drop()
				}
			}
			removeFolders(made)
			return explain(place(files[i].Name), err)
		}
	}
	folders := map[string]bool{}
	for i, s := range all {
		if err := s.commit(); err != nil {
			for _, rest := range all[i+1:] {
				rest.drop()
			}
			return lang.Errorf("cannot write %s: %w (%d of the %d files of %s are new already; run again)", place(files[i].Name), err, i, len(files), dir)
		}
		folders[filepath.Dir(s.target)] = true
	}
	for _, name := range obsolete {
		if err := os.Remove(place(name)); err != nil && !os.IsNotExist(err) {
			return lang.Errorf("%w; it is of an earlier result: remove it", err)
		}
	}
	for folder := range folders {
		if err := syncDir(folder); err != nil {
			return lang.Errorf("wrote the files of %s, but their folder cannot be synced to disk: %w", dir, err)
		}
	}
	return nil
}

// makeFolders makes the folders that the files need and says which were made, the
// outer ones first.
func makeFolders(dir string, files []File) (made []string, err error) {
	need := []string{dir}
	for _, f := range files {
		need = append(need, filepath.Join(dir, filepath.Dir(filepath.FromSlash(f.Name))))
	}
	for _, folder := range need {
		var missing []string
		for at := folder; ; at = filepath.Dir(at) {
			if _, err := os.Stat(at); err == nil || at == filepath.Dir(at) {
				break
			}
			missing = append([]string{at}, missing...)
		}
		if err := os.MkdirAll(folder, 0o777); err != nil {
			removeFolders(append(made, missing...))
			return nil, lang.Errorf("cannot make the folder %s: %w; choose a folder that you may write to", folder, err)
		}
		made = append(made, missing...)
	}
	return made, nil
}

// removeFolders removes folders that are empty, the inner ones first.
func removeFolders(made []string) {
	for i := len(made) - 1; i >= 0; i-- {
		os.Remove(made[i]) // fails where something else came in, which stays
	}
}
