package bucket

import (
	"strings"

	"mekiki/internal/station/pictures"
)

// Picture is the name of the object of a picture: its SHA-256 and its kind, such as 9f86….png.
func Picture(id pictures.ID) string { return id.Picture + "." + strings.ToLower(id.Format) }

// Heat is the name of the object of its heat map, which an inspector drew.
func Heat(id pictures.ID) string {
	return id.Picture + "-" + id.Inspector[:min(12, len(id.Inspector))] + "-heat.png"
}
