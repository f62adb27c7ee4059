package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// only fails if dir holds anything but the named file.
func only(t *testing.T, dir, name string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != name {
			t.Errorf("%s is left in the folder", e.Name())
		}
	}
}

func TestWriteReplaces(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.json")
	for _, s := range []string{"first", "second, longer", "3"} {
		if err := Write(path, text(s)); err != nil {
			t.Fatal(err)
		}
		if got := mustRead(t, path); got != s {
			t.Errorf("read %q, want %q", got, s)
		}
	}
	only(t, dir, "a.json")
}

func TestFailureKeepsOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.json")
	if err := Write(path, text("old")); err != nil {
		t.Fatal(err)
	}
	full := &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	err := Write(path, func(w io.Writer) error {
		io.WriteString(w, "half of the new")
		return full
	})
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v", err)
	}
	if runtime.GOOS != "windows" && !strings.Contains(err.Error(), "free some space") {
		t.Errorf("error without a cure: %v", err)
	}
	if got := mustRead(t, path); got != "old" {
		t.Errorf("old file is now %q", got)
	}
	only(t, dir, "a.json")
}

func TestNoFolder(t *testing.T) {
	err := Write(filepath.Join(t.TempDir(), "missing", "a"), text("x"))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "make the folder first") {
		t.Errorf("error %v", err)
	}
}

func TestUnwritableFolder(t *testing.T) {
	if os.Getuid() <= 0 {
		t.Skip("rights do not bind root, and Windows has others")
	}
	dir := t.TempDir()
	os.Chmod(dir, 0o500)
	err := Write(filepath.Join(dir, "a"), text("x"))
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "choose another") {
		t.Errorf("error %v", err)
	}
}

func TestTargetIsFolder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, text("x")); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v", err)
	}
	only(t, dir, "a")
}

func TestStaleTemporariesGo(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a[1].json")
	stale, fresh := prefix(path)+"00000000.tmp", prefix(path)+"00000001.tmp"
	for _, p := range []string{stale, fresh} {
		if err := os.WriteFile(p, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(stale, old, old); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, text("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stale); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("stale file is still there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("file of a writer at work is gone: %v", err)
	}
}

// TestTemporaryOfDeadWriterGoes at the next write, as young as it is; that of a writer who lives stays, as old as it is.
func TestTemporaryOfDeadWriterGoes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no lock that lasts until a file is in its place")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	dead := prefix(path) + "00000000" + heldEnding
	if err := os.WriteFile(dead, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * time.Hour)
	err := Write(path, func(w io.Writer) error {
		if _, err := os.Stat(dead); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the file of a dead writer: %v", err)
		}
		mine, err := filepath.Glob(prefix(path) + "*")
		if err != nil || len(mine) != 1 {
			t.Fatal(mine, err)
		}
		if err := os.Chtimes(mine[0], old, old); err != nil {
			t.Fatal(err)
		}
		if err := Write(path, text("other")); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(mine[0]); err != nil {
			t.Errorf("the file of a writer at work: %v", err)
		}
		_, err = io.WriteString(w, "mine")
		return err
	})
	if err != nil || string(mustRead(t, path)) != "mine" {
		t.Error(err)
	}
	only(t, dir, "a")
}

// TestWriterHoldsUntilInPlace: between the end of its writing and its renaming a file is not taken for a dead writer's.
func TestWriterHoldsUntilInPlace(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no lock that lasts until a file is in its place")
	}
	path := filepath.Join(t.TempDir(), "a")
	s, err := stage(path, heldEnding, text("x"))
	if err != nil {
		t.Fatal(err)
	}
	removeStale(path)
	if err := s.commit(); err != nil {
		t.Error(err)
	}
	if s, err = stage(path, heldEnding, text("y")); err != nil {
		t.Fatal(err)
	}
	s.release()
	removeStale(path)
	if err := s.commit(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what nobody holds is still there: %v", err)
	}
}

func TestManyWritersLeaveOneWhole(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows refuses to replace a file that another writer replaces")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if err := Write(path, text(strings.Repeat(string(rune('a'+i)), 100000))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := mustRead(t, path)
	if len(got) != 100000 || strings.Count(got, got[:1]) != len(got) {
		t.Errorf("mixed file of %d bytes", len(got))
	}
	only(t, dir, "a")
}

// A link is followed, whatever it leads to: whoever made it wants the file there.
func TestLinkIsFollowed(t *testing.T) {
	for _, there := range []bool{true, false} {
		dir, elsewhere := t.TempDir(), t.TempDir()
		target := filepath.Join(elsewhere, "target")
		if there {
			if err := os.WriteFile(target, []byte("old"), 0o640); err != nil {
				t.Fatal(err)
			}
		}
		link := filepath.Join(dir, "link")
		if err := os.Symlink(target, link); err != nil {
			t.Skip(err) // Windows asks for a right
		}
		if err := Write(link, text("new")); err != nil {
			t.Fatal(err)
		}
		if to, err := os.Readlink(link); err != nil || to != target {
			t.Errorf("the link leads to %q, %v", to, err)
		}
		if got := mustRead(t, target); got != "new" {
			t.Errorf("the target holds %q", got)
		}
		if info, err := os.Stat(target); there && (err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640) {
			t.Errorf("the target's rights are %v, %v", info.Mode(), err)
		}
		only(t, elsewhere, "target")
	}
}

func TestLongestName(t *testing.T) {
	dir := t.TempDir()
	name := strings.Repeat("目", 82) + ".json" // 251 bytes
	if err := Write(filepath.Join(dir, name), text("x")); err != nil {
		t.Fatal(err)
	}
	only(t, dir, name)
}
