package metric

import (
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// Language is what a formula may use, for a listing.
type Language struct {
	Presets   []triplet.Spec   `json:"losses"`
	Distances []DistanceSymbol `json:"distances"`
	Functions []string         `json:"functions"`
}

// DistanceSymbol is a registered distance and its short name in formulas.
type DistanceSymbol struct {
	Name   string `json:"name"`
	Symbol string `json:"symbol"`
}

// Describe lists the language.
func Describe() Language {
	l := Language{Presets: triplet.Presets(), Functions: formula.Functions()}
	for _, d := range distance.All() {
		l.Distances = append(l.Distances, DistanceSymbol{d.Name, d.Symbol})
	}
	return l
}
