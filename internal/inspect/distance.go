package inspect

import (
	"slices"
	"strings"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/lang"
	"mekiki/internal/metric/formula"
)

// Local is the Euclidean distance over the spread of the nearest vector, a part that the
// gallery does not search for by itself.
const Local gallery.Part = gallery.Parts

// parts are those that a distance may be made of: those of the gallery and Local.
const parts = gallery.Parts + 1

// PartNames are the parts as formulas write them.
var PartNames = [parts]string{gallery.Euclidean: "euc", gallery.Cosine: "cos", gallery.Mahalanobis: "mah", Local: "local"}

// Rule is the name of the distance that is found on good pictures: see MixOf.
const Rule = "rule"

// Prefixes of the names of numbers that a formula may use besides the distances.
const (
	scalePrefix = "s_"     // median score by this distance alone of good pictures that were left out
	levelPrefix = "level_" // lower quartile over the picture's places; 1 in a usual good picture
)

// kind is what a symbol of a formula stands for.
type kind int

const (
	ofPlace kind = iota
	ofGood
	ofPicture
)

// symbol is what a name in a formula stands for.
type symbol struct {
	kind kind
	part gallery.Part
}

// symbolOf are all names of a formula.
var symbolOf = func() map[string]symbol {
	m := map[string]symbol{}
	for p, name := range PartNames {
		part := gallery.Part(p)
		m[name], m[scalePrefix+name], m[levelPrefix+name] = symbol{ofPlace, part}, symbol{ofGood, part}, symbol{ofPicture, part}
	}
	return m
}()

// symbols are the same as the formula language wants them.
func symbols() []formula.Symbol {
	var list []formula.Symbol
	for _, prefix := range []string{"", scalePrefix, levelPrefix} {
		for _, name := range PartNames {
			list = append(list, formula.Symbol{Name: prefix + name, Short: prefix + name, Alone: true})
		}
	}
	return list
}

// Distance is how the distances of a place to its nearest good vectors become one number.
// The zero value is found by the rule of MixOf.
type Distance struct {
	read *formula.Formula // nil: by the rule
}

// ReadDistance reads a distance: Rule or nothing, or a formula of euc, cos, mah and local, of
// which the names alone are the shortest. It may use s_NAME, the median score by that distance alone
// of good pictures that were left out, and level_NAME, the lower quartile of that distance over the
// picture's own places, where a usual good picture has 1. Errors are in a user's words.
func ReadDistance(text string) (Distance, error) {
	if t := strings.TrimSpace(text); t == "" || t == Rule {
		return Distance{}, nil
	}
	f, err := formula.Read(text, nil, symbols())
	if err != nil {
		return Distance{}, lang.Errorf("distance: %w", err)
	}
	if len(f.Learned()) > 0 {
		return Distance{}, lang.Errorf("distance: nothing is trained here, so learn(…) has no meaning; write a number in its place")
	}
	d := Distance{f}
	if len(d.parts(ofPlace)) == 0 {
		return Distance{}, lang.Errorf("distance %s: it names none of %s, so all places would be alike", text, strings.Join(PartNames[:], ", "))
	}
	if _, err := f.Program(); err != nil {
		return Distance{}, lang.Errorf("distance: %w", err)
	}
	return d, nil
}

// String is Rule or the formula as it was written.
func (d Distance) String() string {
	if d.read == nil {
		return Rule
	}
	return strings.TrimSpace(d.read.Text())
}

// parts are those whose symbols of a kind the formula names.
func (d Distance) parts(k kind) []gallery.Part {
	var list []gallery.Part
	for _, v := range d.read.Variables() {
		if s := symbolOf[v.Name]; s.kind == k {
			list = append(list, s.part)
		}
	}
	return list
}

// NeedsLocal says whether the distance has a local part, for which the gallery is measured.
func (d Distance) NeedsLocal() bool {
	return d.read != nil && d.names(Local)
}

// names says whether the formula has a symbol of a part.
func (d Distance) names(part gallery.Part) bool {
	for _, k := range []kind{ofPlace, ofGood, ofPicture} {
		if slices.Contains(d.parts(k), part) {
			return true
		}
	}
	return false
}

// mix is the distance with the numbers that good pictures give it, each seen by what was
// learned from others. An error names the picture on which the formula has no value.
func (d Distance) mix(good []Sight, names []string) (Mix, error) {
	if d.read == nil {
		return MixOf(good, gallery.All), nil
	}
	m := Mix{Formula: d.String()}
	room := newRoom(good[0].high, good[0].wide, good[0].top)
	for p := range gallery.Part(parts) {
		score, level := make([]float64, len(good)), make([]float64, len(good))
		for i := range good {
			level[i] = good[i].level[p]
			if list := good[i].maps[p]; list != nil {
				score[i] = room.score(func(i int) float32 { return own(p, list[i]) })
			}
		}
		m.Level[p], m.Least[p], m.Scale[p] = median(level), slices.Min(level), median(score)
		if m.Scale[p] <= 0 {
			m.Scale[p] = 1 // all good pictures are alike
		}
	}
	named := d.parts(ofPlace)
	for _, p := range named {
		m.Weight[p] = 1 / float64(len(named))
	}
	join := m.joiner()
	for i := range good {
		join.picture(good[i].level)
		for at := range good[i].maps[0] {
			switch v := join.at(&good[i].maps, at); {
			case v == farthest:
				return m, lang.Errorf("distance: it has no value on the good picture %s: %w", names[i], join.explain(&good[i].maps, at))
			case v < 0:
				return m, lang.Errorf("distance %s: it is %.4g on the good picture %s, and nothing is nearer than 0; smaller must be closer", m.Formula, v, names[i])
			}
		}
	}
	return m, nil
}
