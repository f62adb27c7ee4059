package report

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"slices"

	"mekiki/internal/atomicfile"
	"mekiki/internal/schema"
)

// writeFiles replaces the files of a page in dir together, or none of them: the
// page comes last. What the JSON file called index says that an earlier page of
// the same kind wrote, and this one does not, is removed, if ours knows its name:
// it would stand beside figures that are not its own. Pages whose files always have the
// same names give no ours.
func writeFiles(dir string, files []atomicfile.File, index string, ours func(name string) bool) error {
	var obsolete []string
	for _, name := range earlierFiles(dir, index) {
		again := slices.ContainsFunc(files, func(f atomicfile.File) bool { return f.Name == name })
		if !again && ours != nil && ours(name) {
			obsolete = append(obsolete, name)
		}
	}
	if err := atomicfile.WriteSet(dir, files, obsolete...); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// earlierFiles are the files that the page whose JSON file is index says it wrote; none
// where there is no such file.
func earlierFiles(dir, index string) []string {
	var old struct {
		Files []string `json:"files"`
	}
	b, err := os.ReadFile(filepath.Join(dir, index))
	if err != nil || json.Unmarshal(b, &old) != nil {
		return nil // nothing there that says what is old
	}
	return old.Files
}

// content is a file of the bytes that of gives.
func content(name string, of func() ([]byte, error)) atomicfile.File {
	return atomicfile.File{Name: name, Fill: func(w io.Writer) error {
		b, err := of()
		if err != nil {
			return err
		}
		_, err = w.Write(b)
		return err
	}}
}

// htmlFile is a file that holds a page.
func htmlFile(name string, t *template.Template, page any) atomicfile.File {
	return atomicfile.File{Name: name, Fill: func(w io.Writer) error { return renderPage(w, t, page) }}
}

// jsonFile is a file that holds v, which s describes.
func jsonFile(name string, s schema.Schema, v any) atomicfile.File {
	return atomicfile.File{Name: name, Fill: func(w io.Writer) error { return writeJSON(w, s, v) }}
}

// writeJSON writes a page's object, which s describes, indented. Values that are not
// finite are null. It panics if v is of another type.
func writeJSON(w io.Writer, s schema.Schema, v any) error { return schema.Table{s}.Write(w, v, " ") }
