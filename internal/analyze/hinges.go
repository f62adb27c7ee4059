package analyze

import "mekiki/internal/metric"

// hingeBlock is how many triplets are handed to a loss at a time.
const hingeBlock = 64

// hinges measures the activity of each relu of the loss over all triplets.
func (s *source) hinges(loss *metric.Loss[float64], workers int) []metric.HingeActivity {
	n, dim := len(s.in.Index), s.in.Dim
	blocks := make([][]metric.HingeActivity, (n+hingeBlock-1)/hingeBlock)
	share(len(blocks), workers, func() func(int) {
		emb := make([]float64, 3*hingeBlock*dim)
		return func(b int) {
			index := s.in.Index[b*hingeBlock : min((b+1)*hingeBlock, n)]
			for i, t := range index {
				for k, r := range t {
					s.row(emb[(3*i+k)*dim:(3*i+k+1)*dim], r)
				}
			}
			blocks[b] = loss.Activity(emb[:3*len(index)*dim], dim)
		}
	})
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
