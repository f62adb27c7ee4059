package nn

import (
	"fmt"
	"testing"
)

// BenchmarkStep is the article's network on random pictures, where nearly all
// triplets stay live: the dense case.
func BenchmarkStep(b *testing.B) {
	for _, size := range []int{32, 64, 256, 1024} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("batch%d/workers%d", size, workers), func(b *testing.B) {
				src, batch := pictures(1000, 784), triplets(size, 1000)
				tr := NewTripletTrainer(New([]int{784, 512, 256, 128}, 1), TripletOptions{Batch: size, Workers: workers, Dense: true, Adam: KerasAdam(3e-5), Loss: hingeLoss})
				defer tr.Close()
				for b.Loop() {
					tr.Step(src, batch)
				}
				b.ReportMetric(float64(size*b.N)/b.Elapsed().Seconds(), "triplets/s")
			})
		}
	}
}
