package dataset

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"strings"

	"mekiki/internal/lang"
)

// labelsFile is the JSON file beside a file of triplets. docs/formats.md describes it.
type labelsFile struct {
	Classes  []string  `json:"classes"`
	Protocol string    `json:"protocol"`
	Seed     uint64    `json:"seed"`
	Source   string    `json:"source"`
	Labels   [][]int32 `json:"labels"`
}

// maxClasses bounds labels that come without class names: others count by label.
const maxClasses = 65536

// LabelsName is the name of the labels file that belongs to a file of triplets:
// "NAME.labels.json" for "NAME.npy".
func LabelsName(triplets string) string {
	return strings.TrimSuffix(triplets, ".npy") + ".labels.json"
}

// WriteLabels writes the labels file of the triplets: class names, protocol, seed, the
// fingerprint of the pictures that they were made from, and the classes of
// each triplet, shape (N,3). Reports name classes from it.
func WriteLabels(w io.Writer, t *Triplets) error {
	f := labelsFile{Classes: t.Images.Classes, Protocol: t.Protocol, Seed: t.Seed, Source: t.Source}
	if f.Source == "" {
		var err error
		if f.Source, err = t.Images.Fingerprint(); err != nil {
			return err
		}
	}
	for i := range t.Index {
		if l, ok := t.Labels(i); ok {
			f.Labels = append(f.Labels, l[:])
		}
	}
	return json.NewEncoder(w).Encode(f)
}

// readLabels fills in what the labels file knows. No file is no error.
func readLabels(fsys fs.FS, name string, t *Triplets) error {
	r, err := fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer r.Close()
	var f labelsFile
	text := bufio.NewReader(r)
	// Editors on Windows put a byte order mark before the text.
	if b, err := text.Peek(3); err == nil && string(b) == "\ufeff" {
		_, _ = text.Discard(3)
	}
	dec := json.NewDecoder(text)
	if err := dec.Decode(&f); err != nil {
		return lang.Errorf("corrupt: %w; delete it, or write it again with the triplets", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return lang.Errorf("corrupt: more data follows its JSON object; delete it, or write it again with the triplets")
	}
	t.Images.Classes, t.Seed, t.Source = f.Classes, f.Seed, f.Source
	if f.Protocol != "" {
		t.Protocol = f.Protocol
	}
	if f.Labels == nil {
		return nil
	}
	if len(f.Labels) != t.Len() {
		return lang.Errorf("has labels for %d triplets, but the file of triplets has %d; the two do not belong together", len(f.Labels), t.Len())
	}
	classes := maxClasses
	if f.Classes != nil {
		classes = len(f.Classes)
	}
	labels := make([]int32, 0, 3*t.Len())
	for i, l := range f.Labels {
		if len(l) != 3 {
			return lang.Errorf("triplet %d has %d labels instead of 3", i, len(l))
		}
		for _, c := range l {
			if c < 0 || int(c) >= classes {
				return lang.Errorf("triplet %d has label %d; labels are 0 to %d here", i, c, classes-1)
			}
		}
		labels = append(labels, l...)
	}
	t.Images.Labels = labels
	return nil
}
