package work

import (
	"crypto/sha256"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/report/inspection"
)

// inspectAnalysis is one in progress.
type inspectAnalysis struct {
	InspectAnalyzeConfig
	n       *inspect.Inspector // its fine scale alone
	scales  int                // that it has
	workers int
	// leftOut says that the good pictures are those that the inspector knows, and all are judged
	// by good ones that were chosen without them.
	leftOut         bool
	good, made, bad analyzedPictures
	strength        []float64 // of the made-up defects
	known           int       // good pictures that were left out because the inspector knows them
}

// analyzedPictures are pictures of one group.
type analyzedPictures struct {
	inspect.Pictures
	names, kinds []string
	fold         []int // by which each is judged, where they are left out
	// mask is where the defect of picture i lies, a byte a pixel; nil where nobody knows.
	mask  func(i int) ([]uint8, error)
	sight []inspect.Sight
}

// find finds the pictures of all groups.
func (w *inspectAnalysis) find() error {
	good, badRoot := w.Good, w.Bad
	if w.Data != "" {
		good, badRoot = filepath.Join(w.Data, inspection.GoodKind), w.Data
	}
	if good == "" {
		w.keptGood()
		if len(w.good.names) < inspect.LeastGood {
			return lang.Errorf("%s keeps %d good pictures; give some that it has not learned from with --good", w.Inspector, len(w.good.names))
		}
	} else if err := w.freshGood(good); err != nil {
		return err
	}
	if badRoot != "" {
		return w.givenBad(badRoot, w.Data != "")
	}
	w.keptBad()
	return nil
}

// keptGood are the good pictures of the album.
func (w *inspectAnalysis) keptGood() {
	w.leftOut = true
	list := chosenPictures{from: w.n.Known().Good}
	for i, k := range w.n.Good {
		if _, ok := w.n.Album.Good(i); ok && k.Fold < len(w.n.Folds) {
			list.of = append(list.of, i)
			w.good.names, w.good.fold = append(w.good.names, k.Name), append(w.good.fold, k.Fold)
		}
	}
	w.good.Pictures = list
}

// keptBad are the known bad pictures of the album.
func (w *inspectAnalysis) keptBad() {
	list := chosenPictures{from: w.n.Known().Bad}
	for i, k := range w.n.Bad {
		if _, ok := w.n.Album.Bad(i); ok {
			list.of = append(list.of, i)
			w.bad.add(k.Name, "", w.n)
		}
	}
	w.bad.Pictures = list
}

// add takes a picture in; the folds take turns, since no fold has learned from it.
func (a *analyzedPictures) add(name, kind string, n *inspect.Inspector) {
	if len(n.Folds) > 0 {
		a.fold = append(a.fold, len(a.names)%len(n.Folds))
	}
	a.names, a.kinds = append(a.names, name), append(a.kinds, kind)
}

// chosenPictures are some of pictures.
type chosenPictures struct {
	from inspect.Pictures
	of   []int
}

// Bytes are the values of picture i of those that were chosen.
func (c chosenPictures) Bytes(i int) ([]uint8, error) { return c.from.Bytes(c.of[i]) }

// freshGood are those of a folder that the inspector does not know.
func (w *inspectAnalysis) freshGood(folder string) error {
	files, err := findPictures([]string{folder})
	if err != nil {
		return err
	}
	known := map[[sha256.Size]byte]bool{}
	for i := range w.n.Good {
		if pix, ok := w.n.Album.Good(i); ok {
			known[sha256.Sum256(pix)] = true
		}
	}
	all := newPartFiles(files, w.n.Input)
	fresh := newPartFiles(nil, w.n.Input)
	for i, f := range files {
		if len(known) > 0 {
			pix, err := all.Bytes(i)
			if err != nil {
				return err
			}
			if known[sha256.Sum256(pix)] {
				w.known++
				continue
			}
		}
		fresh.files = append(fresh.files, f)
	}
	if len(fresh.files) < inspect.LeastGood {
		return lang.Errorf("%s has %d good pictures that the inspector has not learned from, and at least %d are needed; leave --good out, and those that it keeps are taken", folder, len(fresh.files), inspect.LeastGood)
	}
	w.good.Pictures, w.good.names = fresh, within(folder, fresh.files)
	return nil
}

// givenBad are the pictures of a folder, whose folders are kinds; in a tree that of good ones is left out.
func (w *inspectAnalysis) givenBad(folder string, tree bool) error {
	files, err := findPictures([]string{folder})
	if err != nil {
		return err
	}
	list := newPartFiles(nil, w.n.Input)
	for i, name := range within(folder, files) {
		kind, _, inside := strings.Cut(name, "/")
		switch {
		case !inside && tree:
			return lang.Errorf("%s lies in no folder that says what it is; a test has a folder named good, and others for bad parts", files[i])
		case tree && kind == inspection.GoodKind:
			continue
		case !inside:
			kind = ""
		}
		list.files = append(list.files, files[i])
		w.bad.add(name, kind, w.n)
	}
	w.bad.Pictures = list
	masks := besideParts(folder)
	if w.Masks != "" {
		masks = newMaskFolders(folder, w.Masks)
	}
	if !slices.ContainsFunc(list.files, func(f string) bool { return masks.file(f) != "" }) {
		return nil
	}
	w.bad.mask = func(i int) ([]uint8, error) {
		file := masks.file(list.files[i])
		if file == "" {
			return nil, nil
		}
		return readMask(file, list.files[i], w.n.Input)
	}
	return nil
}
