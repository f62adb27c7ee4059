package work

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
)

// namesName is the file of names beside a file of embeddings: "NAME.names.txt" for "NAME.npy".
func namesName(embeddings string) string {
	return strings.TrimSuffix(embeddings, filepath.Ext(embeddings)) + ".names.txt"
}

// pictureNames names the n pictures of a part: by their files where they have any, else by
// the part and their place, such as "train 123".
func pictureNames(part string, n int, items []dataset.Item) []string {
	names := make([]string, n)
	for i := range names {
		if names[i] = fmt.Sprintf("%s %d", part, i); items != nil {
			names[i] = items[i].Path
		}
	}
	return names
}

// writeEmbeddings writes rows and, beside them, the name of each, a line a row. Without names none
// of an earlier file are left beside. The folder must be there.
func writeEmbeddings(out string, rows []float32, shape []int, names []string) error {
	dir, beside := filepath.Dir(out), filepath.Base(namesName(out))
	if _, err := os.Stat(dir); err != nil {
		return lang.Errorf("cannot write %s: %w (make the folder first; nothing was changed)", out, err)
	}
	files := []atomicfile.File{{Name: filepath.Base(out), Fill: func(w io.Writer) error { return dataset.WriteNPY(w, rows, shape...) }}}
	if names == nil {
		return atomicfile.WriteSet(dir, files, beside)
	}
	return atomicfile.WriteSet(dir, append([]atomicfile.File{{Name: beside, Fill: func(w io.Writer) error {
		text := bufio.NewWriter(w)
		oneLine := strings.NewReplacer("\n", `\n`, "\r", `\r`)
		for _, name := range names {
			fmt.Fprintln(text, oneLine.Replace(name)) // Flush has the error
		}
		return text.Flush()
	}}}, files...))
}
