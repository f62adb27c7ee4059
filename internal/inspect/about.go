package inspect

import (
	"os"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// About is what an inspector file says of itself in its first bytes, before all that it has learned.
type About struct {
	Bytes      int64
	Good, Bad  int // known pictures
	Thresholds risk.Thresholds
	Lineage    []Step
}

// OpenAbout reads that of the file at path: it takes a moment, where Open takes as long as the file is large. What
// follows the first bytes may be damaged. Errors are those of Open.
func OpenAbout(path string) (*About, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	h, err := safetensors.ReadHeader(f)
	if err != nil {
		return nil, lang.Errorf("%s: %w", path, noInspector(err))
	}
	m, err := metaOf(h.Meta)
	if err != nil {
		return nil, lang.Errorf("%s: %w", path, err)
	}
	return &About{Bytes: info.Size(), Good: len(m.Good), Bad: len(m.Bad), Thresholds: m.Thresholds, Lineage: m.Lineage}, nil
}
