package work

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// MarkConfig says where the defects of known bad parts are.
type MarkConfig struct {
	Masks string `yaml:"masks" json:"masks,omitempty" value:"folder" help:"masks of the defects of --bad in folders of the same names (default: ground_truth beside the pictures, if it is there)"`
	Boxes string `yaml:"boxes" json:"boxes,omitempty" value:"file" help:"boxes around the defects of --bad instead: CSV with the columns path,x,y,w,h in pixels, or JSON lines"`
}

func (c *MarkConfig) check(bad string) error {
	switch {
	case (c.Masks != "" || c.Boxes != "") && bad == "":
		return misuse.Errorf("masks and boxes show the defects of bad parts; give these with --bad")
	case c.Masks != "" && c.Boxes != "":
		return misuse.Errorf("masks and boxes both say where defects are; give one of them")
	}
	return nil
}

// marks are the masks of bad pictures below a folder, at the size that an inspector looks at; nil for
// a picture without one. All is nil where there are none. What marks nothing is said.
func (c *MarkConfig) marks(at *desk.Desk, bad string, files []string, in model.Input) ([][]uint8, error) {
	list, err := c.found(at, bad, files, in)
	if err == nil {
		noteBlank(at, list)
	}
	return list, err
}

// found are the masks by boxes, by a folder that was named, or beside the pictures.
func (c *MarkConfig) found(at *desk.Desk, bad string, files []string, in model.Input) ([][]uint8, error) {
	switch {
	case c.Boxes != "":
		list, strays, err := boxMasks(c.Boxes, files, in)
		if len(strays) > 0 {
			at.Note("%d pictures that %s names are none of the bad ones in %s, such as %q; paths lead from the folder of the list", len(strays), c.Boxes, bad, strays[0])
		}
		return list, err
	case c.Masks != "":
		list, found, err := newMaskFolders(bad, c.Masks).all(files, in)
		if err == nil && found == 0 {
			err = lang.Errorf("%s has no mask of a picture in %s; the mask of NAME.png is NAME_mask.png or NAME.png, in a folder of the same name", c.Masks, bad)
		}
		return list, err
	}
	list, found, err := besideParts(bad).all(files, in)
	if found == 0 {
		return nil, err
	}
	return list, err
}

// blank is how many masks show no defect at all: they are empty, or their boxes lie beyond the picture.
func blank(masks [][]uint8) (count int) {
	for _, m := range masks {
		if m != nil && !slices.ContainsFunc(m, func(v uint8) bool { return v != 0 }) {
			count++
		}
	}
	return count
}

// noteBlank says that masks show nothing.
func noteBlank(at *desk.Desk, masks [][]uint8) {
	if n := blank(masks); n > 0 {
		at.Note("masks or boxes of bad parts that show no defect within the picture: %d; these parts are taken as known by their label alone", n)
	}
}

// truthFolder is the folder of masks beside those of pictures, as many data sets have it.
const truthFolder = "ground_truth"

// maskFolders finds masks.
type maskFolders struct {
	root  string   // of the pictures
	roots []string // of the masks: below the same folders, or below one of the root's name
}

// newMaskFolders looks for masks in a folder, or in one there that is called as that of the pictures.
func newMaskFolders(root, masks string) *maskFolders {
	return &maskFolders{root, []string{masks, filepath.Join(masks, filepath.Base(filepath.Clean(root)))}}
}

// besideParts looks for masks where data sets have them: DATA/test and DATA/test/crack have theirs in
// DATA/ground_truth.
func besideParts(root string) *maskFolders {
	at := filepath.Clean(root)
	m := newMaskFolders(root, filepath.Join(filepath.Dir(at), truthFolder))
	m.roots = append(m.roots, filepath.Join(filepath.Dir(filepath.Dir(at)), truthFolder, filepath.Base(at)))
	return m
}

// maskNames are how the mask of NAME.EXT is called.
var maskNames = []string{"_mask.png", ".png"}

// file is the mask of a picture, "" where it has none.
func (m *maskFolders) file(picture string) string {
	name := within(m.root, []string{picture})[0]
	stem := filepath.FromSlash(strings.TrimSuffix(name, path.Ext(name)))
	for _, dir := range m.roots {
		for _, end := range maskNames {
			file := filepath.Join(dir, stem+end)
			if _, err := os.Stat(file); err == nil && !sameFile(file, picture) {
				return file
			}
		}
	}
	return ""
}

// all are the masks of pictures, and how many there are.
func (m *maskFolders) all(files []string, in model.Input) (list [][]uint8, found int, err error) {
	list = make([][]uint8, len(files))
	for i, file := range files {
		mask := m.file(file)
		if mask == "" {
			continue
		}
		if list[i], err = readMask(mask, file, in); err != nil {
			return nil, 0, err
		}
		found++
	}
	return list, found, nil
}

// strays are masks that belong to none of these: below the folder in which the first was found, else below the
// first folder that is there. One comes by its name.
func (m *maskFolders) strays(used map[string]bool) (count int, one string) {
	for _, dir := range m.roots {
		files, err := findPictures([]string{dir})
		if err != nil {
			continue
		}
		for _, f := range files {
			if used[f] {
				continue
			}
			if count++; count == 1 {
				one = f
			}
		}
		return count, one
	}
	return 0, ""
}

// readMask reads the mask of a picture.
func readMask(mask, picture string, in model.Input) ([]uint8, error) {
	shown, err := data.OpenPicture(picture, in)
	if err != nil {
		return nil, lang.Errorf("%s: %w", picture, err)
	}
	dir, name := data.SplitPath(mask)
	pix, err := data.Preparation(in).ReadMask(os.DirFS(dir), name, shown.H, shown.W)
	if err != nil {
		return nil, lang.Errorf("%s: %w", mask, err)
	}
	return pix, nil
}
