package risk

import "mekiki/internal/stats"

// Rate is how many of some parts are called something.
type Rate struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Share float64 `json:"share"` // 0 to 1; 0 of none
	Cases int     `json:"cases"` // that the limits rest on: objects
	// AtLeast and AtMost are the one-sided limits of Clopper and Pearson (1934), each of them
	// holding with the confidence that was asked for. Several pictures of one object tell no
	// more than one: the number of cases is that of objects (Korn and Graubard, 1998).
	AtLeast float64 `json:"at_least"`
	AtMost  float64 `json:"at_most"`
}

// rate counts, among the parts for which among holds, those for which found holds.
func rate(parts []Part, confidence float64, among, found func(Part) bool) Rate {
	var r Rate
	var own []Part
	for _, p := range parts {
		if !among(p) {
			continue
		}
		own = append(own, p)
		r.Of++
		if found(p) {
			r.Count++
		}
	}
	if r.Of > 0 {
		r.Share = float64(r.Count) / float64(r.Of)
	}
	_, r.Cases = objects(own)
	r.AtLeast, r.AtMost = stats.LowerLimit(r.Share, r.Cases, confidence), stats.UpperLimit(r.Share, r.Cases, confidence)
	return r
}
