package analyze

import "mekiki/internal/metric"

// sumHinges adds up what the hinges of a loss did in each block of triplets.
func sumHinges(blocks [][]metric.HingeActivity) []metric.HingeActivity {
	sum := blocks[0]
	for _, more := range blocks[1:] {
		for i, h := range more {
			sum[i].Active += h.Active
			sum[i].Triplets += h.Triplets
			sum[i].Largest = max(sum[i].Largest, h.Largest)
		}
	}
	return sum
}
