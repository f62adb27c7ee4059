package inspect

import (
	"slices"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/patch"
	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// scaleMeta is what stands in the file of a scale besides tensors.
type scaleMeta struct {
	Light  *patch.Light `json:"light,omitempty"`
	Layers []layerMeta  `json:"layers"`
	Mix    Mix          `json:"mix"`
	Pool   Pool         `json:"pool"`
	Radius float64      `json:"radius"`
}

// coarseMeta is what stands there of the coarse scale.
type coarseMeta struct {
	scaleMeta
	Fine float64 `json:"fine"`
	Own  float64 `json:"own"`
}

type layerMeta struct {
	Tap      string  `json:"tap"`
	Channels int     `json:"channels"`
	Factor   float32 `json:"factor"`
}

// Names of a scale's tensors, behind coarsePrefix where they are those of the coarse one.
const (
	coarsePrefix  = "coarse_"
	galleryTensor = "gallery"        // (vectors, numbers) F32
	originTensor  = "gallery_origin" // (vectors, 2) I64: picture and place
	whiteTensor   = "whitening"      // (numbers, numbers) F32
	shiftTensor   = "whitening_shift"
	spreadTensor  = "gallery_spread" // (vectors) F32, where the distance has a local part
)

func (s *Scale) meta() scaleMeta {
	m := scaleMeta{Light: s.Light, Mix: s.Mix, Pool: s.Pool, Radius: s.Radius}
	for _, l := range s.Layers {
		m.Layers = append(m.Layers, layerMeta(l))
	}
	return m
}

// tensors are those of the scale, with a prefix to their names.
func (s *Scale) tensors(prefix string) []safetensors.Tensor {
	g := s.Gallery
	from := make([]int64, 0, 2*g.N)
	for _, o := range s.Origin {
		from = append(from, int64(o.Picture), int64(o.Place))
	}
	list := []safetensors.Tensor{
		{Name: prefix + galleryTensor, Shape: []int{g.N, g.Dim}, F32: g.X},
		{Name: prefix + originTensor, Shape: []int{g.N, 2}, I64: from},
		{Name: prefix + whiteTensor, Shape: []int{g.Dim, g.Dim}, F32: g.White.Matrix},
		{Name: prefix + shiftTensor, Shape: []int{g.Dim}, F32: g.White.Shift},
	}
	if s.Spread != nil {
		list = append(list, safetensors.Tensor{Name: prefix + spreadTensor, Shape: []int{g.N}, F32: s.Spread})
	}
	return list
}

// axesRead is of how many vectors of a file the axes are: those that cover most stand first.
const axesRead = 512

// readScale takes a scale of an inspector of so many good pictures; its tensors have a prefix.
func readScale(f *safetensors.File, prefix string, m scaleMeta, pictures int) (s Scale, err error) {
	s = Scale{Light: m.Light, Mix: m.Mix, Pool: m.Pool, Radius: m.Radius}
	dim := 0
	for _, l := range m.Layers {
		s.Layers = append(s.Layers, patch.Layer(l))
		dim += l.Channels
	}
	if l := s.Light; l != nil && !(l.Mean >= 0 && l.Mean <= 255 && l.Deviation >= 0 && l.Deviation <= 255) {
		return s, lang.Errorf("the inspector is damaged: pictures are brought to a mean of %v and a deviation of %v", l.Mean, l.Deviation)
	}
	x, _ := f.Get(prefix + galleryTensor)
	from, _ := f.Get(prefix + originTensor)
	white, _ := f.Get(prefix + whiteTensor)
	shift, _ := f.Get(prefix + shiftTensor)
	count := len(x.F32) / max(dim, 1)
	if count < 1 || len(x.F32) != count*dim || len(from.I64) != 2*count || len(white.F32) != dim*dim || len(shift.F32) != dim {
		return s, lang.Errorf("the gallery is damaged: %d numbers in vectors of %d, %d origins", len(x.F32), dim, len(from.I64))
	}
	if !finite(x.F32) || !finite(white.F32) || !finite(shift.F32) {
		return s, lang.Errorf("the gallery is damaged: it holds numbers that are none")
	}
	for i := range count {
		o := Origin{int(from.I64[2*i]), int(from.I64[2*i+1])}
		if o.Picture < 0 || o.Picture >= pictures || o.Place < 0 {
			return s, lang.Errorf("the gallery is damaged: vector %d comes from picture %d of %d", i, o.Picture, pictures)
		}
		s.Origin = append(s.Origin, o)
	}
	axes := gallery.NewAxes(x.F32, min(count, axesRead), dim)
	s.Gallery = gallery.New(x.F32, count, dim, &gallery.Whitening{Dim: dim, Matrix: white.F32, Shift: shift.F32}, axes)
	if t, ok := f.Get(prefix + spreadTensor); ok {
		if len(t.F32) != count || !finite(t.F32) || slices.Min(t.F32) <= 0 {
			return s, lang.Errorf("the gallery is damaged: %d spreads of %d vectors", len(t.F32), count)
		}
		s.Spread = t.F32
	}
	return s, s.Mix.check(s.Spread != nil)
}
