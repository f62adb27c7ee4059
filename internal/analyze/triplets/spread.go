package triplets

import "mekiki/internal/stats"

// Spread is one distance over the triplets.
type Spread struct {
	// Name is the distance's registered name.
	Name string `json:"name"`
	// AP, AN and Diff summarise d(a,p), d(a,n) and d(a,n) - d(a,p).
	AP   stats.Summary `json:"ap"`
	AN   stats.Summary `json:"an"`
	Diff stats.Summary `json:"difference"`
	// Right counts the triplets in order, d(a,p) < d(a,n); Ties those with equal
	// distances, which are not. Share is Right of all, 0 to 1.
	Right int     `json:"in_order"`
	Ties  int     `json:"ties"`
	Share float64 `json:"share_in_order"`
	// Arrays holds the values, entry i those of triplet i.
	Arrays Arrays `json:"-"`
}

// Arrays are the values of one distance, as long as the triplets.
type Arrays struct{ AP, AN, Diff []float64 }

func newSpread(name string, ap, an []float64) *Spread {
	diff := make([]float64, len(ap))
	s := &Spread{Name: name, Arrays: Arrays{ap, an, diff}}
	for i := range diff {
		// From the comparison and not from the difference, which may round to 0.
		switch {
		case ap[i] < an[i]:
			s.Right++
		case ap[i] == an[i]:
			s.Ties++
		}
		diff[i] = an[i] - ap[i]
	}
	s.AP, s.AN, s.Diff = stats.Summarise(ap), stats.Summarise(an), stats.Summarise(diff)
	s.Share = float64(s.Right) / float64(len(ap))
	return s
}

// InOrder says whether triplet i is in order.
func (s *Spread) InOrder(i int) bool { return s.Arrays.AP[i] < s.Arrays.AN[i] }

// Correlation says how alike the differences of two distances are.
type Correlation struct {
	A string `json:"a"`
	B string `json:"b"`
	// Pearson and Spearman are -1 to 1, NaN where one side has no spread.
	Pearson  float64 `json:"pearson"`
	Spearman float64 `json:"spearman"`
}
