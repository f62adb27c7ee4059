package report

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mekiki/internal/atomicfile"
)

// Names of the files that Write makes.
const (
	HTMLFile = "report.html"
	JSONFile = "report.json"
)

// Write puts report.html and report.json into dir, which is made if need be.
// Each file is replaced whole or not at all; an error names the file and the cure.
func Write(dir string, d *Data) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("report: cannot make the folder %s: %w; choose a folder that you may write to", dir, err)
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer, *Data) error
	}{{JSONFile, JSON}, {HTMLFile, HTML}} {
		err := atomicfile.Write(filepath.Join(dir, f.name), func(w io.Writer) error { return f.write(w, d) })
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	return nil
}

// HTML writes the page. The same Data gives the same bytes.
func HTML(w io.Writer, d *Data) error {
	doc, err := newDocument(d)
	if err != nil {
		return err
	}
	b, err := newPage(d, doc).render()
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// JSON writes the same content for programs, pictures and drawings left out.
// Values that are not finite are null.
func JSON(w io.Writer, d *Data) error {
	doc, err := newDocument(d)
	if err != nil {
		return err
	}
	return writeJSON(w, doc)
}
