package inspect

import (
	"encoding/json"
	"io"
	"slices"

	"mekiki/internal/eye"
	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/patch"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/safetensors"
)

// metaKey is where the file says what it is, and fileFormat the version that is written.
// docs/formats.md has both.
const (
	metaKey    = "mekiki.inspector"
	fileFormat = 3
)

// mostBytes is the largest file that is read.
const mostBytes = 4 << 30

// meta is what stands in the file besides tensors.
type meta struct {
	Format   int          `json:"format"`
	Eye      eyeMeta      `json:"eye"`
	Input    model.Input  `json:"input"`
	Light    *patch.Light `json:"light,omitempty"`
	Layers   []layerMeta  `json:"layers"`
	Top      int          `json:"top,omitempty"`
	Position Position     `json:"position,omitempty"`
	Copies   Copies       `json:"copies,omitempty"`
	Mix      Mix          `json:"mix"`
	Border   bool         `json:"border"`
	Pool     Pool         `json:"pool"`
	Radius   float64      `json:"radius"`
	Good     []Known      `json:"good"`
	Bad      []Known      `json:"bad,omitempty"`
	risk.Choice
	Rule     *risk.Rule `json:"rule"` // files of the first version have none
	Head     *Head      `json:"head,omitempty"`
	Settings Settings   `json:"settings"`
	Guard    Guard      `json:"guard"`
	Lineage  []Step     `json:"lineage"`
}

// eyeMeta says which eye it is: that in the program by its hash, others stand in the file.
type eyeMeta struct {
	Name     string `json:"name"`
	SHA256   string `json:"sha256"`
	Embedded bool   `json:"embedded"`
}

type layerMeta struct {
	Tap      string  `json:"tap"`
	Channels int     `json:"channels"`
	Factor   float32 `json:"factor"`
}

// Names of tensors.
const (
	galleryTensor = "gallery"        // (vectors, numbers) F32
	originTensor  = "gallery_origin" // (vectors, 2) I64: picture and place
	whiteTensor   = "whitening"      // (numbers, numbers) F32
	shiftTensor   = "whitening_shift"
	spreadTensor  = "gallery_spread" // (vectors) F32, where the distance has a local part
	eyeTensor     = "eye"            // bytes of an ONNX file
	albumTensor   = "album"          // bytes of PNG files, one behind the other
	indexTensor   = "album_index"    // (pictures, 3) I64: 0 good or 1 bad, number, end in album
	foldTensor    = "folds"          // (vectors, 3) I64: fold, picture and place
	headTensor    = "head"           // (weights) F32
	spaceTensor   = "head_space"     // (vectors, head.Numbers) F32
	sketchTensor  = "sketches"       // (pictures, sketchValues) F32
)

// Write writes the inspector, all that a line PC needs.
func (n *Inspector) Write(w io.Writer) error {
	m := meta{
		Format: fileFormat, Input: n.Input, Light: n.Light, Top: n.Top, Position: n.Position, Copies: n.Copies, Mix: n.Mix, Border: n.Border, Pool: n.Pool, Radius: n.Radius, Good: n.Good, Bad: n.Bad, Choice: n.Choice, Rule: &n.Rule, Guard: n.Guard, Lineage: n.Lineage,
		Head: n.Head, Settings: n.Settings, Eye: eyeMeta{Name: n.Eye.Name, SHA256: n.Eye.Hash},
	}
	own, err := eye.Embedded()
	if err != nil {
		return err
	}
	m.Eye.Embedded = own.Hash == n.Eye.Hash
	for _, l := range n.Layers {
		m.Layers = append(m.Layers, layerMeta(l))
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	g := n.Gallery
	from := make([]int64, 0, 2*g.N)
	for _, o := range n.Origin {
		from = append(from, int64(o.Picture), int64(o.Place))
	}
	file := &safetensors.File{
		Meta: map[string]string{metaKey: string(text)},
		Tensors: []safetensors.Tensor{
			{Name: galleryTensor, Shape: []int{g.N, g.Dim}, F32: g.X},
			{Name: originTensor, Shape: []int{g.N, 2}, I64: from},
			{Name: whiteTensor, Shape: []int{g.Dim, g.Dim}, F32: g.White.Matrix},
			{Name: shiftTensor, Shape: []int{g.Dim}, F32: g.White.Shift},
		},
	}
	if n.Spread != nil {
		file.Tensors = append(file.Tensors, safetensors.Tensor{Name: spreadTensor, Shape: []int{g.N}, F32: n.Spread})
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
		return nil, lang.Errorf("this is no inspector, or a damaged one: %w; mekiki inspect fit makes one", err)
	}
	text, ok := f.Meta[metaKey]
	if !ok {
		return nil, lang.Errorf("this is a safetensors file, but no inspector; mekiki inspect fit makes one")
	}
	var m meta
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return nil, lang.Errorf("the description of the inspector is damaged")
	}
	if m.Format < 1 || m.Format > fileFormat {
		return nil, lang.Errorf("this is an inspector of format %d; this program reads formats 1 to %d: take the program that wrote it, or a newer one", m.Format, fileFormat)
	}
	n := &Inspector{
		Input: m.Input, Light: m.Light, Top: m.Top, Position: m.Position, Copies: m.Copies, Mix: m.Mix, Border: m.Border, Pool: m.Pool, Radius: m.Radius, Good: m.Good, Bad: m.Bad, Choice: m.Choice, Rule: ruleOf(m), Guard: m.Guard, Lineage: m.Lineage, Head: m.Head, Settings: m.Settings,
	}
	for _, l := range m.Layers {
		n.Layers = append(n.Layers, patch.Layer(l))
	}
	if n.Eye, err = readEye(f, m.Eye); err != nil {
		return nil, err
	}
	if err := n.readGallery(f); err != nil {
		return nil, err
	}
	if err := n.check(); err != nil {
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

// axesRead is of how many vectors of a file the axes are: those that cover most stand first.
const axesRead = 512

// readGallery takes the vectors.
func (n *Inspector) readGallery(f *safetensors.File) error {
	x, _ := f.Get(galleryTensor)
	from, _ := f.Get(originTensor)
	white, _ := f.Get(whiteTensor)
	shift, _ := f.Get(shiftTensor)
	dim := 0
	for _, l := range n.Layers {
		dim += l.Channels
	}
	count := len(x.F32) / max(dim, 1)
	if count < 1 || len(x.F32) != count*dim || len(from.I64) != 2*count || len(white.F32) != dim*dim || len(shift.F32) != dim {
		return lang.Errorf("the gallery is damaged: %d numbers in vectors of %d, %d origins", len(x.F32), dim, len(from.I64))
	}
	if !finite(x.F32) || !finite(white.F32) || !finite(shift.F32) {
		return lang.Errorf("the gallery is damaged: it holds numbers that are none")
	}
	for i := range count {
		o := Origin{int(from.I64[2*i]), int(from.I64[2*i+1])}
		if o.Picture < 0 || o.Picture >= len(n.Good) || o.Place < 0 {
			return lang.Errorf("the gallery is damaged: vector %d comes from picture %d of %d", i, o.Picture, len(n.Good))
		}
		n.Origin = append(n.Origin, o)
	}
	axes := gallery.NewAxes(x.F32, min(count, axesRead), dim)
	n.Gallery = gallery.New(x.F32, count, dim, &gallery.Whitening{Dim: dim, Matrix: white.F32, Shift: shift.F32}, axes)
	return n.readSpread(f, count)
}

// readSpread takes what local distances need.
func (n *Inspector) readSpread(f *safetensors.File, count int) error {
	t, ok := f.Get(spreadTensor)
	if !ok {
		return nil
	}
	if len(t.F32) != count || !finite(t.F32) || slices.Min(t.F32) <= 0 {
		return lang.Errorf("the gallery is damaged: %d spreads of %d vectors", len(t.F32), count)
	}
	n.Spread = t.F32
	return nil
}

// mostSide bounds the pictures that an inspector may ask for.
const mostSide = 8192

// check refuses what would not work.
func (n *Inspector) check() error {
	in := n.Input
	if in.Height < 1 || in.Width < 1 || in.Height > mostSide || in.Width > mostSide || in.Channels != 1 && in.Channels != 3 {
		return lang.Errorf("the inspector is damaged: pictures of %d x %d with %d channels", in.Height, in.Width, in.Channels)
	}
	if l := n.Light; l != nil && !(l.Mean >= 0 && l.Mean <= 255 && l.Deviation >= 0 && l.Deviation <= 255) {
		return lang.Errorf("the inspector is damaged: pictures are brought to a mean of %v and a deviation of %v", l.Mean, l.Deviation)
	}
	if n.Top < 0 {
		return lang.Errorf("the inspector is damaged: scores over %d places", n.Top)
	}
	if n.Position != "" && !slices.Contains(Positions(), n.Position) {
		return lang.Errorf("it compares places by position %q, which this program does not know; take the program that wrote it, or a newer one", n.Position)
	}
	if err := n.Mix.check(n.Spread != nil); err != nil {
		return err
	}
	return n.Thresholds.Check()
}
