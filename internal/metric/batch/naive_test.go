package batch

import (
	"math"
	"testing"

	"mekiki/internal/testutil"
)

// naiveBatch is each batch loss as its comment reads: n embeddings, labels, a
// weight for each class, parameters.
var naiveBatch = map[string]func(emb [][]float64, labels []int32, weights [][]float64, q map[string]float64) float64{
	"supcon": func(emb [][]float64, labels []int32, _ [][]float64, q map[string]float64) float64 {
		sum, anchors := 0.0, 0.0
		for i := range emb {
			all, same, logs := 0.0, 0.0, 0.0
			for j := range emb {
				if j != i {
					all += math.Exp(cosineOf(emb[i], emb[j]) / q["tau"])
				}
			}
			for p := range emb {
				if p != i && labels[p] == labels[i] {
					logs += math.Log(math.Exp(cosineOf(emb[i], emb[p])/q["tau"]) / all)
					same++
				}
			}
			if same > 0 {
				sum, anchors = sum-logs/same, anchors+1
			}
		}
		return sum / anchors
	},
	"multi-similarity": func(emb [][]float64, labels []int32, _ [][]float64, q map[string]float64) float64 {
		sum := 0.0
		for i := range emb {
			near, far := 1.0, 1.0
			for j := range emb {
				keep := false
				for k := range emb { // against every pair of the other kind
					if j != i && k != i && (labels[k] == labels[i]) != (labels[j] == labels[i]) {
						sj, sk := cosineOf(emb[i], emb[j]), cosineOf(emb[i], emb[k])
						keep = keep || labels[j] == labels[i] && sj < sk+q["epsilon"] || labels[j] != labels[i] && sj > sk-q["epsilon"]
					}
				}
				switch s := cosineOf(emb[i], emb[j]) - q["base"]; {
				case keep && labels[j] == labels[i]:
					near += math.Exp(-q["alpha"] * s)
				case keep:
					far += math.Exp(q["beta"] * s)
				}
			}
			sum += math.Log(near)/q["alpha"] + math.Log(far)/q["beta"]
		}
		return sum / float64(len(emb))
	},
	"proxy-anchor": func(emb [][]float64, labels []int32, weights [][]float64, q map[string]float64) float64 {
		pull, push, present := 0.0, 0.0, 0.0
		for c, w := range weights {
			own, other, seen := 1.0, 1.0, false
			for i, x := range emb {
				if int(labels[i]) == c {
					own += math.Exp(-q["alpha"] * (cosineOf(x, w) - q["delta"]))
					seen = true
				} else {
					other += math.Exp(q["alpha"] * (cosineOf(x, w) + q["delta"]))
				}
			}
			if seen {
				pull, present = pull+math.Log(own), present+1
			}
			push += math.Log(other)
		}
		return pull/present + push/float64(len(weights))
	},
	"normface": func(emb [][]float64, labels []int32, weights [][]float64, q map[string]float64) float64 {
		return naiveSoftmax(emb, labels, weights, q["s"], math.Cos)
	},
	"cosface": func(emb [][]float64, labels []int32, weights [][]float64, q map[string]float64) float64 {
		return naiveSoftmax(emb, labels, weights, q["s"], func(angle float64) float64 { return math.Cos(angle) - q["m"] })
	},
	"arcface": func(emb [][]float64, labels []int32, weights [][]float64, q map[string]float64) float64 {
		return naiveSoftmax(emb, labels, weights, q["s"], func(angle float64) float64 {
			if angle+q["m"] >= math.Pi {
				return math.Cos(angle) - q["m"]*math.Sin(q["m"])
			}
			return math.Cos(angle + q["m"])
		})
	},
	"contrastive": func(emb [][]float64, labels []int32, _ [][]float64, q map[string]float64) float64 {
		var sum, count [2]float64
		for i := range emb {
			for j := range emb {
				d := 0.0
				for k := range emb[i] {
					d = math.Hypot(d, emb[i][k]-emb[j][k])
				}
				switch {
				case i == j:
				case labels[i] == labels[j]:
					sum[0] += d * d / 2
					count[0]++
				default:
					sum[1] += math.Pow(math.Max(q["m"]-d, 0), 2) / 2
					count[1]++
				}
			}
		}
		return sum[0]/count[0] + sum[1]/count[1]
	},
}

func naiveSoftmax(emb [][]float64, labels []int32, weights [][]float64, s float64, hold func(angle float64) float64) float64 {
	sum := 0.0
	for i, x := range emb {
		own, all := 0.0, 0.0
		for c, w := range weights {
			z := cosineOf(x, w)
			if c == int(labels[i]) {
				z = hold(math.Acos(z))
				own = math.Exp(s * z)
			}
			all += math.Exp(s * z)
		}
		sum -= math.Log(own / all)
	}
	return sum / float64(len(emb))
}

func TestBatchLossesAgainstNaiveLoops(t *testing.T) {
	const n, dim, classes = 23, 7, 5
	for _, name := range Names() {
		naive := naiveBatch[name]
		if naive == nil {
			t.Errorf("%s has no naive loop", name)
			continue
		}
		for seed := range uint64(4) {
			spec := asked{Loss: name, Dim: dim, Classes: classes, Seed: seed}
			if seed%2 == 1 { // other parameters: all halfway to another value
				k, err := Read(name, nil)
				if err != nil {
					t.Fatal(err)
				}
				spec.Params = map[string]float64{}
				for _, q := range k.Parameters() {
					spec.Params[q.Name] = q.Value*0.7 + 0.1
				}
			}
			k, err := Read(name, spec.Params)
			if err != nil {
				t.Fatal(err)
			}
			params := k.Parameters()
			q := map[string]float64{}
			for _, p := range params {
				q[p.Name] = p.Value
			}
			l := compile[float64](t, spec)
			emb, labels := batchOfLabels[float64](seed, n, dim, classes-1)
			loss, _ := l.Eval(emb, labels, nil, 0)
			w, _ := l.Weights()
			testutil.Near(t, spec.name(), loss, naive(rowsOf(emb, dim), labels, rowsOf(w, dim), q), 1e-12)
		}
	}
}

func rowsOf(v []float64, dim int) [][]float64 {
	var rows [][]float64
	for i := 0; i < len(v); i += dim {
		rows = append(rows, v[i:i+dim])
	}
	return rows
}

// The means over pairs that are not 0: half of the same pairs are equal.
func TestContrastiveMeanOfNonzero(t *testing.T) {
	emb := []float64{0, 0, 3, 10} // same: 0, 0, 3 apart; different: 10, 10 and 7 apart
	labels := []int32{0, 0, 0, 1}
	for reducer, want := range map[string]float64{
		reduceMean:    4*9/2.0/6 + 2*(8-7)*(8-7)/2.0/6,
		reduceNonzero: 4*9/2.0/4 + 2*(8-7)*(8-7)/2.0/2,
	} {
		l := compile[float64](t, asked{Loss: "contrastive", Params: map[string]float64{"m": 8}, Reducer: reducer, Dim: 1})
		loss, _ := l.Eval(emb, labels, nil, 0)
		testutil.Near(t, reducer, loss, want, 1e-15)
		if s := l.Stats(); s != (Stats{"pairs", 12, 6}) {
			t.Errorf("%s: %+v", reducer, s)
		}
	}
}

// cosineOf is the cosine of two vectors.
func cosineOf(x, y []float64) float64 {
	c, lx, ly := 0.0, testutil.Length(x), testutil.Length(y)
	for i := range x {
		c += (x[i] / lx) * (y[i] / ly)
	}
	return c
}
