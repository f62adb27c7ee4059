package dataset

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/testutil"
)

// TestLinksInCircles lists a folder of the system in which links lead back to itself, to
// the folder above, to each other and to a file.
func TestLinksInCircles(t *testing.T) {
	dir := t.TempDir()
	for name, file := range folderOf(t, many(5, "a", "b")...) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, link := range [][2]string{{".", "all"}, {"..", "a/up"}, {"../b", "a/other"}, {"../a", "b/other"}, {"self", "a/self"}, {"loop.png", "b/loop.png"}, {"../a/00.png", "b/05.png"}} {
		if err := os.Symlink(link[0], filepath.Join(dir, link[1])); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	l := testutil.Must(findItems(os.DirFS(dir), ""))
	if want := append(many(5, "a", "b"), "b/05.png", "b/loop.png"); !slices.Equal(paths(l.Items), want) {
		t.Errorf("%v", paths(l.Items))
	}
	if _, err := readFolder(Folder{}, os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "1 of 12 pictures cannot be read (skip-broken leaves such pictures out): b/loop.png: ") {
		t.Errorf("error %v", err)
	}
	if err := os.Symlink("gone.png", filepath.Join(dir, "b/nowhere.png")); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPicture(os.DirFS(dir), "b/nowhere.png", 1); err == nil || err.Error() != "is a link to gone.png, which is not there; remove the link, or bring back what it leads to" {
		t.Errorf("error %v", err)
	}
	s, err := readFolder(Folder{SkipBroken: true}, os.DirFS(dir))
	if err != nil || s.Set.Train.N+s.Set.Test.N != 11 || !strings.Contains(strings.Join(s.Remarks, "\n"), "left out 4 links to folders") {
		t.Errorf("%v, %v", s, err)
	}
}

// TestTruncatedPictures cuts each kind of file off at several places: an error that says
// so, and no picture.
func TestTruncatedPictures(t *testing.T) {
	for _, name := range []string{"rgb.jpg", "cmyk.jpg", "grey.png", "rgb.webp", "grey.bmp", "deep.tif"} {
		whole, err := fs.ReadFile(pictures, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{12, len(whole) / 2, len(whole) * 9 / 10} {
			files := folderOf(t, many(5, "a", "b")...)
			cut := *files["a/00.png"]
			cut.Data = whole[:n]
			files["a/"+name] = &cut
			if _, err := readFolder(Folder{}, files); err == nil || !strings.Contains(err.Error(), "a/"+name+": ") || !strings.Contains(err.Error(), "copy it again") {
				t.Errorf("%s, %d of %d bytes: error %v", name, n, len(whole), err)
			}
		}
	}
}
