package batch

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/testutil"
)

// mined lists what a miner picks from distances and labels.
func mined(t *testing.T, name string, params map[string]float64, rank []float64, labels []int32, dim int, step uint64) [][3]int {
	t.Helper()
	m, _, err := newMiner(Spec{Miner: name, MinerParams: params}, 0)
	if err != nil {
		t.Fatal(err)
	}
	var g groups
	g.set(labels)
	in := mining{n: len(labels), dim: dim, groups: &g, rank: rank}
	in.draw.Seed(1, step)
	var out [][3]int
	m.mine(&in, func(a, p, n int) { out = append(out, [3]int{a, p, n}) })
	return out
}

// triplesOf lists every valid triplet that keep wants, in the order of miners.
func triplesOf(labels []int32, keep func(a, p, n int) bool) [][3]int {
	var out [][3]int
	for a := range labels {
		for p := range labels {
			for n := range labels {
				if a != p && labels[a] == labels[p] && labels[a] != labels[n] && keep(a, p, n) {
					out = append(out, [3]int{a, p, n})
				}
			}
		}
	}
	return out
}

// Distances of few different values, so that there are ties; every miner but the
// one that draws against its definition over all triplets.
func TestMinersAgainstTheirDefinitions(t *testing.T) {
	const m = 0.3
	for seed := range uint64(30) {
		_, labels := batchOfLabels[float64](seed, 14, 1, 2+int(seed%5))
		n := len(labels)
		rank := testutil.Normals[float64](seed, n*n, 4)
		for i := range rank {
			rank[i] = math.Abs(math.Round(rank[i])) / 10
		}
		d := func(x, y int) float64 { return rank[x*n+y] }
		// best says whether i comes first of those of a's class, or of the others, by less.
		best := func(a, i int, same bool, less func(x, y float64) bool) bool {
			for j := range labels {
				if j != a && (labels[j] == labels[a]) == same && (less(d(a, j), d(a, i)) || j < i && d(a, j) == d(a, i)) {
					return false
				}
			}
			return true
		}
		under := func(x, y float64) bool { return x < y }
		over := func(x, y float64) bool { return x > y }
		semi := func(a, p, n int) bool { return d(a, p) < d(a, n) && d(a, n) <= d(a, p)+m }
		want := map[string][][3]int{
			"all":             triplesOf(labels, func(_, _, _ int) bool { return true }),
			"batch-hard":      triplesOf(labels, func(a, p, n int) bool { return best(a, p, true, over) && best(a, n, false, under) }),
			"batch-easy-hard": triplesOf(labels, func(a, p, n int) bool { return best(a, p, true, under) && best(a, n, false, under) }),
			"semi-hard": triplesOf(labels, func(a, p, n int) bool {
				for j := range labels {
					if labels[j] != labels[a] && semi(a, p, j) && (d(a, j) < d(a, n) || d(a, j) == d(a, n) && j < n) {
						return false
					}
				}
				return semi(a, p, n)
			}),
		}
		for name, want := range want {
			params := map[string]float64{}
			if name == "semi-hard" {
				params["m"] = m
			}
			if got := mined(t, name, params, rank, labels, 8, 0); !slices.Equal(got, want) {
				t.Fatalf("%s, seed %d: %v, want %v", name, seed, got, want)
			}
		}
	}
}

func TestSemiHardTakesTheMarginOfTheLoss(t *testing.T) {
	for _, c := range []struct {
		loss, params string
		want         float64
	}{
		{"cosine", "", 0.4}, {"cosine-threshold", "", 0.2}, {"cosine", "m", 0.7},
		{"combined", "", 0.32}, // by 0.8*cos + 0.02*euc, the second hinge being shut
		// Where the decision is by cos or d itself, a weight of the loss is none of the margin's.
		{"0.5*relu(cos_ap - cos_an + 0.4)", "", 0.4},
		{"let d = 2*cos + 0.1*euc; 3*relu(d_ap - d_an + 0.6)", "", 0.6},
		{"relu(cos_ap - cos_an + 0.3) + relu(euc_an - euc_ap + 1)", "", 1.3}, // stands for no distance
	} {
		s := asked{Loss: c.loss, Miner: "semi-hard", Dim: 2}
		if c.params != "" {
			s.MinerParams = map[string]float64{c.params: 0.7}
		}
		if got := compile[float64](t, s).term.(*triplets[float64]).miner.(mineSemi).margin; math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: margin %v, want %v", c.loss, got, c.want)
		}
	}
	l := compile[float64](t, asked{Loss: "let m = learn(0.4, 0, 2); 0.5*relu(cos_ap - cos_an + m)", Miner: "semi-hard", Dim: 2})
	l.Triplet().SetLearned([]float64{0.9})
	emb, labels := batchOfLabels[float64](4, 6, 2, 2)
	l.Eval(emb, labels, nil, 0)
	if got := l.term.(*triplets[float64]).miner.(mineSemi).margin; math.Abs(got-0.9) > 1e-12 {
		t.Errorf("after 0.9 was learned the margin is %v", got)
	}
}

// The shares of what is drawn against 1/q, at distances on both sides of the cutoff
// and beyond far.
func TestDistanceWeightedDrawsByItsDensity(t *testing.T) {
	const dim, draws = 6, 20000
	labels := []int32{0, 0, 1, 1, 2, 1}
	onSphere := []float64{0, 0.2, 0.3, 0.9, 1.2, 1.45} // from picture 0
	rank := make([]float64, 36)
	for j, r := range onSphere {
		rank[j], rank[6*j] = r*r/2, r*r/2
	}
	weight := func(r float64) float64 {
		if r >= 1.4 {
			return 0
		}
		r = math.Max(r, 0.5)
		return 1 / (math.Pow(r, dim-2) * math.Pow(1-r*r/4, (dim-3)/2.0))
	}
	total := 0.0
	for j := 2; j < 6; j++ {
		total += weight(onSphere[j])
	}
	count := map[int]float64{}
	for step := range uint64(draws) {
		for _, tr := range mined(t, "distance-weighted", nil, rank, labels, dim, step) {
			if tr[0] == 0 {
				count[tr[2]]++
			}
		}
	}
	for j := 2; j < 6; j++ {
		// Four standard deviations of a share near one half.
		testutil.Near(t, fmt.Sprintf("share of %d", j), count[j]/draws, weight(onSphere[j])/total, 4*0.5/math.Sqrt(draws))
	}
	if count[5] != 0 || count[2] == 0 {
		t.Errorf("drawn: %v", count)
	}
	// All beyond far: each as likely as the others.
	clear(count)
	for j := range rank {
		rank[j] = 2
	}
	for step := range uint64(draws) {
		count[mined(t, "distance-weighted", nil, rank, labels, dim, step)[0][2]]++
	}
	for j := 2; j < 6; j++ {
		testutil.Near(t, fmt.Sprintf("share of %d", j), count[j]/draws, 0.25, 4*0.5/math.Sqrt(draws))
	}
}

// Every miner and formula against the loss of one triplet on a list of what the
// miner picks.
func TestMinedLossesAgainstTripletLists(t *testing.T) {
	for _, text := range []string{
		"combined", "let d = ang + 0.01*sqeuc; relu(d_ap - d_an + 0.1) + 0.01*softplus(|a| - |p|*|n|)",
		"softplus(cor_ap - snr_an) + 0.1*rte_pn", "relu(rtb_ap - rtb_an + 0.1) + relu(mah_ap - mah_pn) + 0.1*man_an",
	} {
		for _, miner := range MinerNames() {
			for _, reducer := range ReducerNames() {
				checkMined(t, asked{Loss: text, Miner: miner, Reducer: reducer}, 17)
			}
		}
	}
	// So many pictures that most pairs have no slope.
	checkMined(t, asked{Loss: "combined", Params: map[string]float64{"m_euc": 1}, Miner: "batch-hard", Reducer: reduceMean}, 90)
}

func checkMined(t *testing.T, spec asked, n int) {
	t.Helper()
	const dim = 6
	spec.Dim, spec.Seed, spec.Mahalanobis = dim, 8, someWhitening(t, dim)
	l := compile[float64](t, spec)
	emb, labels := batchOfLabels[float64](31, n, dim, 4)
	grad := make([]float64, len(emb))
	loss, ok := l.Eval(emb, labels, grad, 3)
	one := l.Triplet()
	list := mined(t, spec.Miner, minerMargin(spec.Miner, one.AtMargin()), ranksOf(t, l, spec.Miner, emb, n), labels, dim, 0)
	if spec.Miner == "distance-weighted" {
		list = drawn(l)
	}
	wantLoss, wantGrad, live := tripletList(one, emb, dim, list, spec.Reducer)
	if s := l.Stats(); !ok || s.Considered != len(list) || s.Live != live || s.Unit != "triplets" || live < 3 {
		t.Errorf("%s: %+v, want %d live of %d", spec.name(), s, live, len(list))
	}
	testutil.Near(t, spec.name(), loss, wantLoss, 1e-12)
	for i := range grad {
		testutil.Near(t, fmt.Sprintf("%s: gradient[%d]", spec.name(), i), grad[i], wantGrad[i], 1e-10)
	}
}

func someWhitening(t *testing.T, dim int) distance.Whitening {
	emb := testutil.Normals[float64](77, 3*40*dim, 1.3)
	for i := range emb {
		if i%dim > 0 {
			emb[i] += emb[i-1] // so that components go together
		}
	}
	w, err := distance.FitWhitening(emb, dim)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func minerMargin(miner string, atMargin float64) map[string]float64 {
	if miner == "semi-hard" && atMargin > 0 {
		return map[string]float64{"m": atMargin}
	}
	return nil
}

// ranksOf measures all pairs by what ranks, from the vectors.
func ranksOf(t *testing.T, l *Loss[float64], miner string, emb []float64, n int) []float64 {
	text := l.Triplet().Decision()
	if text == "" || miner == "distance-weighted" {
		text = "cos"
	}
	d, err := triplet.CompilePair[float64](text, l.Triplet().Spec().Mahalanobis)
	if err != nil {
		t.Fatal(err)
	}
	rank := make([]float64, n*n)
	rows := rowsOf(emb, len(emb)/n)
	for i := range rank {
		rank[i] = d.Pair(rows[i/n], rows[i%n])
	}
	return rank
}

// drawn lists what a miner that draws picked in the last Eval.
func drawn(l *Loss[float64]) (list [][3]int) {
	t := l.term.(*triplets[float64])
	t.mining.draw.Seed(l.in.seed, minerStream+l.in.step)
	t.miner.mine(&t.mining, func(a, p, n int) { list = append(list, [3]int{a, p, n}) })
	return list
}

// A loss of 0 is taken to have no slopes only where that is sure.
func TestQuietAtZero(t *testing.T) {
	for text, want := range map[string]bool{
		"relu(cos_ap - cos_an)":                               true,
		"0.8*relu(cos_ap - cos_an) + relu(euc_ap - euc_an)*2": true,
		"cos_ap - cos_an":                                     false,
		"relu(cos_ap) - relu(cos_an)":                         false,
		"0.1*relu(cos_ap) + -1*relu(cos_an)":                  false,
		"relu(cos_ap)*relu(cos_an)":                           false,
		"cos_ap*relu(cos_an - 1)":                             false,
		"relu(cos_ap - 0.1) + cos_an":                         false,
		"cos_ap":                                              false,
	} {
		l, err := triplet.Compile[float64](triplet.Spec{Formula: text})
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Program().QuietAtZero(); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// tripletList is the loss and gradient of a list of triplets, one by one.
func tripletList(one *triplet.Loss[float64], emb []float64, dim int, list [][3]int, reducer string) (loss float64, grad []float64, live int) {
	grad = make([]float64, len(emb))
	count := 0.0
	for _, tr := range list {
		rows := rowsOf(emb, dim)
		e := slices.Concat(rows[tr[0]], rows[tr[1]], rows[tr[2]])
		v, g, alive := make([]float64, 1), make([]float64, 3*dim), make([]bool, 1)
		one.Eval(triplet.Batch[float64]{Emb: e, Grad: g, Dim: dim, Loss: v, Live: alive, Scale: 1})
		loss += v[0]
		if v[0] != 0 || reducer == reduceMean {
			count++
		}
		if alive[0] {
			live++
		}
		for k, i := range tr {
			for j := range dim {
				grad[i*dim+j] += g[k*dim+j]
			}
		}
	}
	for i := range grad {
		grad[i] /= max(count, 1)
	}
	return loss / max(count, 1), grad, live
}
