package dataset

import (
	"io/fs"
	"strings"

	"mekiki/internal/lang"
)

// Item is one picture of a user's own folder.
type Item struct {
	// Path leads from the folder to the picture file, with slashes.
	Path string
	// Label names its class.
	Label string
	// Object names the thing that it shows; empty where nobody says. Pictures of one
	// object are never parted by a split.
	Object string
	// Split is the part that it belongs to: SplitTrain, SplitTest, or nothing where
	// that is to be chosen.
	Split string
	// Mask leads to a picture of the place of a defect, or is empty.
	Mask string
}

// The parts that an Item may belong to.
const (
	SplitTrain = "train"
	SplitTest  = "test"
)

// listing is what findItems found.
type listing struct {
	// Items come folder by folder in the order of their names, or as a manifest lists
	// them.
	Items []Item
	// Remarks say in whole lines what was left out or taken otherwise.
	Remarks []string
}

// manifestNames are the names that make a file in a folder its manifest.
var manifestNames = []string{"manifest.csv", "manifest.jsonl"}

// HoldsPictures says whether a folder is one of picture files, with a manifest or
// with folders in it, and not one of IDX files.
func HoldsPictures(fsys fs.FS) bool {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return false
	}
	pictures := false
	for _, e := range entries {
		if idxName.MatchString(e.Name()) {
			return false
		}
		pictures = pictures || strings.EqualFold(e.Name(), manifestNames[0]) || strings.EqualFold(e.Name(), manifestNames[1]) ||
			e.IsDir() && ignoredKind(e.Name()).IsZero() || PictureName(e.Name())
	}
	return pictures
}

// findItems lists the pictures of a folder without opening one of them. manifest
// names the file in it that lists them; empty takes manifest.csv or manifest.jsonl,
// if the folder has one, and else its folders: one for each class, or train and test
// with a folder for each class in both, and ground_truth beside them with masks
// (the layout of MVTec AD). Errors do not name the folder.
func findItems(fsys fs.FS, manifest string) (*listing, error) {
	if manifest == "" {
		entries, err := fs.ReadDir(fsys, ".")
		if err != nil {
			return nil, bare(err)
		}
		for _, e := range entries {
			for _, name := range manifestNames {
				if !strings.EqualFold(e.Name(), name) {
					continue
				}
				if manifest != "" {
					return nil, lang.Errorf("holds %s and %s; remove one of them, or name the right one", manifest, e.Name())
				}
				manifest = e.Name()
			}
		}
	}
	var l *listing
	var err error
	if manifest != "" {
		if l, err = readManifest(fsys, manifest); err != nil {
			return nil, lang.Errorf("%s: %w", manifest, err)
		}
	} else if l, err = walkFolders(fsys); err != nil {
		return nil, err
	}
	return l, nil
}
