package inspect

import (
	"encoding/json"
	"io"
	"math"
	"slices"

	"mekiki/internal/eye"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/safetensors"
)

// metaKey is where the file says what it is, and fileFormat the version that is written.
// docs/formats.md has both.
const (
	metaKey    = "mekiki.inspector"
	fileFormat = 4
)

// mostBytes is the largest file that is read.
const mostBytes = 4 << 30

// meta is what stands in the file besides tensors.
type meta struct {
	Format int         `json:"format"`
	Eye    eyeMeta     `json:"eye"`
	Input  model.Input `json:"input"`
	scaleMeta
	Coarse   *coarseMeta `json:"coarse,omitempty"`
	Top      int         `json:"top,omitempty"`
	Position Position    `json:"position,omitempty"`
	Copies   Copies      `json:"copies,omitempty"`
	Border   bool        `json:"border"`
	Good     []Known     `json:"good"`
	Bad      []Known     `json:"bad,omitempty"`
	risk.Choice
	Rule     *risk.Rule  `json:"rule"` // files of the first version have none
	Head     *Head       `json:"head,omitempty"`
	Settings Settings    `json:"settings"`
	Taught   *SelfTaught `json:"self_taught,omitempty"`
	Guard    Guard       `json:"guard"`
	Lineage  []Step      `json:"lineage"`
	// Tests are in no file of before.
	Tests []TestRecord `json:"tests,omitempty"`
}

// eyeMeta says which eye it is: that in the program by its hash, others stand in the file.
type eyeMeta struct {
	Name     string `json:"name"`
	SHA256   string `json:"sha256"`
	Embedded bool   `json:"embedded"`
}

// Names of tensors.
const (
	eyeTensor    = "eye"         // bytes of an ONNX file
	albumTensor  = "album"       // bytes of PNG files, one behind the other
	indexTensor  = "album_index" // (pictures, 3) I64: 0 good or 1 bad, number, end in album
	foldTensor   = "folds"       // (vectors, 3) I64: fold, picture and place
	headTensor   = "head"        // (weights) F32
	spaceTensor  = "head_space"  // (vectors, head.Numbers) F32
	sketchTensor = "sketches"    // (pictures, sketchValues) F32
)

// Write writes the inspector, all that a line PC needs.
func (n *Inspector) Write(w io.Writer) error {
	m := meta{
		Format: fileFormat, Input: n.Input, scaleMeta: n.meta(), Top: n.Top, Position: n.Position, Copies: n.Copies, Border: n.Border, Good: n.Good, Bad: n.Bad, Choice: n.Choice, Rule: &n.Rule, Guard: n.Guard, Lineage: n.Lineage, Tests: n.Tests,
		Head: n.Head, Settings: n.Settings, Taught: n.SelfTaught, Eye: eyeMeta{Name: n.Eye.Name, SHA256: n.Eye.Hash},
	}
	own, err := eye.Embedded()
	if err != nil {
		return err
	}
	m.Eye.Embedded = own.Hash == n.Eye.Hash
	if c := n.Coarse; c != nil {
		m.Coarse = &coarseMeta{c.meta(), c.Fine, c.Own}
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	file := &safetensors.File{Meta: map[string]string{metaKey: string(text)}, Tensors: n.tensors("")}
	if n.Coarse != nil {
		file.Tensors = append(file.Tensors, n.Coarse.tensors(coarsePrefix)...)
	}
	if all, index := n.Album.list(); len(index) > 0 {
		file.Tensors = append(file.Tensors,
			safetensors.Tensor{Name: albumTensor, Shape: []int{len(all)}, U8: all},
			safetensors.Tensor{Name: indexTensor, Shape: []int{len(index) / 3, 3}, I64: index})
	}
	file.Tensors = append(file.Tensors, n.foldsTensor())
	if n.Sketches != nil {
		file.Tensors = append(file.Tensors, safetensors.Tensor{Name: sketchTensor, Shape: []int{len(n.Sketches) / sketchValues, sketchValues}, F32: n.Sketches})
	}
	if h := n.Head; h != nil {
		w := h.Net.Weights()
		file.Tensors = append(file.Tensors,
			safetensors.Tensor{Name: headTensor, Shape: []int{len(w)}, F32: w},
			safetensors.Tensor{Name: spaceTensor, Shape: []int{h.Space.N, h.Space.Dim}, F32: h.Space.X})
	}
	if !m.Eye.Embedded {
		own := *n.Eye
		own.Taps = n.size().Taps
		b, err := own.Encode()
		if err != nil {
			return err
		}
		file.Tensors = append(file.Tensors, safetensors.Tensor{Name: eyeTensor, Shape: []int{len(b)}, U8: b})
	}
	return safetensors.Encode(w, file)
}

// Read reads an inspector. Errors are in a user's words, for which the caller puts the
// file's name in front.
func Read(r io.Reader) (*Inspector, error) {
	f, err := safetensors.Decode(r, mostBytes)
	if err != nil {
		return nil, noInspector(err)
	}
	m, err := metaOf(f.Meta)
	if err != nil {
		return nil, err
	}
	n := &Inspector{
		Input: m.Input, Top: m.Top, Position: m.Position, Copies: m.Copies, Border: m.Border, Good: m.Good, Bad: m.Bad, Choice: m.Choice, Rule: ruleOf(m), Guard: m.Guard, Lineage: m.Lineage, Tests: m.Tests, Head: m.Head, Settings: m.Settings, SelfTaught: m.Taught,
	}
	if n.Eye, err = readEye(f, m.Eye); err != nil {
		return nil, err
	}
	if n.Scale, err = readScale(f, "", m.scaleMeta, len(n.Good)); err != nil {
		return nil, err
	}
	if c := m.Coarse; c != nil {
		n.Coarse = &Coarse{Fine: c.Fine, Own: c.Own}
		if n.Coarse.Scale, err = readScale(f, coarsePrefix, c.scaleMeta, len(n.Good)); err != nil {
			return nil, err
		}
	}
	if err := n.check(); err != nil {
		return nil, err
	}
	if err := checkLineage(n.Lineage); err != nil {
		return nil, err
	}
	if err := n.readFolds(f); err != nil {
		return nil, err
	}
	if err := n.readHead(f); err != nil {
		return nil, err
	}
	if t, ok := f.Get(sketchTensor); ok {
		if n.Sketches = t.F32; len(t.F32) == 0 || len(t.F32)%sketchValues != 0 || !finite(t.F32) {
			return nil, lang.Errorf("the inspector is damaged: its sketches of good pictures have %d values", len(t.F32))
		}
	}
	all, _ := f.Get(albumTensor)
	index, _ := f.Get(indexTensor)
	n.Album, err = readAlbum(all.U8, index.I64, n.Input, len(n.Good), len(n.Bad))
	return n, err
}

// noInspector says that a file is none.
func noInspector(err error) error {
	return lang.Errorf("this is no inspector, or a damaged one: %w; mekiki inspect fit makes one", err)
}

// metaOf is what a file says besides tensors.
func metaOf(list map[string]string) (m meta, err error) {
	text, ok := list[metaKey]
	if !ok {
		return m, lang.Errorf("this is a safetensors file, but no inspector; mekiki inspect fit makes one")
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return m, lang.Errorf("the description of the inspector is damaged")
	}
	if m.Format < 1 || m.Format > fileFormat {
		return m, lang.Errorf("this is an inspector of format %d; this program reads formats 1 to %d: take the program that wrote it, or a newer one", m.Format, fileFormat)
	}
	return m, nil
}

// ruleOf is the rule that set the thresholds, in a file without one that of its bases.
func ruleOf(m meta) risk.Rule {
	switch {
	case m.Rule != nil:
		return *m.Rule
	case m.Basis == nil:
		return risk.Rule{Fixed: &m.Thresholds}
	}
	r := risk.Rule{Overkill: m.Basis.Goal, Review: DefaultReview}
	if m.ReviewBasis != nil {
		r.Review = m.ReviewBasis.Goal
	}
	if m.BadBasis != nil {
		r.Escape = &m.BadBasis.Goal
	}
	return r
}

// readEye is the eye that the file names.
func readEye(f *safetensors.File, m eyeMeta) (*eye.Eye, error) {
	if t, ok := f.Get(eyeTensor); ok && t.U8 != nil {
		e, err := eye.Decode(t.U8, m.Name)
		if err != nil {
			return nil, lang.Errorf("the eye in the file: %w", err)
		}
		return e, nil
	}
	own, err := eye.Embedded()
	if err != nil {
		return nil, err
	}
	if own.Hash != m.SHA256 {
		return nil, lang.Errorf("it was fitted with the eye %s (%.12s…), which this program does not carry and the file does not hold; take the program that wrote it", m.Name, m.SHA256)
	}
	return own, nil
}

// mostSide bounds the pictures that an inspector may ask for.
const mostSide = 8192

// check refuses what would not work.
func (n *Inspector) check() error {
	in := n.Input
	if in.Height < 1 || in.Width < 1 || in.Height > mostSide || in.Width > mostSide || in.Channels != 1 && in.Channels != 3 {
		return lang.Errorf("the inspector is damaged: pictures of %d x %d with %d channels", in.Height, in.Width, in.Channels)
	}
	if c := n.Coarse; c != nil && (in.Height%2 != 0 || in.Width%2 != 0 || !(c.Fine >= 0 && c.Own >= 0) || math.IsInf(c.Fine+c.Own, 0)) {
		return lang.Errorf("the inspector is damaged: two scales of %d x %d, weights %v and %v", in.Height, in.Width, c.Fine, c.Own)
	}
	if n.Top < 0 {
		return lang.Errorf("the inspector is damaged: scores over %d places", n.Top)
	}
	if n.Position != "" && !slices.Contains(Positions(), n.Position) {
		return lang.Errorf("it compares places by position %q, which this program does not know; take the program that wrote it, or a newer one", n.Position)
	}
	return n.Thresholds.Check()
}
