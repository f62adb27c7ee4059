// Package partfigure shows a judged part: its picture, the heat map over it, the places that
// are far from good, and the scale of colours that all parts of a page share.
package partfigure

import (
	"mekiki/internal/inspect"
	"mekiki/internal/report/kit"
)

// Judged is a picture and what an inspector says of it.
type Judged struct {
	File string `json:"file"`
	*inspect.Result
	// Like is the good picture that the worst place was compared with.
	Like string `json:"like,omitempty"`
	// Error says why the picture could not be read; its verdict is REVIEW.
	Error string `json:"error,omitempty"`
	// Picture is what was judged, in its own shape; a page leaves it out where it is nil.
	Picture *kit.Picture `json:"-"`
}
