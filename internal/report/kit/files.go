package kit

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/schema"
)

// WriteFiles replaces the files of a page in dir together, or none of them: the
// page comes last. What the JSON file called index says that an earlier page of
// the same kind wrote, and this one does not, is removed, if ours knows its name:
// it would stand beside figures that are not its own. Pages whose files always have the
// same names give no ours.
func WriteFiles(dir string, files []atomicfile.File, index string, ours func(name string) bool) error {
	var obsolete []string
	for _, name := range earlierFiles(dir, index) {
		again := slices.ContainsFunc(files, func(f atomicfile.File) bool { return f.Name == name })
		if !again && ours != nil && ours(name) {
			obsolete = append(obsolete, name)
		}
	}
	if err := atomicfile.WriteSet(dir, files, obsolete...); err != nil {
		return lang.Errorf("report: %w", err)
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

// FileOf is a file of the bytes that of gives.
func FileOf(name string, of func() ([]byte, error)) atomicfile.File {
	return atomicfile.File{Name: name, Fill: func(w io.Writer) error {
		b, err := of()
		if err != nil {
			return err
		}
		_, err = w.Write(b)
		return err
	}}
}

// HTMLFile is a file that holds a page in a language.
func HTMLFile(name string, t Template, page any, l lang.Language) atomicfile.File {
	return atomicfile.File{Name: name, Fill: func(w io.Writer) error { return RenderPage(w, t, page, l) }}
}

// JSONFile is a file that holds v, which s describes.
func JSONFile(name string, s schema.Schema, v any) atomicfile.File {
	return atomicfile.File{Name: name, Fill: func(w io.Writer) error { return WriteJSON(w, s, v) }}
}

// WriteJSON writes a page's object, which s describes, indented. Values that are not
// finite are null. It panics if v is of another type.
func WriteJSON(w io.Writer, s schema.Schema, v any) error { return schema.Table{s}.Write(w, v, " ") }
