package calibrate

import (
	"cmp"
	"slices"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

const (
	// fewestWrong is the least number of triplets that a distance must have in
	// the wrong order before another one's threshold is chosen by them.
	fewestWrong = 10
	// fewWrong is the number below which that is noted as doubtful.
	fewWrong = 100
	// weakJ is the J below which a threshold hardly separates.
	weakJ = 0.2
	// usualSilent is the share of silence where the data cannot say.
	usualSilent = 0.95
)

// zoneShares are the shares of silence that are shown beside the chosen one.
var zoneShares = [...]float64{0.8, 0.9, 0.95, 0.99}

// Zone says from where on the hinge of a second distance acts: on triplets with
// d(a,p) - d(a,n) > Threshold. Above 0 that is a dead zone, the article's idea:
// the second distance keeps silent while the two are fairly alike, and the
// leading one decides. The margin of the hinge is -Threshold.
//
// The threshold is where d(a,p) - d(a,n) of this distance best tells the triplets
// that the leading one has wrong from those that it has right: the largest J =
// (share acted on among the wrong) - (share acted on among the right) (Youden 1950).
type Zone struct {
	// Leader is the leading distance.
	Leader string `json:"leader"`
	// Both to Neither count the triplets by which of the two has them in order.
	Both       int `json:"both_right"`
	OnlyLeader int `json:"only_leader_right"`
	OnlyThis   int `json:"only_this_right"`
	Neither    int `json:"neither_right"`
	// Threshold is the chosen one, exact, and At what it does.
	Threshold float64    `json:"threshold"`
	At        ZoneEffect `json:"effect"`
	// ByYouden says that it was chosen by J and not by a share of silence.
	ByYouden bool `json:"by_youden"`
	// AUC is the chance that the difference of a triplet that the leader has wrong
	// exceeds that of one it has right: 0.5 for no relation. 0 if all or none are right.
	AUC float64 `json:"auc"`
	// BestJ is the J of the best threshold; Weak says that it is below 0.2.
	BestJ float64 `json:"best_j"`
	Weak  bool    `json:"weak"`
	// Others are thresholds by the share of silence, ascending.
	Others []ZoneEffect `json:"others"`
	// Reason says in a sentence where the threshold comes from.
	Reason lang.Message `json:"reason"`
}

// ZoneEffect says what a threshold does.
type ZoneEffect struct {
	Threshold float64 `json:"threshold"`
	// Silent is the share without action of the triplets that the leader has
	// right, Acts the share acted on of those that it has wrong.
	Silent float64 `json:"silent_of_leader_right"`
	Acts   float64 `json:"acts_on_leader_wrong"`
	// J is Silent + Acts - 1.
	J float64 `json:"youden_j"`
}

// judged is a triplet as seen by the leader.
type judged struct {
	over  float64 // d(a,p) - d(a,n) of the other distance
	wrong bool
}

func newZone(leader, s *triplets.Spread, silent float64) *Zone {
	z := &Zone{Leader: leader.Name}
	all := make([]judged, len(s.Arrays.Diff))
	var calm []float64 // of the triplets that the leader has right
	for i := range all {
		lead, this := leader.InOrder(i), s.InOrder(i)
		all[i] = judged{s.Arrays.AP[i] - s.Arrays.AN[i], !lead}
		if lead {
			calm = append(calm, all[i].over)
		}
		switch {
		case lead && this:
			z.Both++
		case lead:
			z.OnlyLeader++
		case this:
			z.OnlyThis++
		default:
			z.Neither++
		}
	}
	wrong := len(all) - len(calm)
	slices.SortFunc(all, func(x, y judged) int { return cmp.Compare(x.over, y.over) })
	best := youden(all, wrong)
	z.AUC = areaUnder(all, wrong)
	z.BestJ, z.Weak = best.J, best.J < weakJ
	if len(calm) > 0 {
		q := stats.Quantiles(calm, append(zoneShares[:], cmp.Or(silent, usualSilent))...)
		for _, t := range q[:len(zoneShares)] {
			z.Others = append(z.Others, zoneEffect(all, wrong, t))
		}
		z.Threshold = q[len(zoneShares)]
	}
	if z.ByYouden = silent == 0 && wrong >= fewestWrong && len(calm) >= fewestWrong && best.J > 0; z.ByYouden {
		z.Threshold = best.Threshold
	}
	z.At = zoneEffect(all, wrong, z.Threshold)
	return z
}

// zoneEffect counts over triplets that are sorted by over.
func zoneEffect(all []judged, wrong int, t float64) ZoneEffect {
	silent, missed := 0, 0
	for _, j := range all {
		switch {
		case j.over > t:
		case j.wrong:
			missed++
		default:
			silent++
		}
	}
	e := ZoneEffect{
		Threshold: t, Silent: ratio(float64(silent), float64(len(all)-wrong)),
		Acts: ratio(float64(wrong-missed), float64(wrong)),
	}
	e.J = e.Silent + e.Acts - 1
	return e
}

// youden finds the threshold with the greatest J, halfway between two values;
// of equally good ones the largest, which acts the least.
func youden(all []judged, wrong int) ZoneEffect {
	best := ZoneEffect{}
	right := len(all) - wrong
	if wrong == 0 || right == 0 {
		return best
	}
	silent, missed := 0, 0
	for i := 0; i+1 < len(all); i++ {
		if all[i].wrong {
			missed++
		} else {
			silent++
		}
		if all[i].over == all[i+1].over {
			continue
		}
		e := ZoneEffect{Silent: float64(silent) / float64(right), Acts: float64(wrong-missed) / float64(wrong)}
		e.J = e.Silent + e.Acts - 1
		if e.J >= best.J {
			e.Threshold = all[i].over + (all[i+1].over-all[i].over)/2
			best = e
		}
	}
	return best
}

// areaUnder is the share of pairs, one wrong and one right, in which the wrong
// one is greater; equal ones count half (Mann and Whitney 1947).
func areaUnder(all []judged, wrong int) float64 {
	right := len(all) - wrong
	if wrong == 0 || right == 0 {
		return 0
	}
	below, sum := 0, 0.0
	for i := 0; i < len(all); {
		j, w, r := i, 0, 0
		for ; j < len(all) && all[j].over == all[i].over; j++ {
			if all[j].wrong {
				w++
			} else {
				r++
			}
		}
		sum += float64(w) * (float64(below) + float64(r)/2)
		below += r
		i = j
	}
	return sum / float64(wrong) / float64(right)
}
