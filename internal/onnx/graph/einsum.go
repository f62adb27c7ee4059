package graph

import (
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// Einsum is a sum of products over indices, written as in NumPy: axes of In[i] and
// of Out are letters.
type Einsum struct {
	In  []string
	Out string
}

func (Einsum) String() string { return "Einsum" }

// ParseEinsum reads an equation such as "bij,bjk->bik".
func ParseEinsum(equation string) (Einsum, error) {
	left, right, ok := strings.Cut(strings.ReplaceAll(equation, " ", ""), "->")
	if !ok || strings.ContainsFunc(left+right, func(r rune) bool { return r != ',' && (r < 'A' || r > 'z') }) {
		return Einsum{}, lang.Errorf("its equation %.80q is not read; write all axes and the result, such as bij,bjk->bik", equation)
	}
	return Einsum{In: strings.Split(left, ","), Out: right}, nil
}

// Extents are the extents of all letters. The error says what does not fit.
func (e Einsum) Extents(in []*Value) (map[byte]int, error) {
	of := map[byte]int{}
	if len(in) != len(e.In) {
		return nil, lang.Errorf("its equation has %d inputs, the node %d", len(e.In), len(in))
	}
	for i, letters := range e.In {
		if len(letters) != len(in[i].Shape) {
			return nil, lang.Errorf("its equation says %s of the shape %v", letters, in[i].Shape)
		}
		for a := range len(letters) {
			if n, known := of[letters[a]]; known && n != in[i].Shape[a] {
				return nil, lang.Errorf("axis %c has the extents %d and %d", letters[a], n, in[i].Shape[a])
			}
			of[letters[a]] = in[i].Shape[a]
		}
	}
	return of, nil
}

// Infer implements Op.
func (e Einsum) Infer(in []*Value) ([]Type, error) {
	of, err := e.Extents(in)
	if err != nil {
		return nil, err
	}
	out := []int{}
	for i := range len(e.Out) {
		n, known := of[e.Out[i]]
		if !known || slices.Contains([]byte(e.Out[:i]), e.Out[i]) {
			return nil, lang.Errorf("its result %s makes no sense", e.Out)
		}
		out = append(out, n)
	}
	return []Type{{Float, out}}, nil
}
