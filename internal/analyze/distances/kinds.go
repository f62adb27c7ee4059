package distances

import (
	"maps"
	"slices"

	"mekiki/internal/stats"
)

// Kind is how far each distance puts the pictures of a kind above good ones.
type Kind struct {
	Kind     string           `json:"kind"`
	Pictures int              `json:"pictures"`
	Apart    []stats.Interval `json:"apart"` // AUROC of divided scores, of each distance
}

// Kinds are those of a group, by name; pictures of no kind are left out.
func Kinds(good, group Group) []Kind {
	of := map[string]Group{}
	for _, p := range group.Pictures {
		if p.Kind != "" {
			g := of[p.Kind]
			g.Pictures, g.Dependent = append(g.Pictures, p), group.Dependent
			of[p.Kind] = g
		}
	}
	list := []Kind{}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		k := Kind{Kind: name, Pictures: len(of[name].Pictures)}
		for d := range good.Pictures[0].Raw {
			k.Apart = append(k.Apart, apart(of[name].Scores(d, true), good.Scores(d, true), group.Dependent))
		}
		list = append(list, k)
	}
	return list
}
