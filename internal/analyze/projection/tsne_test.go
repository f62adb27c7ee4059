package projection

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/testutil"
)

// scattered are n points of the plane, some of them at the same place.
func scattered(n int) []float64 {
	rng := rand.New(rand.NewPCG(1, 9))
	xy := make([]float64, 2*n)
	for i := range xy {
		xy[i] = rng.NormFloat64() * 4
	}
	for i := 0; i+9 < n; i += 17 {
		copy(xy[2*i+16:2*i+18], xy[2*i:2*i+2])
	}
	return xy
}

func TestQuadtreeExact(t *testing.T) {
	const n = 300
	xy := scattered(n)
	tree := newQuadtree(n)
	tree.build(xy)
	for k := range n {
		i := int(tree.order[k])
		var want [3]float64
		for j := range n {
			if j == i {
				continue
			}
			dx, dy := xy[2*i]-xy[2*j], xy[2*i+1]-xy[2*j+1]
			q := 1 / (1 + dx*dx + dy*dy)
			want[0] += q
			want[1] += q * q * dx
			want[2] += q * q * dy
		}
		sum, fx, fy := tree.push(k, 0)
		testutil.Near(t, "sum", sum, want[0], 1e-12)
		testutil.Near(t, "fx", fx, want[1], 1e-12)
		testutil.Near(t, "fy", fy, want[2], 1e-12)
		sum, fx, fy = tree.push(k, tsneTheta)
		testutil.Near(t, "sum by heaps", sum, want[0], 0.05)
		testutil.Near(t, "fx by heaps", fx, want[1], 0.15)
		testutil.Near(t, "fy by heaps", fy, want[2], 0.15)
	}
	nodes := 0
	for _, v := range tree.nodes {
		if v.to > 0 {
			nodes += int(v.to - v.from)
		}
	}
	if nodes != n {
		t.Errorf("%d points in the leaves", nodes)
	}
}

// TestQuadtreeHeaps shows that theta saves work: a far heap is one term.
func TestQuadtreeHeaps(t *testing.T) {
	xy := []float64{100, 0}
	for i := range 64 {
		xy = append(xy, float64(i%8)/100, float64(i/8)/100)
	}
	tree := newQuadtree(65)
	tree.build(xy)
	at := 0
	for tree.order[at] != 0 {
		at++
	}
	sum, _, _ := tree.push(at, 0.5)
	// One term at the centre of mass, not 64: the two differ in the last digits.
	if d := 100 - 0.035; sum != 64*(1/(1+d*d+0.035*0.035)) {
		testutil.Near(t, "sum", sum, 64/(1+d*d+0.035*0.035), 1e-12)
	}
	exact, _, _ := tree.push(at, 0)
	if exact == sum {
		t.Error("the heap was opened")
	}
}

func TestTSNEGradient(t *testing.T) {
	in := clusters(3, 8, 6, 0.7)
	s, err := newVectorSpace(in.Emb, in.Dim, "euclidean")
	if err != nil {
		t.Fatal(err)
	}
	n := s.n
	near, err := s.nearest(t.Context(), 12, 1)
	if err != nil {
		t.Fatal(err)
	}
	p := newAffinities(near, 12, 4, 1)
	ts := newTSNE(p, scattered(n), 1, 1)
	rng := rand.New(rand.NewPCG(5, 5))
	for i := range ts.y {
		ts.y[i] = rng.NormFloat64()
	}
	// KL of q from p, written out over all pairs.
	kl := func(y []float64) float64 {
		z := 0.0
		q := func(i, j int) float64 {
			dx, dy := y[2*i]-y[2*j], y[2*i+1]-y[2*j+1]
			return 1 / (1 + dx*dx + dy*dy)
		}
		for i := range n {
			for j := range n {
				if i != j {
					z += q(i, j)
				}
			}
		}
		sum := 0.0
		for i := range n {
			for c := p.start[i]; c < p.start[i+1]; c++ {
				sum += p.value[c] * math.Log(p.value[c]/(q(i, int(p.column[c]))/z))
			}
		}
		return sum
	}
	ts.gradient(1, 0)
	if worst := testutil.GradCheck(t, "KL", kl, ts.y, ts.slope, 1e-8); worst > 1e-8 {
		t.Errorf("largest error %g", worst)
	}
	testutil.Near(t, "divergence", ts.divergence(), kl(ts.y), 1e-12)
	// Exaggerated attraction alone: the difference of two gradients is linear in it.
	ts.gradient(1, 0)
	one := slices.Clone(ts.slope)
	ts.gradient(3, 0)
	for i := range one {
		fx, fy := ts.pull(i / 2)
		testutil.Near(t, "exaggeration", ts.slope[i]-one[i], 8*[2]float64{fx, fy}[i%2], 1e-12)
	}
}

func TestAffinitiesOracle(t *testing.T) {
	o, in := readMapOracle(t)
	for space, want := range o.Spaces {
		s, err := newVectorSpace(in.Emb, in.Dim, space)
		if err != nil {
			t.Fatal(err)
		}
		near, err := s.nearest(t.Context(), 91, 2)
		if err != nil {
			t.Fatal(err)
		}
		p := newAffinities(near, 91, 30, 2)
		sum := 0.0
		for _, v := range p.value {
			sum += v
		}
		testutil.Near(t, "sum", sum, 1, 1e-12)
		for i := range 3 {
			row := make([]float64, s.n)
			for c := p.start[i]; c < p.start[i+1]; c++ {
				row[p.column[c]] = p.value[c]
			}
			for j, v := range row {
				// scikit-learn stops its search at the same entropy, but holds p as float32.
				if w := want.Affinities[i*s.n+j]; math.Abs(v-w) > 1e-8+1e-4*w {
					t.Errorf("%s: p of %d and %d is %g, want %g", space, i, j, v, w)
				}
			}
		}
	}
}

func TestConditional(t *testing.T) {
	for name, square := range map[string][]float64{
		"equal": {2, 2, 2, 2, 2, 2}, "zero": {0, 0, 0, 0, 0, 0}, "doubles": {0, 0, 0, 1, 2, 3}, "wide": {1e-9, 1, 1e9, 1e18, 1e30, 1e60}, "usual": {1, 2, 3, 4, 5, 6},
	} {
		p := make([]float64, len(square))
		conditional(p, square, 2)
		sum, entropy := 0.0, 0.0
		for _, v := range p {
			sum += v
			if v > 0 {
				entropy -= v * math.Log(v)
			}
		}
		testutil.Near(t, name+": sum", sum, 1, 1e-12)
		if name == "usual" {
			testutil.Near(t, name+": perplexity", math.Exp(entropy), 2, 1e-4)
		}
	}
}

// TestTSNEDescends follows the rules of the descent with a plain loop over four
// points, which a tree sums exactly.
func TestTSNEDescends(t *testing.T) {
	xy := []float64{3, 0, 0, 1, -1, 0.5, -2, -1.5}
	p := newAffinities(listsInPlane(xy, 3), 3, 2, 1)
	ts := newTSNE(p, xy, 3, 1)
	dense := [4][4]float64{}
	for i := range 4 {
		for c := p.start[i]; c < p.start[i+1]; c++ {
			dense[i][p.column[c]] = p.value[c]
		}
	}
	y, speed, gain, step := slices.Clone(ts.y), make([]float64, 8), []float64{1, 1, 1, 1, 1, 1, 1, 1}, 0
	advance := func() {
		strong, momentum := 12.0, 0.5
		if step >= 250 {
			strong, momentum = 1, 0.8
		}
		step++
		var q [4][4]float64
		z := 0.0
		for i := range 4 {
			for j := range 4 {
				if i != j {
					dx, dy := y[2*i]-y[2*j], y[2*i+1]-y[2*j+1]
					q[i][j] = 1 / (1 + dx*dx + dy*dy)
					z += q[i][j]
				}
			}
		}
		slope := make([]float64, 8)
		for i := range 4 {
			for j := range 4 {
				for c := range 2 {
					slope[2*i+c] += 4 * (strong*dense[i][j] - q[i][j]/z) * q[i][j] * (y[2*i+c] - y[2*j+c])
				}
			}
		}
		for i, g := range slope {
			if speed[i]*g >= 0 {
				gain[i] = max(0.8*gain[i], 0.01)
			} else {
				gain[i] += 0.2
			}
			speed[i] = momentum*speed[i] - 50*gain[i]*g
			y[i] += speed[i]
		}
	}
	compared := 0
	err := ts.run(t.Context(), func(done, of int) {
		for step < done {
			advance()
		}
		if done > tsneReport {
			return // four points dance: what rounding does grows
		}
		compared++
		for i, v := range ts.y {
			testutil.Near(t, "y", v, y[i], 1e-6)
		}
	})
	if err != nil || compared != 1 || step != tsneSteps {
		t.Errorf("%v; compared %d times, %d steps", err, compared, step)
	}
	mean := 0.0
	for i := 0; i < 8; i += 2 {
		mean += ts.y[i]
	}
	testutil.Near(t, "mean", mean, 0, 1e-9)
}
