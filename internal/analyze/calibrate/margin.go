package calibrate

import (
	"slices"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// marginShares are the shares whose margins are shown beside the chosen one.
var marginShares = [...]float64{0.25, 0.5, 0.75, 0.9}

// Margin holds margins of one distance. The hinge relu(d(a,p) - d(a,n) + m)
// acts where d(a,n) - d(a,p) < m. So it acts on the share q of the triplets if m
// is the q-quantile of d(a,n) - d(a,p); where values are tied, on fewer.
type Margin struct {
	// Value is the margin of the share that was asked for, and At what it does.
	Value float64      `json:"value"`
	At    MarginEffect `json:"effect"`
	// Others are the margins of other shares, ascending.
	Others []MarginEffect `json:"others"`
	// Reason says in a sentence where the margin comes from.
	Reason lang.Message `json:"reason"`
}

// MarginEffect says what a margin makes of the triplets.
type MarginEffect struct {
	// Share is what was asked for, 0 where the margin was not chosen by it.
	Share  float64 `json:"share,omitempty"`
	Margin float64 `json:"margin"`
	// Active counts the triplets with d(a,n) - d(a,p) < m.
	Active int `json:"active"`
	// Easy counts d(a,n) > d(a,p) + m, SemiHard d(a,p) < d(a,n) <= d(a,p) + m,
	// Hard d(a,n) <= d(a,p). With a margin below 0 none is semi-hard, and
	// d(a,n) > d(a,p) is easy.
	Easy     int `json:"easy"`
	SemiHard int `json:"semi_hard"`
	Hard     int `json:"hard"`
}

func newMargin(s *triplets.Spread, active float64) Margin {
	shares := append([]float64{active}, marginShares[:]...)
	q := stats.Quantiles(s.Arrays.Diff, shares...)
	m := Margin{Value: q[0], At: effect(s, q[0], active)}
	for i, share := range marginShares {
		m.Others = append(m.Others, effect(s, q[i+1], share))
	}
	return m
}

// effect counts what a margin does.
func effect(s *triplets.Spread, m, share float64) MarginEffect {
	e := MarginEffect{Share: share, Margin: m}
	for i, d := range s.Arrays.Diff {
		if d < m {
			e.Active++
		}
		switch {
		case !s.InOrder(i):
			e.Hard++
		case d > m:
			e.Easy++
		default:
			e.SemiHard++
		}
	}
	return e
}

// Shown are the chosen margin and the others, ascending, none twice.
func (m *Margin) Shown() []MarginEffect {
	out := append([]MarginEffect{m.At}, m.Others...)
	slices.SortStableFunc(out, func(x, y MarginEffect) int {
		switch {
		case x.Share < y.Share:
			return -1
		case x.Share > y.Share:
			return 1
		}
		return 0
	})
	return slices.CompactFunc(out, func(x, y MarginEffect) bool { return x.Share == y.Share })
}
