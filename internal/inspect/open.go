package inspect

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"

	"mekiki/internal/lang"
)

// Open reads the inspector file at path. Errors name the file and are in a user's words.
func Open(path string) (*Inspector, error) {
	return open(path, func(f *os.File) io.Reader { return f })
}

// OpenParent is Open for an inspector that is to be changed: it also gives the SHA-256 of the
// file in hex, which is the Parent of the next Step.
func OpenParent(path string) (n *Inspector, parent string, err error) {
	h := sha256.New()
	n, err = open(path, func(f *os.File) io.Reader { return io.TeeReader(f, h) })
	return n, hex.EncodeToString(h.Sum(nil)), err
}

// open reads the file through a reader, to its end.
func open(path string, through func(*os.File) io.Reader) (*Inspector, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, lang.Errorf("%w; mekiki inspect fit makes an inspector", err)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := through(f)
	n, err := Read(r)
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if err != nil {
		return nil, lang.Errorf("%s: %w", path, err)
	}
	return n, nil
}
