package train

import (
	"context"
	"math"

	"mekiki/internal/dataset"
	"mekiki/internal/metric/triplet"
)

// validation holds the buffers for the triplets that decide when to stop.
type validation struct {
	rows []int32 // pictures, a p n of each triplet
	emb  []float32
	loss []float32
	dim  int
}

// spread is the outcome of one validation.
type spread struct {
	loss float64 // mean loss
	// idle says that no batch had anything to compare; loss is then 0.
	idle bool
	// norm is the mean length of an embedding, apart the mean Euclidean
	// distance of anchor and negative: together they show a collapse.
	norm, apart float64
	hinges      []triplet.HingeActivity
	// accuracy is that of Score; 0 where it was not measured.
	accuracy float64
}

// finite reports whether all of it is a number.
func (s spread) finite() bool {
	sum := s.loss + s.norm + s.apart
	for _, h := range s.hinges {
		sum += h.Largest
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

func newValidation(t *dataset.Triplets, dim int) *validation {
	v := &validation{dim: dim, loss: make([]float32, t.Len()), emb: make([]float32, 3*t.Len()*dim)}
	for _, tr := range t.Index {
		v.rows = append(v.rows, tr[:]...)
	}
	return v
}

// run embeds the validation pictures and measures them.
func (v *validation) run(t *triplets) (spread, error) {
	im := t.data.Val.Images
	if err := Embed(context.Background(), v.emb, t.net, im, v.rows, im.AtOnce(ValuesAtOnce), t.cfg.Workers); err != nil {
		return spread{}, err
	}
	t.loss.Eval(triplet.Batch[float32]{Emb: v.emb, Dim: v.dim, Loss: v.loss})
	var s spread
	for i, l := range v.loss {
		s.loss += float64(l)
		a := v.emb[3*i*v.dim : (3*i+1)*v.dim]
		n := v.emb[(3*i+2)*v.dim : (3*i+3)*v.dim]
		var aa, an float64
		for k := range a {
			d := float64(a[k]) - float64(n[k])
			aa += float64(a[k]) * float64(a[k])
			an += d * d
		}
		s.norm += math.Sqrt(aa)
		s.apart += math.Sqrt(an)
	}
	count := float64(len(v.loss))
	return spread{loss: s.loss / count, norm: s.norm / count, apart: s.apart / count, hinges: t.loss.Activity(v.emb, v.dim)}, nil
}
