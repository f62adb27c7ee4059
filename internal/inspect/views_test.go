package inspect

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/inspect/gallery"
)

// narrowScale is a scale of one good vector, of so many numbers a layer.
func narrowScale(s Scale, channels int) Scale {
	s.Layers = slices.Clone(s.Layers)
	for i := range s.Layers {
		s.Layers[i].Channels = channels
	}
	dim := channels * len(s.Layers)
	x := make([]float32, dim)
	s.Gallery = gallery.New(x, 1, dim, &gallery.Whitening{Dim: dim, Matrix: make([]float32, dim*dim), Shift: x}, gallery.NewAxes(x, 1, dim))
	s.Origin = []Origin{{}}
	return s
}

// TestDamagedViews: what does not go with the eye is refused by all that judge, at each scale.
func TestDamagedViews(t *testing.T) {
	plain := tiny(t, false)
	pix, _ := plain.Album.Good(0)
	for want, change := range map[string]func(n *Inspector){
		"scores over 65 places":     func(n *Inspector) { n.Top = 65 },
		"comes from place 64 of 64": func(n *Inspector) { n.Origin = slices.Clone(n.Origin); n.Origin[0].Place = 64 },
		"vectors have 8 numbers":    func(n *Inspector) { n.Scale = narrowScale(n.Scale, 4); n.Folds = [][]float32{n.Gallery.X, n.Gallery.X} },
		"vectors have 1000 numbers": func(n *Inspector) { n.Coarse = &Coarse{Scale: narrowScale(n.Scale, 500), Fine: 1, Own: 1} },
		"comes from place 16 of 16": func(n *Inspector) {
			n.Coarse = &Coarse{Scale: n.Scale, Fine: 1, Own: 1}
			n.Coarse.Origin = slices.Repeat([]Origin{{Place: 16}}, n.Gallery.N)
		},
	} {
		n := *plain
		change(&n)
		m, err := Read(bytes.NewReader(written(t, &n)))
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		all := shelf{pix}
		for of, judge := range map[string]func() error{
			"Judge":     func() error { _, err := m.Judge(1); return err },
			"Explainer": func() error { _, err := m.Explainer(1); return err },
			"JudgeAll":  func() error { return m.JudgeAll(context.Background(), all, 1, 1, func(int, *Result) {}) },
			"See": func() error {
				return m.See(context.Background(), all, 1, 1, func() func(int, *Sight) { return func(int, *Sight) {} })
			},
		} {
			if err := judge(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s, %s: %v", want, of, err)
			}
		}
	}
}
