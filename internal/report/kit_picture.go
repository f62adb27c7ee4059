package report

import "html/template"

type pictureView struct {
	Role string
	URI  template.URL
	place
	H, W int
}

type place struct {
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

// thumb is a small picture, or nothing.
type thumb struct {
	URI  template.URL
	W, H int
	Alt  string
}

func newThumb(p *Picture, alt string) thumb {
	if p == nil {
		return thumb{}
	}
	small := p.thumbnail()
	return thumb{small.uri(), small.W, small.H, alt}
}
