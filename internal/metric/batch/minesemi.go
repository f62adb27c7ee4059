package batch

import "math"

// mineSemi picks for each anchor and positive the nearest semi-hard negative, one
// that lies farther than the positive, but not by more than the margin m:
//
//	d(a,p) < d(a,n) <= d(a,p) + m
//
// (Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015, equation 4; libraries
// disagree on the word). Of equal distances the first in the batch wins. An anchor and positive
// without such a negative are left out.
type mineSemi struct {
	margin float64
	ofLoss bool // and changes with what it learns
}

// The default margin is the one of the loss; FaceNet's 0.2 if it has none.
var semiHardMiner = minerEntry{name: DefaultMiner, ranks: rankDecision, nearMargin: true,
	params: []param{{"m", 0.2, 0, 1e6}},
	make: func(param func(string) (float64, bool), ofLoss float64) miner {
		m, given := param("m")
		if !given && ofLoss > 0 {
			return mineSemi{ofLoss, true}
		}
		return mineSemi{margin: m}
	}}

func (s mineSemi) mine(m *mining, visit func(a, p, n int)) {
	for a, class := range m.groups.of {
		row := m.rank[a*m.n : (a+1)*m.n]
		for _, p := range m.groups.members(a) {
			if int(p) == a {
				continue
			}
			best, least := -1, math.Nextafter(row[p]+s.margin, math.Inf(1))
			for n, d := range row {
				if d < least && d > row[p] && m.groups.of[n] != class {
					best, least = n, d
				}
			}
			if best >= 0 {
				visit(a, int(p), best)
			}
		}
	}
}
