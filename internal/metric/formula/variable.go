package formula

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

// Pairs is how many there are.
const Pairs = 3

// pairNames are the endings of variables, by Pair.
var pairNames = [Pairs]string{AP: "ap", AN: "an", PN: "pn"}

// String is the ending of a variable: "ap", "an" or "pn".
func (p Pair) String() string { return pairNames[p] }

// Symbol is a distance that a formula may use. What it computes is not known here.
type Symbol struct {
	// Name is its whole name, such as "cosine".
	Name string
	// Short is how formulas write it, before "_ap", such as "cos".
	Short string
	// Alone says that it is a quantity of its own, written without a pair. A formula
	// whose symbols all stand alone is of no triplet: it has no pairs and no lengths.
	Alone bool
}

// Variable is a quantity of a triplet that a formula may use: a distance of a
// pair, or the length of an embedding.
type Variable struct {
	// Name is how formulas write it, such as "cos_ap" or "|a|".
	Name string
	// Distance is the whole name of a distance, such as "cosine"; empty for a length.
	Distance string
	// Pair is the pair of a distance.
	Pair Pair
	// Picture is 'a', 'p' or 'n' for a length, else 0.
	Picture byte
}

// Length reports whether the variable is a length.
func (v Variable) Length() bool { return v.Distance == "" }

// variableOf finds the variable of a name such as "cos_ap".
func (b *builder) variableOf(name string) (Variable, bool) {
	for _, s := range b.symbols {
		if s.Alone && s.Short == name {
			return Variable{Name: name, Distance: s.Name}, true
		}
	}
	if b.ofNoTriplet() {
		return Variable{}, false
	}
	if len(name) == 3 && name[0] == lengthMark && name[2] == lengthMark && strings.IndexByte("apn", name[1]) >= 0 {
		return Variable{Name: written(name), Picture: name[1]}, true
	}
	short, ending, ok := cutPair(name)
	if !ok {
		return Variable{}, false
	}
	for _, s := range b.symbols {
		if s.Short == short && !s.Alone {
			return Variable{Name: name, Distance: s.Name, Pair: ending}, true
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

// isSymbol says whether a name is that of a distance in formulas, which wants a pair.
func (b *builder) isSymbol(name string) bool {
	return slices.ContainsFunc(b.symbols, func(s Symbol) bool { return s.Short == name && !s.Alone })
}

// ofNoTriplet says whether all symbols stand alone.
func (b *builder) ofNoTriplet() bool {
	return len(b.symbols) > 0 && !slices.ContainsFunc(b.symbols, func(s Symbol) bool { return !s.Alone })
}

// shorts are all symbols, those that want a pair and those that stand alone.
func (b *builder) shorts() (paired, alone []string) {
	for _, s := range b.symbols {
		if s.Alone {
			alone = append(alone, s.Short)
		} else {
			paired = append(paired, s.Short)
		}
	}
	return paired, alone
}
