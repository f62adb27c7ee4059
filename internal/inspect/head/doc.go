// Package head learns from known bad parts: a small network on the vectors of places, trained
// by triplets, in whose space places of good parts lie near one another and bad ones far
// from them. It knows no pictures; distances in its space are those of the room gallery.
package head
