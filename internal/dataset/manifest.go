package dataset

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// manifestColumns are what a manifest may say of a picture; path and label are needed.
var manifestColumns = []string{"path", "label", "object", "split", "mask"}

// readManifest reads a list of pictures: CSV with a line of column names, or JSON
// lines. Paths lead from the folder of the manifest. Errors do not name the file.
func readManifest(fsys fs.FS, name string) (*listing, error) {
	m := &manifest{at: path.Dir(name), lines: map[string]int{}}
	t := table{columns: manifestColumns, needed: 2, example: `{"path": "a/1.png", "label": "a"}`, add: m.add}
	if err := t.read(fsys, name); err != nil {
		return nil, err
	}
	if len(m.items) == 0 {
		return nil, lang.Errorf("lists no pictures")
	}
	l := &listing{Items: m.items}
	if m.val > 0 {
		l.Remarks = append(l.Remarks, validationRemark(m.val))
	}
	return l, nil
}

// manifest takes rows.
type manifest struct {
	at    string // its folder
	items []Item
	lines map[string]int // where a path stood first
	val   int
	known bool // whether some row says its part
}

// add takes over a row.
func (m *manifest) add(of row, line int) error {
	it := Item{Label: of["label"], Object: of["object"]}
	var err error
	if it.Path, err = m.within("path", of["path"]); err != nil {
		return err
	}
	if of["mask"] != "" {
		if it.Mask, err = m.within("mask", of["mask"]); err != nil {
			return err
		}
	}
	split := strings.ToLower(of["split"])
	switch {
	case it.Label == "":
		return lang.Errorf("%s has no label; give every picture the name of its class", it.Path)
	case m.lines[it.Path] > 0:
		return lang.Errorf("%s stands in line %d already; a picture is listed once", it.Path, m.lines[it.Path])
	case slices.Contains(validationNames, split):
		split, m.val = SplitTrain, m.val+1
	case split != SplitTrain && split != SplitTest && split != "":
		return lang.Errorf("split is %q; it is train, test or nothing", of["split"])
	}
	if len(m.items) > 0 && m.known != (split != "") {
		return lang.Errorf("some pictures have a split and others none; give it to all of them or to none")
	}
	it.Split, m.known = split, split != ""
	m.lines[it.Path] = line
	m.items = append(m.items, it)
	return nil
}

// within is a path from the folder of the manifest, as the file system wants it.
func (m *manifest) within(column, name string) (string, error) { return within(m.at, column, name) }

// within is a path from the folder at, as the file system wants it.
func within(at, column, name string) (string, error) {
	if name == "" {
		return "", lang.Errorf("has no %s", column)
	}
	clean := path.Join(at, strings.ReplaceAll(name, `\`, "/"))
	if path.IsAbs(name) || !fs.ValidPath(clean) || clean == "." {
		return "", lang.Errorf("%s %s does not lie in the folder of the manifest; paths lead from there", column, name)
	}
	return clean, nil
}
