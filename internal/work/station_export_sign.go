package work

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"

	"mekiki/internal/station/audit"
)

// signedExport is the statement of an export: the head of the chain and the SHA-256 of each file.
const signedExport = "signed.txt"

// signExport signs the files that were written, with the key in the station's folder.
func signExport(e *ExportedStation, dir string, s audit.Statement) error {
	k, err := signingKey(dir)
	if err != nil {
		return err
	}
	for _, f := range e.Files {
		sum, err := sumOf(filepath.Join(e.Folder, f.File))
		if err != nil {
			return err
		}
		s.Files = append(s.Files, audit.File{Name: f.File, SHA256: sum})
	}
	if err := writePublic(e.Folder, k); err != nil {
		return err
	}
	return sign(filepath.Join(e.Folder, signedExport), k, s)
}

func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it was read
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}
