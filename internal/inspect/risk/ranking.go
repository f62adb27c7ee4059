package risk

import (
	"cmp"
	"slices"
)

// ranking orders parts by score, the worst first, to compute figures for any weights.
type ranking struct {
	order []int  // of parts
	last  []bool // whether the next part in the order has a lower score
	bad   []bool // of parts
}

func newRanking(parts []Part) *ranking {
	r := &ranking{order: make([]int, len(parts)), last: make([]bool, len(parts)), bad: make([]bool, len(parts))}
	for i, p := range parts {
		r.order[i], r.bad[i] = i, p.Bad
	}
	slices.SortStableFunc(r.order, func(a, b int) int { return cmp.Compare(parts[b].Score, parts[a].Score) })
	for k, i := range r.order {
		r.last[k] = k+1 == len(r.order) || parts[r.order[k+1]].Score < parts[i].Score
	}
	return r
}

// figures of a ranking.
type figures struct {
	auroc, ap, f1, recall float64 // recall: of bad parts above all good ones
	bestF1                int     // place in the order up to which all are NG for the best F1
}

// figures counts part i weight[i] times. There must be good and bad ones. Parts of equal
// score come all at once: half a mistake for AUROC (Hanley and McNeil, 1982), one step of
// the precision-recall curve. AP is the sum of precision times the growth of recall, without
// interpolation, as scikit-learn's average_precision_score.
func (r *ranking) figures(weight []int32) figures {
	var good, bad int64
	for i, b := range r.bad {
		if b {
			bad += int64(weight[i])
		} else {
			good += int64(weight[i])
		}
	}
	var f figures
	var hit, wrong, hitBefore, wrongBefore, twice int64 // twice the pairs in order
	for k, i := range r.order {
		if r.bad[i] {
			hit += int64(weight[i])
		} else {
			wrong += int64(weight[i])
		}
		if !r.last[k] {
			continue
		}
		twice += (wrong - wrongBefore) * (hit + hitBefore)
		if hit > hitBefore {
			f.ap += float64(hit-hitBefore) * (float64(hit) / float64(hit+wrong)) // so the sum is at most bad, to the bit
		}
		if wrong == 0 {
			f.recall = float64(hit) / float64(bad)
		}
		if f1 := 2 * float64(hit) / float64(hit+wrong+bad); f1 > f.f1 {
			f.f1, f.bestF1 = f1, k
		}
		hitBefore, wrongBefore = hit, wrong
	}
	f.ap /= float64(bad)
	f.auroc = float64(twice) / 2 / float64(good) / float64(bad)
	return f
}
