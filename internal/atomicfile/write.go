// Package atomicfile replaces a file whole or not at all: a crash, a full disk
// or a lost folder in the middle of a write leaves the old file as it was.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Write gives fill a temporary file in the folder of path, syncs it to disk and
// renames it to path, then syncs the folder. On any error the temporary file is
// removed and path is what it was before. The error names path and the cure.
func Write(path string, fill func(io.Writer) error) error {
	removeStale(path)
	tmp, err := create(path)
	if err != nil {
		return explain(path, err)
	}
	err = fill(tmp)
	if err == nil {
		err = tmp.Sync()
	}
	// A network disk may report a full disk only here.
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return explain(path, err)
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return fmt.Errorf("wrote %s, but its folder cannot be synced to disk: %w", path, err)
	}
	return nil
}

// create makes a new file beside path. os.CreateTemp would give it mode 0600,
// which hides a report from colleagues.
func create(path string) (*os.File, error) {
	for try := 0; ; try++ {
		name := fmt.Sprintf("%s%08x.tmp", prefix(path), rand.Uint32())
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) && try < 100 {
			continue
		}
		return f, err
	}
}

func prefix(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".")
}

// removeStale clears what killed processes left of this path; younger files may
// belong to a writer at work.
func removeStale(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), filepath.Base(prefix(path)))
		if !ok || len(rest) != len("01234567.tmp") || !strings.HasSuffix(rest, ".tmp") {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > time.Hour {
			os.Remove(filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
}

func explain(path string, err error) error {
	cure := "nothing was changed"
	switch {
	case diskFull(err):
		cure = "the disk is full: free some space and run again; nothing was changed"
	case errors.Is(err, fs.ErrPermission), readOnly(err):
		cure = "the folder cannot be written: choose another one or change its rights; nothing was changed"
	case errors.Is(err, fs.ErrNotExist):
		cure = "make the folder first; nothing was changed"
	}
	return fmt.Errorf("cannot write %s: %w (%s)", path, err, cure)
}
