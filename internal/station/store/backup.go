package store

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"mekiki/internal/lang"
)

// Backup writes a copy of the file to path, as it is at one moment, while others may write. It
// is there whole or not at all, and replaces nothing.
func (s *Store) Backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return lang.Errorf("%s is there already; choose another name", path)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	c, err := s.reads.Conn(ctx)
	if err != nil {
		return lang.Errorf("%s: %w", s.path, inWords(err))
	}
	_, err = c.ExecContext(ctx, "PRAGMA query_only = 0")
	if err == nil {
		_, err = c.ExecContext(ctx, "VACUUM INTO ?", part)
		_, back := c.ExecContext(noLimit, "PRAGMA query_only = 1")
		err = errors.Join(err, back)
	}
	if err = errors.Join(err, c.Close()); err != nil {
		os.Remove(part)
		return lang.Errorf("%s: %w", path, inWords(err))
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, path)
}
