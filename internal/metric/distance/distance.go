package distance

import (
	"fmt"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// Float is the type of an embedding's values.
type Float interface{ float32 | float64 }

// Distance measures how far two embeddings of equal length lie apart; smaller
// is closer. In a triplet x is the anchor. Most distances are symmetric; one
// that is not says so in its comment, and takes x as what y is held against. A
// distance is safe for concurrent use; what state it has does not change.
//
// NaN or infinity in a vector gives a NaN or infinite distance, never a
// plausible one.
type Distance[T Float] interface {
	// Name is the registered name, such as "cosine".
	Name() string
	// Symbol is the short name in formulas, such as "cos".
	Symbol() string
	// Value is d(x, y), at least 0. It panics if y is shorter than x.
	Value(x, y []T) float64
	// AddGrad adds g * ∂d/∂x to dx and g * ∂d/∂y to dy, both as long as x. Where
	// d has no derivative it adds what the distance's own comment says.
	AddGrad(g float64, x, y, dx, dy []T)
}

// registry holds every distance, sorted by name. Each file of a distance adds
// its own at package initialisation,
//
//	var _ = register(manhattan[float32]{}, manhattan[float64]{})
//
// so that a new distance is one new file, and the order of files does not
// matter. After that nothing writes to it. The initialisation of another
// package variable must not read it: it may come too early.
var registry []registered

// registered is one distance for both types of vector.
type registered struct {
	single Distance[float32]
	double Distance[float64]
}

// register adds a distance. Its name is what flags and files say: lower-case
// letters and digits, from a letter on. Its symbol stands in formulas, before
// "_ap", and has the same form. register panics if either has another form or
// is taken, because that is a mistake in the program's text. Its result says
// nothing; it lets a package variable call it.
func register(single Distance[float32], double Distance[float64]) struct{} {
	name, symbol := double.Name(), double.Symbol()
	if !plain(name) || !plain(symbol) {
		panic(fmt.Sprintf("distance: distance %q with symbol %q; lower-case letters and digits are wanted", name, symbol))
	}
	at := 0
	for _, r := range registry {
		if r.double.Name() == name || r.double.Symbol() == symbol {
			panic(fmt.Sprintf("distance: distance %q with symbol %q; %q with %q is there already", name, symbol, r.double.Name(), r.double.Symbol()))
		}
		if r.double.Name() < name {
			at++
		}
	}
	registry = slices.Insert(registry, at, registered{single, double})
	return struct{}{}
}

// registerMoments adds a distance that is a function of the moments.
func registerMoments(d MomentDistance) struct{} {
	return register(ofMoments[float32]{d}, ofMoments[float64]{d})
}

// plain says whether s is lower-case letters and digits, the first a letter.
func plain(s string) bool {
	for i := range len(s) {
		letter, digit := s[i] >= 'a' && s[i] <= 'z', s[i] >= '0' && s[i] <= '9'
		if !letter && (i == 0 || !digit) {
			return false
		}
	}
	return s != ""
}

// Names are the names of all distances that measure as they are, sorted. That
// leaves out mahalanobis, which without a state is euclidean once more.
func Names() []string {
	return slices.DeleteFunc(allNames(), func(name string) bool { return name == mahalanobisName })
}

// About is what is said of a distance.
type About struct {
	// Name is its registered name, such as "cosine", Symbol its short name in formulas,
	// such as "cos".
	Name, Symbol string
	// Display is the name in sentences for people, such as "squared Euclidean".
	Display lang.Message
}

// displayed is a distance whose registered name does not do in a sentence, or not in every
// language.
type displayed interface{ Display() lang.Message }

// displayOf is what a distance is called in sentences.
func displayOf(d Distance[float64]) lang.Message {
	var says any = d
	if m, _, ok := AsMoments(d); ok {
		says = m
	}
	if s, ok := says.(displayed); ok {
		return s.Display()
	}
	return lang.T("%s", d.Name())
}

// Display is About.Display of the distance of that name, and of any other text the text.
func Display(name string) lang.Message {
	for _, r := range registry {
		if r.double.Name() == name {
			return displayOf(r.double)
		}
	}
	return lang.T("%s", name)
}

// All are all distances that Lookup knows, by name.
func All() []About {
	var out []About
	for _, r := range registry {
		out = append(out, About{r.double.Name(), r.double.Symbol(), displayOf(r.double)})
	}
	return out
}

// allNames are the names that Lookup knows, sorted.
func allNames() []string {
	var names []string
	for _, r := range registry {
		names = append(names, r.double.Name())
	}
	return names
}

// Lookup returns the distance of that name; mahalanobis has no state, see
// Fitted. The error for an unknown name suggests the nearest known one.
func Lookup[T Float](name string) (Distance[T], error) {
	for _, r := range registry {
		if r.double.Name() != name {
			continue
		}
		if d, ok := any(r.single).(Distance[T]); ok {
			return d, nil
		}
		return any(r.double).(Distance[T]), nil
	}
	return nil, suggest.Unknown(lang.T("distance"), name, allNames())
}

// FullName is the name of the distance that is called so: by its name, or by the
// symbol that formulas have for it ("cos" for "cosine"). The error is Lookup's.
func FullName(name string) (string, error) {
	for _, r := range registry {
		if r.double.Name() == name || r.double.Symbol() == name {
			return r.double.Name(), nil
		}
	}
	return "", suggest.Unknown(lang.T("distance"), name, allNames())
}
