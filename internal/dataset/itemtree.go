package dataset

import (
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// mostDeep is how deep folders may lie in the folder of a class.
const mostDeep = 16

// validationNames are folders of pictures that others use to stop training. This
// program holds back its own, so they are training pictures.
var validationNames = []string{"val", "valid", "validation"}

// groundTruth is the folder of masks in the layout of MVTec AD (Bergmann et al.,
// "MVTec AD: a comprehensive real-world dataset for unsupervised anomaly detection",
// 2019).
const groundTruth = "ground_truth"

// walker lists pictures of folders.
type walker struct {
	fsys  fs.FS
	items []Item
	// left counts what was left out, by kind, in the order in which it came.
	left  []leftOut
	masks map[string]string // path without ending, of a mask
	val   int
}

// validationRemark says what became of n pictures of a validation part.
func validationRemark(n int) string {
	return lang.T("%d pictures of a validation part are training pictures here: what stops training early is held back of these", n).String()
}

// leftOut are files or folders that are no pictures.
type leftOut struct {
	kind  lang.Message
	n     int
	first string
}

func (w *walker) leave(kind lang.Message, name string) {
	for i := range w.left {
		if w.left[i].kind.Equal(kind) {
			w.left[i].n++
			return
		}
	}
	w.left = append(w.left, leftOut{kind, 1, name})
}

// walkFolders lists the pictures of folders that are called by their classes.
func walkFolders(fsys fs.FS) (*listing, error) {
	w := &walker{fsys: fsys, masks: map[string]string{}}
	folders, direct, err := w.read(".")
	if err != nil {
		return nil, err
	}
	if err := w.parts(folders); err != nil {
		return nil, err
	}
	for _, name := range direct {
		w.leave(lang.T("pictures that lie beside the folders of the classes"), name)
	}
	switch {
	case len(w.items) == 0 && len(direct) > 0:
		return nil, lang.Errorf("its pictures, such as %s, lie in it without a class; put each class into a folder of its own, or list them in %s", direct[0], manifestNames[0])
	case len(w.items) == 0:
		return nil, lang.Errorf("holds no pictures (PNG, JPEG, BMP, TIFF or WebP files by their names); put each class into a folder of its own, or name the folder that holds IDX files")
	}
	l := &listing{Items: w.items}
	for i := range l.Items {
		it := &l.Items[i]
		it.Mask = w.mask(it.Path)
	}
	for _, k := range w.left {
		l.Remarks = append(l.Remarks, lang.T("left out %d %s, such as %s", k.n, k.kind, k.first).String())
	}
	if w.val > 0 {
		l.Remarks = append(l.Remarks, validationRemark(w.val))
	}
	return l, nil
}

// parts goes through the folders of the first level: those of classes, or train, test
// and what belongs to them.
func (w *walker) parts(folders []string) error {
	own := func(name string) bool {
		return name == SplitTrain || name == SplitTest || name == groundTruth || slices.Contains(validationNames, name)
	}
	has := func(name string) bool { return slices.Contains(folders, name) }
	strange := slices.ContainsFunc(folders, func(name string) bool { return !own(name) })
	if !has(SplitTrain) || strange && !has(SplitTest) {
		return w.classes(".", folders, "")
	}
	for _, name := range folders {
		if name == groundTruth {
			if err := w.findMasks(name); err != nil {
				return err
			}
			continue
		}
		if !own(name) {
			w.leave(lang.T("folders beside train and test"), name)
			continue
		}
		classes, direct, err := w.read(name)
		if err != nil {
			return err
		}
		for _, file := range direct {
			w.leave(lang.T("pictures that lie beside the folders of the classes"), path.Join(name, file))
		}
		split, before := SplitTrain, len(w.items)
		if name == SplitTest {
			split = SplitTest
		}
		if err := w.classes(name, classes, split); err != nil {
			return err
		}
		if name != SplitTrain && name != SplitTest {
			w.val += len(w.items) - before
		}
	}
	return nil
}

// classes lists the pictures of folders that are called by their classes, however
// deep they lie.
func (w *walker) classes(dir string, folders []string, split string) error {
	for _, class := range folders {
		inner, files, err := w.read(path.Join(dir, class))
		if err != nil {
			return err
		}
		if err := w.all(path.Join(dir, class), inner, files, Item{Label: class, Split: split}, 0); err != nil {
			return err
		}
	}
	return nil
}

// all lists the pictures of a folder and of those in it.
func (w *walker) all(dir string, folders, files []string, as Item, deep int) error {
	if slices.Contains(folders, SplitTrain) && (slices.Contains(folders, SplitTest) || slices.Contains(folders, groundTruth)) {
		return lang.Errorf("%s in it holds train and test, so it is a data set of its own; name that folder", dir)
	}
	for _, name := range files {
		as.Path = path.Join(dir, name)
		w.items = append(w.items, as)
	}
	for _, name := range folders {
		if deep == mostDeep {
			return lang.Errorf("folders in %s lie more than %d deep; name the folder that holds the classes", dir, mostDeep)
		}
		inner, files, err := w.read(path.Join(dir, name))
		if err != nil {
			return err
		}
		if err := w.all(path.Join(dir, name), inner, files, as, deep+1); err != nil {
			return err
		}
	}
	return nil
}

// findMasks notes the masks of a folder ground_truth.
func (w *walker) findMasks(dir string) error {
	classes, _, err := w.read(dir)
	if err != nil {
		return err
	}
	for _, class := range classes {
		_, files, err := w.read(path.Join(dir, class))
		if err != nil {
			return err
		}
		for _, name := range files {
			w.masks[path.Join(class, strings.TrimSuffix(name, path.Ext(name)))] = path.Join(dir, class, name)
		}
	}
	return nil
}

// mask is that of a test picture: NAME_mask or NAME in the folder of its class.
func (w *walker) mask(picture string) string {
	name, ok := strings.CutPrefix(picture, SplitTest+"/")
	if !ok {
		return ""
	}
	name = strings.TrimSuffix(name, path.Ext(name))
	if m, ok := w.masks[name+"_mask"]; ok {
		return m
	}
	return w.masks[name]
}

// read lists the folders and the pictures of a folder by their names alone, so that
// 100,000 of them are there at once. Links to files are files; links to folders may
// lead in circles and are not followed.
func (w *walker) read(dir string) (folders, pictures []string, err error) {
	entries, err := fs.ReadDir(w.fsys, dir)
	if err != nil {
		return nil, nil, lang.Errorf("%s: %w", dir, bare(err))
	}
	for _, e := range entries {
		name, at := e.Name(), path.Join(dir, e.Name())
		kind := ignoredKind(name)
		isDir := e.IsDir()
		if kind.IsZero() && e.Type()&fs.ModeSymlink != 0 {
			st, err := fs.Stat(w.fsys, at)
			if err == nil && st.IsDir() {
				kind = lang.T("links to folders, which are not followed (copy the folder here, or name it)")
			}
			// A link to nothing is a picture that cannot be read.
		}
		switch {
		case !kind.IsZero():
			w.leave(kind, at)
		case isDir:
			folders = append(folders, name)
		case PictureName(name):
			pictures = append(pictures, name)
		default:
			w.leave(lang.T("files that are no pictures by their names"), at)
		}
	}
	return folders, pictures, nil
}

// ignoredKind says what files and folders are that no user put there for their
// pictures; nothing for all others.
func ignoredKind(name string) lang.Message {
	switch low := strings.ToLower(name); {
	case low == "thumbs.db", low == "desktop.ini", low == "ehthumbs.db", low == "__macosx", low == "@eadir", low == "$recycle.bin":
		return lang.T("files and folders of the system")
	case strings.HasPrefix(name, "."):
		return lang.T("hidden files and folders")
	}
	return lang.Message{}
}

// pictureEndings are those of picture files, also of the kinds that are refused when
// they are opened, so that nobody misses one.
var pictureEndings = []string{".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".gif"}

// PictureName says whether a file is called like a picture; name may be a path.
func PictureName(name string) bool {
	return slices.Contains(pictureEndings, strings.ToLower(filepath.Ext(name)))
}
