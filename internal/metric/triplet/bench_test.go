package triplet

import (
	"math/rand/v2"
	"slices"
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/testutil"
)

func benchLoss[T distance.Float](b *testing.B, spec Spec, grads bool) {
	const triplets, dim = 64, 128
	rng := rand.New(rand.NewPCG(1, 2))
	emb := make([]T, 3*triplets*dim)
	for i := range emb {
		emb[i] = T(rng.NormFloat64())
	}
	grad := make([]T, len(emb))
	if !grads {
		grad = nil
	}
	loss, live := make([]T, triplets), make([]bool, triplets)
	l, err := Compile[T](spec)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		eval(l, emb, grad, dim, loss, live, 1.0/triplets)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/triplets, "ns/triplet")
}

// Margins that keep every hinge active: the most expensive case.
func BenchmarkLoss(b *testing.B) {
	b.Run("cosine/float32", func(b *testing.B) { benchLoss[float32](b, cosineLoss(1, 5), true) })
	b.Run("combined/float32", func(b *testing.B) { benchLoss[float32](b, combined(0.8, 5, 0.02, 50), true) })
	b.Run("combined/float64", func(b *testing.B) { benchLoss[float64](b, combined(0.8, 5, 0.02, 50), true) })
	b.Run("combined/float32/value", func(b *testing.B) { benchLoss[float32](b, combined(0.8, 5, 0.02, 50), false) })
}

// One pair of Fashion-MNIST's pixels, the work of the analysis.
func BenchmarkDistance(b *testing.B) {
	const dim = 784
	v := testutil.Normals[float32](1, 2*dim, 1)
	for _, name := range distance.Names() {
		d, err := distance.Lookup[float32](name)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				d.Value(v[:dim], v[dim:])
			}
		})
	}
}

// byHand is the combined loss as one writes it for speed, without the language:
// what a formula is measured against.
func byHand(emb, grad []float32, dim int, loss []float32, live []bool, wCos, mCos, wEuc, mEuc, scale float64) {
	cosine, _, _ := distance.AsMoments(mustDistance("cosine"))
	euclidean, _, _ := distance.AsMoments(mustDistance("euclidean"))
	for i := range loss {
		e, g := emb[3*i*dim:3*(i+1)*dim], grad[3*i*dim:3*(i+1)*dim]
		a, p, n := e[:dim], e[dim:2*dim], e[2*dim:]
		ap, an := distance.TripletMoments(a, p, n)
		var sap, san distance.Moments
		var sum float64
		if h := cosine.At(ap) - cosine.At(an) + mCos; !(h <= 0) {
			sum += wCos * h
			sap.AddScaled(scale*wCos, cosine.Slopes(ap))
			san.AddScaled(-scale*wCos, cosine.Slopes(an))
		}
		if h := euclidean.At(ap) - euclidean.At(an) + mEuc; !(h <= 0) {
			sum += wEuc * h
			sap.AddScaled(scale*wEuc, euclidean.Slopes(ap))
			san.AddScaled(-scale*wEuc, euclidean.Slopes(an))
		}
		loss[i], live[i] = float32(sum), sum != 0
		if live[i] {
			distance.TripletGrad(sap, san, a, p, n, g[:dim], g[dim:2*dim], g[2*dim:])
		} else {
			clear(g)
		}
	}
}

// batchOf makes 64 triplets of dim 128 of which about half are live.
func batchOf() (emb, grad, loss []float32, live []bool) {
	emb = testutil.Normals[float32](7, 3*64*128, 1)
	return emb, make([]float32, len(emb)), make([]float32, 64), make([]bool, 64)
}

func TestFormulaGivesTheBitsOfTheLossByHand(t *testing.T) {
	emb, grad, loss, live := batchOf()
	_, grad2, loss2, live2 := batchOf()
	eval(compile[float32](t, combined(0.8, 0, 0.02, 0)), emb, grad, 128, loss, live, 1.0/64)
	byHand(emb, grad2, 128, loss2, live2, 0.8, 0, 0.02, 0, 1.0/64)
	if !slices.Equal(loss, loss2) || !slices.Equal(live, live2) || !slices.Equal(grad, grad2) {
		t.Error("the formula and the loss by hand differ")
	}
}

// BenchmarkCombined is the price of the language: formula beside hand, at batch
// 64, with all triplets live and with about half of them.
func BenchmarkCombined(b *testing.B) {
	for name, margin := range map[string]float64{"live": 50, "half": 0} {
		emb, grad, loss, live := batchOf()
		l := compile[float32](b, combined(0.8, margin, 0.02, margin))
		b.Run(name+"/formula", func(b *testing.B) {
			for b.Loop() {
				eval(l, emb, grad, 128, loss, live, 1.0/64)
			}
		})
		b.Run(name+"/hand", func(b *testing.B) {
			for b.Loop() {
				byHand(emb, grad, 128, loss, live, 0.8, margin, 0.02, margin, 1.0/64)
			}
		})
	}
}
