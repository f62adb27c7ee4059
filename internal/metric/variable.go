package metric

import (
	"slices"
	"strings"
)

// Pair names two pictures of a triplet.
type Pair uint8

// The pairs of a triplet. The first picture of each is the x of a distance d(x, y).
const (
	AP Pair = iota // anchor and positive
	AN             // anchor and negative
	PN             // positive and negative
)

// pairNames are the endings of variables, by Pair.
var pairNames = [...]string{AP: "ap", AN: "an", PN: "pn"}

// String is the ending of a variable: "ap", "an" or "pn".
func (p Pair) String() string { return pairNames[p] }

// Variable is a quantity of a triplet that a formula may use: a distance of a
// pair, or the length of an embedding.
type Variable struct {
	// Name is how formulas write it, such as "cos_ap" or "|a|".
	Name string
	// Distance is the registered name, such as "cosine"; empty for a length.
	Distance string
	// Pair is the pair of a distance.
	Pair Pair
	// Picture is 'a', 'p' or 'n' for a length, else 0.
	Picture byte
}

// Length reports whether the variable is a length.
func (v Variable) Length() bool { return v.Distance == "" }

// variableOf finds the variable of a name such as "cos_ap".
func variableOf(name string) (Variable, bool) {
	if len(name) == 3 && name[0] == lengthMark && name[2] == lengthMark && strings.IndexByte("apn", name[1]) >= 0 {
		return Variable{Name: written(name), Picture: name[1]}, true
	}
	symbol, ending, ok := cutPair(name)
	if !ok {
		return Variable{}, false
	}
	for _, r := range registry {
		if r.double.Symbol() == symbol {
			return Variable{Name: name, Distance: r.double.Name(), Pair: ending}, true
		}
	}
	return Variable{}, false
}

// cutPair splits "cos_ap" into "cos" and AP.
func cutPair(name string) (stem string, p Pair, ok bool) {
	at := strings.LastIndexByte(name, '_')
	if at < 1 {
		return "", 0, false
	}
	i := slices.Index(pairNames[:], name[at+1:])
	return name[:at], Pair(max(i, 0)), i >= 0
}

// symbols are the short names of all distances.
func symbols() []string {
	var out []string
	for _, r := range registry {
		out = append(out, r.double.Symbol())
	}
	return out
}
