// Package atomicfile replaces files whole or not at all, one or several together:
// a crash, a full disk or a lost folder in the middle of a write leaves what was
// there as it was.
package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mekiki/internal/lang"
)

// Write gives fill a temporary file in the folder of path, syncs it to disk and
// renames it to path, then syncs the folder. On any error the temporary file is
// removed and path is what it was before. The error names path and the cure.
//
// A path that is a symbolic link is followed: what it leads to is replaced, with
// the rights that it had. What is no file but a device or a pipe is written to.
func Write(path string, fill func(io.Writer) error) error {
	s, err := stage(path, heldEnding, fill)
	if err != nil {
		return explain(path, err)
	}
	if err := s.commit(); err != nil {
		return explain(path, err)
	}
	if err := syncDir(filepath.Dir(s.target)); err != nil {
		return lang.Errorf("wrote %s, but its folder cannot be synced to disk: %w", path, err)
	}
	return nil
}

// staged is a file that is whole on disk, under a name of its own.
type staged struct {
	target    string
	temporary string    // empty where there is nothing to rename
	held      io.Closer // what keeps the temporary file locked; nil where nothing does
}

// stage writes the new file beside the old one, under a name with an ending. After an error nothing is left.
func stage(path, ending string, fill func(io.Writer) error) (s staged, err error) {
	s.target = follow(path)
	old, unread := os.Stat(s.target)
	switch {
	case unread != nil: // it is to be made
	case old.IsDir():
		return s, lang.Errorf("is a folder")
	case !old.Mode().IsRegular():
		return s, direct(s.target, fill)
	}
	removeStale(s.target)
	f, err := create(s.target, ending)
	if err != nil {
		return s, err
	}
	s.temporary = f.Name()
	if ending == heldEnding {
		s.held = hold(f)
	}
	err = fill(f)
	if err == nil && unread == nil {
		err = f.Chmod(old.Mode().Perm())
	}
	if err == nil {
		err = f.Sync()
	}
	// A network disk may report a full disk only here.
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		s.drop()
	}
	return s, err
}

// direct writes to a device or a pipe, which has no old content to keep.
func direct(path string, fill func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = fill(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// commit puts the new file in the place of the old one.
func (s staged) commit() error {
	if s.temporary == "" {
		return nil
	}
	err := os.Rename(s.temporary, s.target)
	if err != nil {
		s.drop()
		return err
	}
	s.release()
	return nil
}

func (s staged) drop() {
	if s.temporary != "" {
		os.Remove(s.temporary)
	}
	s.release()
}

func (s staged) release() {
	if s.held != nil {
		s.held.Close()
	}
}

// follow is what a path leads to if it is a symbolic link, whether that is there
// or not.
func follow(path string) string {
	const mostLinks = 40 // as systems allow
	for range mostLinks {
		to, err := os.Readlink(path)
		if err != nil {
			return path
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return path
}

func explain(path string, err error) error {
	cure := lang.T("nothing was changed")
	switch {
	case diskFull(err):
		cure = lang.T("the disk is full: free some space and run again; nothing was changed")
	case errors.Is(err, fs.ErrPermission), readOnly(err):
		cure = lang.T("the folder cannot be written: choose another one or change its rights; nothing was changed")
	case errors.Is(err, fs.ErrNotExist):
		cure = lang.T("make the folder first; nothing was changed")
	}
	return lang.Errorf("cannot write %s: %w (%s)", path, err, cure)
}
