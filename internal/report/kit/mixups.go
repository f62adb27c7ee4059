package kit

import (
	"cmp"
	"fmt"
	"slices"

	"mekiki/internal/eval"
)

// Mixup is one kind of wrong call in a confusion matrix.
type Mixup struct {
	Class  string `json:"class"`
	Called string `json:"called"`
	Count  int    `json:"count"`
	Of     int    `json:"of"`
}

// Mixups are the most frequent wrong calls, at most most of them.
func Mixups(n *eval.Neighbours, classes []string, most int) []Mixup {
	name := func(i int) string {
		if i < len(classes) && classes[i] != "" {
			return classes[i]
		}
		return fmt.Sprintf("class %d", i)
	}
	var out []Mixup
	for t, row := range n.Confusion {
		of := 0
		for _, c := range row {
			of += c
		}
		for p, c := range row {
			if p != t && c > 0 {
				out = append(out, Mixup{name(t), name(p), c, of})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Mixup) int { return cmp.Compare(b.Count, a.Count) })
	return out[:min(most, len(out))]
}
