package report

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"mekiki/internal/atomicfile"
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

// jsonFile is a file that holds v.
func jsonFile(name string, v any) atomicfile.File {
	return atomicfile.File{Name: name, Fill: func(w io.Writer) error { return writeJSON(w, v) }}
}
