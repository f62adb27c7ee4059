package kit

import "html/template"

// PictureView is a picture with its role in a triplet, as a page shows it.
type PictureView struct {
	Role string
	URI  template.URL
	Place
	H, W int
}

// Place says which picture of the data it is. Class is the name of its class, or empty.
type Place struct {
	Index int    `json:"index"`
	Class string `json:"class"`
}

// Thumb is a small picture, or nothing.
type Thumb struct {
	URI  template.URL
	W, H int
	Alt  string
}

// NewThumb makes p small; none gives no thumb. alt says what it shows.
func NewThumb(p *Picture, alt string) Thumb {
	if p == nil {
		return Thumb{}
	}
	small := p.Thumbnail()
	return Thumb{small.URI(), small.W, small.H, alt}
}
