package cli

import (
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// distanceName is a distance in a table of the terminal: in English the name that flags
// and files have, such as euclidean, in another language what it is called there.
type distanceName string

// In says the distance in a language.
func (d distanceName) In(l lang.Language) string {
	if l == lang.English {
		return string(d)
	}
	return kit.ByDistance(string(d)).In(l)
}
