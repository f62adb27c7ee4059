package fetch

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
)

// cached reads the cache as it is.
func (l *loader) cached(context.Context) (*Result, error) {
	if l.CacheDir == "" {
		return nil, errNotHere
	}
	set, err := l.genuine(l.CacheDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNotHere // nothing or only a part: the next steps bring the rest
	}
	if err != nil {
		return nil, lang.Errorf("cache %s: %w; fetching what is damaged again", l.CacheDir, err)
	}
	return &Result{Set: set, Origin: lang.T("the cache %s", l.CacheDir).String(), Dir: l.CacheDir}, nil
}

// fromCache reads the cache after a step has filled it.
func (l *loader) fromCache(how lang.Message) (*Result, error) {
	set, err := l.genuine(l.CacheDir)
	if err != nil {
		return nil, lang.Errorf("cache %s: %w", l.CacheDir, err)
	}
	return &Result{Set: set, Origin: lang.T("%s (now in the cache %s)", how, l.CacheDir).String(), Dir: l.CacheDir}, nil
}

// missing makes the cache folder and lists the files that it lacks. A damaged
// file stays until a good one is renamed over it: removing it here could hit the
// good one that another process has just put there. Unpacked files are
// removed, because they would be read first.
func (l *loader) missing() ([]dataset.File, error) {
	if l.CacheDir == "" {
		return nil, errNotHere
	}
	if err := os.MkdirAll(l.CacheDir, 0o755); err != nil {
		return nil, lang.Errorf("cache folder: %w; make it writable", err)
	}
	l.sweep()
	var files []dataset.File
	for _, f := range l.known.Files {
		if err := os.Remove(filepath.Join(l.CacheDir, f.Name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if verify(l.path(f), f) != nil {
			files = append(files, f)
		}
	}
	return files, nil
}

// path is where a file lies in the cache.
func (l *loader) path(f dataset.File) string { return filepath.Join(l.CacheDir, f.Name+".gz") }

// tempPrefix starts the names of folders that this package makes in the cache.
const tempPrefix = "unpack-"

// sweep removes what a killed process left behind an hour ago or more.
func (l *loader) sweep() {
	entries, err := os.ReadDir(l.CacheDir)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && strings.HasPrefix(e.Name(), tempPrefix) && time.Since(info.ModTime()) > time.Hour {
			_ = os.RemoveAll(filepath.Join(l.CacheDir, e.Name()))
		}
	}
}

// install moves a checked file to its place. Where another process was quicker
// and holds its file open, which blocks a rename on Windows, that file will do.
func install(from, to string, f dataset.File) error {
	err := os.Rename(from, to)
	if err != nil && verify(to, f) == nil {
		_ = os.Remove(from) // at worst a part stays behind
		return nil
	}
	return err
}

// verify checks the unpacked content of a .gz file. It reads no more than one
// byte beyond the right length, whatever the file unpacks to.
func verify(path string, f dataset.File) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	z, err := dataset.Gunzip(bufio.NewReaderSize(file, 64<<10))
	if err != nil {
		return lang.Errorf("%s: %w", path, err)
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(z, f.Bytes+1))
	if err != nil {
		return lang.Errorf("%s: %w after %d of %d bytes", path, err, n, f.Bytes)
	}
	if n != f.Bytes || hex.EncodeToString(h.Sum(nil)) != f.SHA256 {
		return lang.Errorf("%s: its content is not that of %s (SHA-256 differs after %d of %d bytes)", path, f.Name, n, f.Bytes)
	}
	return nil
}
