package projection

import (
	"context"
	"math"
	"math/rand/v2"

	"mekiki/internal/analyze/parallel"
)

// The settings of t-SNE are those that scikit-learn 1.2 and later uses: Barnes-Hut
// with theta 0.5, early exaggeration 12, start from PCA (Kobak and Berens 2019),
// learning rate n/48 but at least 50 (Belkina et al. 2019).
const (
	tsneSteps        = 1000
	tsneEarlySteps   = 250
	tsneExaggeration = 12
	tsneTheta        = 0.5
	tsneStart        = 1e-4 // standard deviation along the first axis
	tsneReport       = 20   // steps between two reports
)

// tsne moves points of the plane until their neighbourhoods are those of the
// affinities: it descends the KL divergence of q, a Student t with one degree of
// freedom, from p (van der Maaten and Hinton 2008; van der Maaten 2014).
type tsne struct {
	p       *affinities
	y       []float64 // (n, 2)
	tree    *quadtree
	workers int
	sum     []float64 // of q, of each point
	slope   []float64 // the gradient, (n, 2)
}

// newTSNE starts from the places flat, row-major (n, 2), made small. Seed moves
// them by a hundredth: equal pictures would never part otherwise.
func newTSNE(p *affinities, flat []float64, seed uint64, workers int) *tsne {
	n := len(flat) / 2
	t := &tsne{p: p, y: make([]float64, 2*n), tree: newQuadtree(n), workers: workers, sum: make([]float64, n), slope: make([]float64, 2*n)}
	variance := 0.0 // the places have mean 0
	for i := range n {
		variance += flat[2*i] * flat[2*i] / float64(n)
	}
	scale := 0.0
	if variance > 0 {
		scale = tsneStart / math.Sqrt(variance)
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	for i, v := range flat {
		t.y[i] = v*scale + rng.NormFloat64()*tsneStart/100
	}
	return t
}

// run descends and then moves the mean to zero.
func (t *tsne) run(ctx context.Context, progress func(done, of int)) error {
	n := len(t.sum)
	rate := max(float64(n)/(4*tsneExaggeration), 50)
	speed, gain := make([]float64, 2*n), make([]float64, 2*n)
	for i := range gain {
		gain[i] = 1
	}
	for step := range tsneSteps {
		if err := ctx.Err(); err != nil {
			return err
		}
		exaggeration, momentum := 1.0, 0.8
		if step < tsneEarlySteps {
			exaggeration, momentum = tsneExaggeration, 0.5
		}
		t.gradient(exaggeration, tsneTheta)
		for i, g := range t.slope {
			// Jacobs' rule (1988): faster while the direction holds, else slower.
			if speed[i]*g < 0 {
				gain[i] += 0.2
			} else {
				gain[i] = max(gain[i]*0.8, 0.01)
			}
			speed[i] = momentum*speed[i] - rate*gain[i]*g
			t.y[i] += speed[i]
		}
		if done := step + 1; progress != nil && (done%tsneReport == 0) {
			progress(done, tsneSteps)
		}
	}
	t.centre()
	return nil
}

// gradient writes dKL/dy to slope with p times the exaggeration: 4 times the sum of
// (p_ij - q_ij)(y_i - y_j)/(1 + |y_i - y_j|²), q_ij being (1 + |y_i - y_j|²)^-1 / Z.
func (t *tsne) gradient(exaggeration, theta float64) {
	t.tree.build(t.y)
	n := len(t.sum)
	pull := make([]float64, 2*n)
	parallel.Share((n+placeBlock-1)/placeBlock, t.workers, func() func(int) {
		return func(b int) {
			for k := b * placeBlock; k < min((b+1)*placeBlock, n); k++ {
				i := t.tree.order[k] // neighbours on the curve open the same nodes
				t.sum[i], t.slope[2*i], t.slope[2*i+1] = t.tree.push(k, theta)
				pull[2*i], pull[2*i+1] = t.pull(int(i))
			}
		}
	})
	z := t.normaliser()
	for i := range t.slope {
		t.slope[i] = 4 * (exaggeration*pull[i] - t.slope[i]/z)
	}
}

// pull is the sum over point i's affinities of p q (y_i - y_j).
func (t *tsne) pull(i int) (fx, fy float64) {
	x, y := t.y[2*i], t.y[2*i+1]
	from, to := t.p.start[i], t.p.start[i+1]
	value := t.p.value[from:to]
	for c, j := range t.p.column[from:to] {
		dx, dy := x-t.y[2*j], y-t.y[2*j+1]
		f := value[c] / (1 + dx*dx + dy*dy)
		fx += f * dx
		fy += f * dy
	}
	return fx, fy
}

// normaliser is Z of the last gradient, summed in the order of the points.
func (t *tsne) normaliser() float64 {
	z := 0.0
	for _, s := range t.sum {
		z += s
	}
	return z
}

// divergence is the KL divergence of q from p, in nats; its Z is exact.
func (t *tsne) divergence() float64 {
	t.gradient(1, 0)
	z, kl := t.normaliser(), 0.0
	for i := range t.sum {
		for c := t.p.start[i]; c < t.p.start[i+1]; c++ {
			j := t.p.column[c]
			dx, dy := t.y[2*i]-t.y[2*j], t.y[2*i+1]-t.y[2*j+1]
			if p := t.p.value[c]; p > 0 {
				kl += p * math.Log(p*z*(1+dx*dx+dy*dy))
			}
		}
	}
	return kl
}

func (t *tsne) centre() {
	n := len(t.sum)
	var mean [2]float64
	for i, v := range t.y {
		mean[i%2] += v / float64(n)
	}
	for i := range t.y {
		t.y[i] -= mean[i%2]
	}
}
