package metric

import (
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// manhattan needs the vectors themselves, no moments would do. It stands for
// distances to come.
type manhattan struct{}

func (manhattan) Name() string   { return "manhattan" }
func (manhattan) Symbol() string { return "man" }

func (manhattan) Value(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s += math.Abs(x[i] - y[i])
	}
	return s
}

func (manhattan) AddGrad(g float64, x, y, dx, dy []float64) {
	for i := range x {
		d := g
		if x[i] < y[i] {
			d = -g
		}
		dx[i] += d
		dy[i] -= d
	}
}

// A loss may mix terms that share sums with terms that do not.
func TestDistancesOfRawVectorsFitIn(t *testing.T) {
	const dim = 6
	lives := 0
	cos := hinge{"cosine", 0.8, 0.4, false}
	for _, with := range []hinges{{Spec{Formula: "0.3*relu(cos_ap - cos_an + 0.5)"}, nil},
		{Spec{Formula: "0.3*relu(ang_ap - ang_an + 0.5) + 0.8*relu(cos_ap - cos_an + 0.4)"}, []hinge{cos}}} {
		l := compile[float64](t, with.Spec)
		// The first distance becomes one of the vectors themselves.
		for _, in := range l.moments[:2] {
			l.raw = append(l.raw, rawInput[float64]{manhattan{}, in.pair, in.reg})
		}
		l.moments = l.moments[2:]
		for seed := range uint64(20) {
			emb := normals[float64](seed, 3*dim, 1)
			a, p, n := emb[:dim], emb[dim:2*dim], emb[2*dim:]
			want := naiveLoss(with.terms, a, p, n) + 0.3*math.Max(manhattan{}.Value(a, p)-manhattan{}.Value(a, n)+0.5, 0)
			loss, live, grad := make([]float64, 1), make([]bool, 1), fill[float64](3*dim, 9)
			eval(l, emb, grad, dim, loss, live, 1)
			testutil.Near(t, "loss", loss[0], want, 1e-13)
			if live[0] {
				lives++
			}
			f := func(e []float64) float64 { return valueOf(l, e[:dim], e[dim:2*dim], e[2*dim:]) }
			testutil.GradCheck(t, "raw term", f, emb, grad, 1e-9)
		}
	}
	if lives < 10 || lives > 35 {
		t.Errorf("%d of 40 live tests too little", lives)
	}
}
