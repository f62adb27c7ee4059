package evaluation

import (
	"maps"
	"slices"

	"mekiki/internal/eval"
	"mekiki/internal/metric"
)

// ordered gives the distances of a result in the order of the page: cosine and
// Euclidean, which every run has, then the others by name.
func ordered[V any](m map[string]*V) []string {
	var out []string
	for _, name := range []string{"cosine", "euclidean"} {
		if m[name] != nil {
			out = append(out, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if m[name] != nil && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// verified are the distances of a result by which pairs are shown: not the loss's
// own one, where that is a registered distance and stands there by its name.
func verified(r *eval.Result) []string { return shown(r, r.Verification) }

// searched are those by which neighbours are shown, likewise.
func searched(r *eval.Result) []string { return shown(r, r.Neighbours) }

func shown[V any](r *eval.Result, m map[string]*V) []string {
	names := ordered(m)
	own, err := metric.ParseMeasure[float64](r.Own)
	if err == nil && m[own.Name()] != nil {
		names = slices.DeleteFunc(names, func(n string) bool { return n == eval.Own })
	}
	return names
}

// lead is the distance that the verdict speaks of: the one that the loss stands
// for, else that of its first term, for choosing the better one after the fact
// would flatter.
func (d *Page) lead(among []string) string {
	if slices.Contains(among, eval.Own) {
		return eval.Own
	}
	if d.Eval != nil {
		if own, err := metric.ParseMeasure[float64](d.Eval.Own); err == nil && slices.Contains(among, own.Name()) {
			return own.Name()
		}
	}
	if t := d.Meta.Loss.Distances(); len(t) > 0 && slices.Contains(among, t[0]) {
		return t[0]
	}
	if len(among) > 0 {
		return among[0]
	}
	return ""
}
