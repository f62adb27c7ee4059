package eval

import (
	"encoding/json"
	"io"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/safetensors"
	"mekiki/internal/search"
)

// KnownAbout is what belongs to known pictures beside their vectors.
type KnownAbout struct {
	// Weights is the SHA-256 of the weights that embedded them, Fingerprint that of the pictures and
	// their labels, both hexadecimal.
	Weights     string `json:"weights_sha256"`
	Fingerprint string `json:"fingerprint"`
	// Data names the data set, Origin says where it was found.
	Data   string `json:"data"`
	Origin string `json:"origin"`
	// Classes names the classes, Names each picture.
	Classes []string `json:"classes"`
	Names   []string `json:"names"`
	// OpenSet is what the threshold of Decision is worth; older files have it alone.
	OpenSet  *OpenSet        `json:"open_set"`
	Decision *model.Decision `json:"decision,omitempty"`
	// Eye says with what they were looked at where it was no model; then Weights is its SHA-256.
	Eye *KnownEye `json:"eye,omitempty"`
}

// KnownEye is an eye, its layers, how it sees pictures, and how the folder of them was
// parted: the zero value is data that came ready, or a file of an older version.
type KnownEye struct {
	Name  string      `json:"name"`
	Taps  []string    `json:"taps"`
	Input model.Input `json:"input"`

	Folder model.Folder `json:"folder,omitzero"`
}

// The names of what a file of known pictures holds beside the index.
const (
	knownLabels = "known.labels" // I64 (n), the class of each
	knownAbout  = "known.about"  // U8, KnownAbout as JSON
	knownSum    = "known.sha256" // of the values of all tensors
	knownMean   = "known.mean"   // F32 (dim), of WithinClass; absent without one
	knownMatrix = "known.matrix" // F32 (dim, dim)
)

// Save writes the known pictures as a file of their own: search.Index.File with the tensors named above.
func (k *Known) Save(w io.Writer, about *KnownAbout) error {
	f, err := k.index.File()
	if err != nil {
		return lang.Errorf("eval: %w", err)
	}
	text, err := json.Marshal(about)
	if err != nil {
		return lang.Errorf("eval: known pictures not written: %w", err)
	}
	labels := make([]int64, len(k.labels))
	for i, c := range k.labels {
		labels[i] = int64(c)
	}
	f.Tensors = append(f.Tensors,
		safetensors.Tensor{Name: knownLabels, Shape: []int{len(labels)}, I64: labels},
		safetensors.Tensor{Name: knownAbout, Shape: []int{len(text)}, U8: text})
	if w := k.within; w != nil {
		f.Tensors = append(f.Tensors,
			safetensors.Tensor{Name: knownMean, Shape: []int{w.Dim}, F32: w.Mean},
			safetensors.Tensor{Name: knownMatrix, Shape: []int{w.Dim, w.Dim}, F32: w.Matrix})
	}
	f.Meta[knownSum] = f.Sum()
	if err := safetensors.Encode(w, f); err != nil {
		return lang.Errorf("eval: known pictures not written: %w", err)
	}
	return nil
}

// ReadKnown reads what Save wrote; its tensors may take up to limit bytes. It calls as the saved ones did, to
// the last bit. Errors wrap those of safetensors.Decode, or say what the file lacks.
func ReadKnown(r io.Reader, limit int64, workers int) (*Known, *KnownAbout, error) {
	f, err := safetensors.Decode(r, limit)
	if err != nil {
		return nil, nil, lang.Errorf("eval: known pictures not read: %w", err)
	}
	text, ok := f.Get(knownAbout)
	if !ok || text.U8 == nil {
		return nil, nil, lang.Errorf("eval: this is no file of known pictures")
	}
	if f.Meta[knownSum] != f.Sum() {
		return nil, nil, lang.Errorf("eval: the known pictures are not those that were written (their SHA-256 differs)")
	}
	index, err := search.FromFile(f, workers)
	if err != nil {
		return nil, nil, lang.Errorf("eval: %w", err)
	}
	about := &KnownAbout{}
	if err := json.Unmarshal(text.U8, about); err != nil {
		return nil, nil, lang.Errorf("eval: what is said about the known pictures is damaged: %w", err)
	}
	labels, n := make([]int32, index.Len()), index.Len()
	stored, ok := f.Get(knownLabels)
	if n == 0 || !index.Whole() || !ok || len(stored.I64) != n || len(about.Names) != n || about.OpenSet == nil {
		return nil, nil, lang.Errorf("eval: not each of %d known pictures has a class and a name", n)
	}
	if about.Decision == nil {
		about.Decision = about.OpenSet.Decision(index.Measure().Name(), about.Data, about.Fingerprint)
	} else if about.Decision.Threshold == nil {
		return nil, nil, lang.Errorf("eval: the known pictures have no threshold")
	}
	for i, c := range stored.I64 {
		if c < 0 || c >= int64(len(about.Classes)) {
			return nil, nil, lang.Errorf("eval: known picture %d has class %d of %d", i, c, len(about.Classes))
		}
		labels[i] = int32(c)
	}
	k := NewKnown(index, labels)
	if mean, ok := f.Get(knownMean); ok {
		matrix, _ := f.Get(knownMatrix)
		w := &WithinClass{Dim: index.Dim(), Mean: mean.F32, Matrix: matrix.F32}
		if len(w.Mean) != w.Dim || len(w.Matrix) != w.Dim*w.Dim || !w.finite() {
			return nil, nil, lang.Errorf("eval: the map of the known pictures is damaged")
		}
		k.Within(w)
	}
	return k, about, nil
}

// Index is what the pictures are searched by.
func (k *Known) Index() *search.Index { return k.index }
