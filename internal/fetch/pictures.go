package fetch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
)

// picturesIn says whether a path is a folder of picture files, or a manifest of one: the
// folder that its paths lead from, and the name of the manifest there. Both are empty
// if not.
func picturesIn(name string) (root, manifest string) {
	st, err := os.Stat(name)
	switch {
	case err != nil:
		return "", ""
	case st.Mode().IsRegular() && slices.Contains([]string{".csv", ".tsv", ".jsonl"}, strings.ToLower(filepath.Ext(name))):
		return filepath.Dir(name), filepath.Base(name)
	case st.IsDir() && dataset.HoldsPictures(os.DirFS(name)):
		return name, ""
	}
	return "", ""
}

// pictures reads the picture files of root, listed in its manifest if that has a name.
func (l *loader) pictures(ctx context.Context, named, root, manifest, by string) (*Result, error) {
	if l.Transpose {
		return nil, lang.Errorf("transpose turns IDX pictures, and %s (%s) holds picture files; leave it out", named, by)
	}
	folder := l.Folder
	folder.Manifest = manifest
	made, err := folder.Read(ctx, os.DirFS(root), l.Progress)
	switch {
	case errors.Is(err, context.Canceled):
		return nil, err
	case err != nil:
		return nil, lang.Errorf("pictures in %s (%s): %w", named, by, err)
	}
	whole, err := filepath.Abs(named)
	if err != nil {
		return nil, err
	}
	made.Set.Name = filepath.Base(whole)
	for _, r := range made.Remarks {
		l.note(lang.T("%s: %s", made.Set.Name, lang.Saved(r)))
	}
	r, err := l.finish(&Result{Set: made.Set, Folder: made, Origin: lang.T("the folder %s (%s)", named, by).String(), Dir: root})
	if err != nil {
		return nil, lang.Errorf("pictures in %s (%s): %w", named, by, err)
	}
	return r, nil
}
