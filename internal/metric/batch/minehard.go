package batch

import "math"

// mineHard picks one triplet an anchor: the nearest negative, and
//
//   - batch-hard: the farthest positive (Hermans, Beyer and Leibe, 2017);
//   - batch-easy-hard: the nearest positive (Xuan, Stylianou and Pless, "Improved
//     Embeddings with Easy Positive Triplet Mining", WACV 2020), which lets a class be
//     of several clusters.
//
// Of equal distances the first in the batch wins. An anchor without a positive or a
// negative is left out.
type mineHard struct{ easy bool }

var (
	batchHardMiner = minerEntry{name: "batch-hard", ranks: rankDecision, nearMargin: true,
		make: func(func(string) (float64, bool), float64) miner { return mineHard{} }}
	batchEasyHardMiner = minerEntry{name: "batch-easy-hard", ranks: rankDecision, nearMargin: true,
		make: func(func(string) (float64, bool), float64) miner { return mineHard{easy: true} }}
)

func (h mineHard) mine(m *mining, visit func(a, p, n int)) {
	for a, class := range m.groups.of {
		row := m.rank[a*m.n : (a+1)*m.n]
		positive, negative := -1, -1
		for _, i := range m.groups.members(a) {
			p := int(i)
			if p != a && (positive < 0 || h.easy && row[p] < row[positive] || !h.easy && row[p] > row[positive]) {
				positive = p
			}
		}
		nearest := math.Inf(1)
		for n, d := range row {
			if m.groups.of[n] != class && (negative < 0 || d < nearest) {
				negative, nearest = n, d
			}
		}
		if positive >= 0 && negative >= 0 {
			visit(a, positive, negative)
		}
	}
}
