package evaluation

import (
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// spread describes one distance over the test triplets. Histograms have
// plot.DefaultBins bins: Edges has one entry more than the counts.
type spread struct {
	Name           string    `json:"name"`
	Edges          []float64 `json:"edges"`
	Positive       []int     `json:"positive_counts"`
	Negative       []int     `json:"negative_counts"`
	DifferenceEdge []float64 `json:"difference_edges"`
	Difference     []int     `json:"difference_counts"`
	// Wrong counts the triplets with d(a,n) <= d(a,p) among Triplets finite ones.
	Wrong    int `json:"wrong_order"`
	Triplets int `json:"triplets"`

	ap, an, diff []float64
}

func newSpread(name string, ap, an []float32) (spread, error) {
	s := spread{Name: name}
	if len(ap) != len(an) {
		return s, lang.Errorf("report: %d distances d(a,p) but %d d(a,n) for %s; give one of each for a triplet", len(ap), len(an), name)
	}
	for i := range ap {
		p, n := float64(ap[i]), float64(an[i])
		s.ap, s.an, s.diff = append(s.ap, p), append(s.an, n), append(s.diff, n-p)
		if kit.IsFinite(n - p) {
			s.Triplets++
			if n <= p {
				s.Wrong++
			}
		}
	}
	// Without a finite value the counts stay empty.
	if edges, counts, err := plot.Bin([]plot.Sample{{Values: s.ap}, {Values: s.an}}, 0); err == nil {
		s.Edges, s.Positive, s.Negative = edges, counts[0], counts[1]
	}
	if edges, counts, err := plot.Bin([]plot.Sample{{Values: s.diff}}, 0); err == nil {
		s.DifferenceEdge, s.Difference = edges, counts[0]
	}
	return s, nil
}

// agreement counts the triplets by which of the two distances has them in
// order, d(a,p) < d(a,n).
type agreement struct {
	Both      int `json:"both"`
	Cosine    int `json:"cosine_only"`
	Euclidean int `json:"euclidean_only"`
	Neither   int `json:"neither"`
}

// Total is the number of triplets that have both distances.
func (a agreement) Total() int { return a.Both + a.Cosine + a.Euclidean + a.Neither }

func agree(cos, euc spread) (a agreement, err error) {
	if len(cos.diff) != len(euc.diff) {
		return a, lang.Errorf("report: cosine distances of %d triplets but Euclidean ones of %d; give both for the same triplets", len(cos.diff), len(euc.diff))
	}
	for i, c := range cos.diff {
		e := euc.diff[i]
		switch {
		case !kit.IsFinite(c) || !kit.IsFinite(e):
		case c > 0 && e > 0:
			a.Both++
		case c > 0:
			a.Cosine++
		case e > 0:
			a.Euclidean++
		default:
			a.Neither++
		}
	}
	return a, nil
}

// square says whether a confusion matrix can be drawn.
func square(m [][]int) bool {
	for _, row := range m {
		if len(row) != len(m) {
			return false
		}
	}
	return len(m) > 0
}
