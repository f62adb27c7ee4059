package metric

// Language is what a formula may use, for a listing.
type Language struct {
	Presets   []Spec           `json:"losses"`
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
	var l Language
	for _, p := range presets {
		l.Presets = append(l.Presets, Spec{Name: p.name, Formula: p.formula})
	}
	for _, r := range registry {
		l.Distances = append(l.Distances, DistanceSymbol{r.double.Name(), r.double.Symbol()})
	}
	for _, f := range funcs {
		l.Functions = append(l.Functions, f.name)
	}
	return l
}
