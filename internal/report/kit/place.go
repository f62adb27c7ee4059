package kit

import "html/template"

type PictureView struct {
	Role string
	URI  template.URL
	Place
	H, W int
}

type Place struct {
	Index int    `json:"index"`
	Class string `json:"class"`
}

// Picture is one picture. Value (y, x, c) stands at (y*W+x)*C+c; C is 1 for
// grey or 3 for colour.
type Picture struct {
	H, W, C int
	Pix     []uint8
	// Class is the name of its class, or empty.
	Class string
	// Index is its place in the data set.
	Index int
}

// Thumb is a small picture, or nothing.
type Thumb struct {
	URI  template.URL
	W, H int
	Alt  string
}

func NewThumb(p *Picture, alt string) Thumb {
	if p == nil {
		return Thumb{}
	}
	small := p.Thumbnail()
	return Thumb{small.Uri(), small.W, small.H, alt}
}
