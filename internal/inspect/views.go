package inspect

import (
	"mekiki/internal/inspect/patch"
	"mekiki/internal/lang"
)

// views make the vectors of pictures, at each scale.
type views struct {
	fine   *patch.Features
	coarse *patch.Features // nil: there is one scale
}

// views are those of the inspector. Errors are in a user's words.
func (n *Inspector) views(workers int) (v views, err error) {
	if v.fine, err = n.features(workers); err != nil || n.Coarse == nil {
		return v, err
	}
	v.coarse, err = n.coarse().features(workers)
	return v, err
}

// features make the vectors of the inspector's pictures at the fine scale. Errors are in a user's words.
func (n *Inspector) features(workers int) (*patch.Features, error) {
	f, err := patch.New(n.Eye, n.size(), n.factors(), workers)
	if err != nil {
		return nil, err
	}
	if f.Dim != n.Gallery.Dim {
		return nil, lang.Errorf("the inspector is damaged: its vectors have %d numbers, those that the eye makes %d", n.Gallery.Dim, f.Dim)
	}
	if n.Top > f.Places() {
		return nil, lang.Errorf("the inspector is damaged: scores over %d places", n.Top)
	}
	for i, o := range n.Origin {
		if o.Place >= f.Places() {
			return nil, lang.Errorf("the gallery is damaged: vector %d comes from place %d of %d", i, o.Place, f.Places())
		}
	}
	return f.Under(n.Light), nil
}
