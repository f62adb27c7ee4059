package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func set(text string) (files []File) {
	for _, name := range []string{"figures/a.svg", "arrays/b.npy", "page.html"} {
		files = append(files, File{name, func(w io.Writer) error {
			_, err := io.WriteString(w, text+name)
			return err
		}})
	}
	return files
}

// tree is every file below dir with its content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, _ := filepath.Rel(dir, path)
			out[filepath.ToSlash(name)] = mustRead(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wantTree(t *testing.T, dir, text string, more map[string]string) {
	t.Helper()
	got := tree(t, dir)
	if len(got) != 3+len(more) {
		t.Errorf("the folder holds %v", got)
	}
	for _, f := range set(text) {
		if got[f.Name] != text+f.Name {
			t.Errorf("%s is %q, want that of %q", f.Name, got[f.Name], text)
		}
	}
	for name, content := range more {
		if got[name] != content {
			t.Errorf("%s is %q, want %q", name, got[name], content)
		}
	}
}

func TestSetReplacesAndRemovesObsolete(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "for it")
	if err := WriteSet(dir, set("first ")); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"figures/old.svg": "old", "figures/mine.svg": "the user's"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteSet(dir, set("second "), "figures/old.svg", "figures/never.svg"); err != nil {
		t.Fatal(err)
	}
	wantTree(t, dir, "second ", map[string]string{"figures/mine.svg": "the user's"})
}

// failAfter fails like a full disk once so many bytes are written.
type failAfter struct {
	w    io.Writer
	left int
}

func (f *failAfter) Write(b []byte) (int, error) {
	if len(b) > f.left {
		n, _ := f.w.Write(b[:f.left])
		f.left = 0
		return n, &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	}
	f.left -= len(b)
	return f.w.Write(b)
}

// A disk that is full at any byte of any file leaves the old set whole, or no folder.
func TestFullDiskAnywhereKeepsOldSet(t *testing.T) {
	for _, before := range []bool{false, true} {
		for bad := range set("") {
			for at := range 12 {
				root := t.TempDir()
				dir := filepath.Join(root, "run")
				if before {
					if err := WriteSet(dir, set("old ")); err != nil {
						t.Fatal(err)
					}
				}
				files := set("new ")
				fill := files[bad].Fill
				files[bad].Fill = func(w io.Writer) error { return fill(&failAfter{w, at}) }
				err := WriteSet(dir, files, "figures/a.svg")
				if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), filepath.Base(files[bad].Name)) {
					t.Fatalf("error %v", err)
				}
				if before {
					wantTree(t, dir, "old ", nil)
				} else if left := tree(t, root); len(left) > 0 {
					t.Errorf("left %v", left)
				} else if _, err := os.Stat(dir); err == nil {
					t.Error("an empty folder is left")
				}
			}
		}
	}
}

func TestSetRefusesFolderInPlaceOfFile(t *testing.T) {
	dir := t.TempDir()
	if err := WriteSet(dir, set("old ")); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(dir, "page.html")
	if err := errors.Join(os.Remove(page), os.Mkdir(page, 0o777)); err != nil {
		t.Fatal(err)
	}
	if err := WriteSet(dir, set("new ")); err == nil || !strings.Contains(err.Error(), "page.html") {
		t.Errorf("error %v", err)
	}
	if got := tree(t, dir); len(got) != 2 || got["figures/a.svg"] != "old figures/a.svg" {
		t.Errorf("the folder holds %v", got)
	}
}
