package inspect

import (
	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/patch"
)

// Scale is what good parts look like in pictures of one size.
type Scale struct {
	// Light is what the light of each picture is brought to before the eye looks; nil leaves pictures as they are.
	Light *patch.Light
	// Layers are the taps of the eye, with the factors by which they weigh alike.
	Layers []patch.Layer
	// Gallery are vectors of good parts; Origin says where each comes from.
	Gallery *gallery.Gallery
	Origin  []Origin
	// Spread has a number for each of them: gallery.Gallery.Spread. It is nil where
	// the distance does not need it.
	Spread []float32
	// Pool is what the gallery was chosen from. Radius is how far the farthest of that was
	// from the gallery.
	Pool   Pool
	Radius float64
	// Mix joins the parts of the distance.
	Mix Mix
}

// scores are those of what was seen of some pictures at this scale.
func (s *Scale) scores(list []Sight) []float64 {
	by := (&Inspector{Scale: *s}).Scorer()
	scores := make([]float64, len(list))
	for i := range list {
		scores[i], _ = by.Score(&list[i])
	}
	return scores
}
