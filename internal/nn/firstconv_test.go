package nn

import (
	"math"
	"slices"
	"testing"
)

// TestFirstConvolutionOfSmallPictures: windows larger than the picture, strides beyond it, and all counts of channels
// give what the naive loops give, by Embed, by an Embedder and in a training step.
func TestFirstConvolutionOfSmallPictures(t *testing.T) {
	for _, in := range []Shape{{1, 1, 1}, {1, 1, 4}, {1, 2, 3}, {2, 1, 3}, {3, 1, 2}, {3, 2, 5}, {5, 4, 1}} {
		for _, first := range []string{"conv 5", "conv 18 1x1", "conv 3 5x5", "conv 20 7x7 /2", "conv 4 3x3 /3", "conv 2 1x1 /2"} {
			text := first + "; norm; relu; gap; dense 3"
			n := arch(t, text, in)
			src, rows := archPictures(5, in)
			want := newArchRef(n).embed(rows)
			batch, one := make([]float32, 5*n.Dim()), make([]float32, n.Dim())
			n.Embed(batch, src, nil, 2)
			e := NewEmbedder(n, 2)
			for i := range want {
				for j, w := range want[i] {
					if got := float64(batch[i*n.Dim()+j]); !(math.Abs(got-w) <= 2e-5*(1+math.Abs(w))) {
						t.Errorf("%s of %s: picture %d, value %d: got %v, want %v", text, in, i, j, got, w)
					}
				}
				if e.Embed(one, src, i); !slices.Equal(one, batch[i*n.Dim():][:n.Dim()]) {
					t.Errorf("%s of %s: picture %d alone has another embedding", text, in, i)
				}
			}
			ref := newArchRef(n)
			ref.train = true
			tr := NewBatchTrainer(n, batchOptions(2))
			r := tr.pass(src, allRows(5))
			if want := refLoss(ref.embed(rows)); !r.Finite || math.Abs(r.Loss-want) > 1e-5*(1+want) {
				t.Errorf("%s of %s: loss %v, want %v", text, in, r.Loss, want)
			}
			tr.Close()
		}
	}
}
