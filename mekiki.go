// Package mekiki uses what the mekiki command made. An Inspector says of a part whether it
// is good, and where it is not. A Model embeds pictures, measures how far they lie apart by
// the distance that its loss stands for, and a Gallery finds the nearest among pictures that
// are known. Verdicts, embeddings and distances are, bit for bit, those of the command.
//
// Learning stays with the command:
//
//	mekiki inspect fit --good FOLDER --out bracket.mekiki
//	mekiki train --data FOLDER --preset cnn-small --out runs/mine
//
// An Inspector, a Model and a Gallery may be used by many goroutines at once.
//
// # Import
//
// The module path mekiki has no domain, so no proxy has it; another module says where its
// source lies:
//
//	go mod edit -replace mekiki=../mekiki
//	go mod tidy
//
// # What stays
//
// Versions follow Semantic Versioning. From version 1 on a name of this package keeps its
// signature and its meaning until the major version changes; before it a minor version may
// change them, and CHANGELOG.md says so. A later version reads the models and inspectors
// that an earlier one wrote. The last places of embeddings and scores are those of one
// version, since a newer one may sum in another order: embed the pictures of a Gallery
// again rather than compare vectors of two versions bit by bit. Packages below internal
// cannot be imported from elsewhere, and may change at any time.
package mekiki

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"mekiki/internal/dataset"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// Model embeds pictures.
type Model struct {
	from    *model.Model
	prepare dataset.Preparation
	measure metric.Measure[float32]
	formula string
	// calls of Embed that are at work. One that is alone has all cores by `alone`; those at
	// the same time have one each, by those of `embedder`.
	calls    atomic.Int32
	alone    func() *nn.Embedder
	embedder sync.Pool // of *nn.Embedder, each for one goroutine at a time
}

// Open reads the model file at path, such as runs/last/model.safetensors. Errors name
// the file and the cure.
func Open(path string) (*Model, error) {
	m, err := model.Load(path)
	if err != nil {
		return nil, err
	}
	formula, _, err := m.Meta.Measure()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if formula == "" {
		formula = "cos"
	}
	measure, err := metric.FittedMeasure[float32](formula, m.Meta.Loss.Mahalanobis)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	in := m.Meta.Input
	out := &Model{
		from: m, formula: formula, measure: measure,
		prepare: dataset.Preparation{H: in.Height, W: in.Width, C: in.Channels, Policy: in.Policy, ROI: in.ROI},
	}
	out.alone = sync.OnceValue(func() *nn.Embedder { return nn.NewEmbedder(m.Net, 0) })
	out.embedder.New = func() any { return nn.NewEmbedder(m.Net, 1) }
	return out, nil
}

// Dim is the number of values of an embedding.
func (m *Model) Dim() int { return m.from.Net.Dim() }

// Classes are the names of the classes that the model learned from; none where its
// pictures had no labels. The caller must not change them.
func (m *Model) Classes() []string { return m.from.Meta.Classes }

// Formula is the distance that decides, as a formula of a pair: the one that the model's
// loss stands for, such as "cos + 0.1*euc", or "cos" where it stands for none.
func (m *Model) Formula() string { return m.formula }

// Threshold is the largest distance by Formula of two pictures that are alike, as training
// chose it on pictures held back for validation. ok is false where none was chosen: by an
// older version, or by a loss that stands for no distance. It is for two pictures: the
// nearest of a large Gallery is nearer than most of one's own class.
func (m *Model) Threshold() (threshold float64, ok bool) {
	d := m.from.Meta.Decision
	if d == nil || d.Threshold == nil {
		return 0, false
	}
	return *d.Threshold, true
}

// Embed gives the embedding of a picture, Dim values. The picture is prepared as those
// that the model learned from; a model that learned from pictures of one size takes
// that size only. Transparent pixels are shown on white, 16 bits are rounded to 8. An
// orientation in a file's EXIF data is not known here: EmbedFile turns by it.
func (m *Model) Embed(img image.Image) ([]float32, error) {
	pix, err := m.prepare.Image(img)
	if err != nil {
		return nil, err
	}
	return m.embed(pix), nil
}

// EmbedFile is Embed of a picture file, PNG, JPEG, BMP, TIFF or WebP, told by its
// content, as the command reads it. Errors name the file and the cure.
func (m *Model) EmbedFile(path string) ([]float32, error) {
	dir, name := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	pix, _, err := m.prepare.ReadPicture(os.DirFS(dir), name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m.embed(pix), nil
}

func (m *Model) embed(pix []uint8) []float32 {
	out, src := make([]float32, m.Dim()), nn.Source{Size: len(pix), U8: pix}
	defer m.calls.Add(-1)
	if m.calls.Add(1) == 1 { // nobody gets this before it has ended
		m.alone().Embed(out, src, 0)
		return out
	}
	e := m.embedder.Get().(*nn.Embedder)
	defer m.embedder.Put(e)
	e.Embed(out, src, 0)
	return out
}

// Distance is the distance of two embeddings by Formula; smaller is closer. It panics if
// one of them does not have Dim values.
func (m *Model) Distance(a, b []float32) float64 {
	if len(a) != m.Dim() || len(b) != m.Dim() {
		panic(fmt.Sprintf("mekiki: embeddings of %d and %d values, the model makes %d", len(a), len(b), m.Dim()))
	}
	return m.measure.Value(a, b)
}
