package plot

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// figures makes one figure of each kind, with plausible numbers.
func figures(n int) (names []string, figs map[string]*Figure) {
	rng := rand.New(rand.NewPCG(1, 2))
	epochs, loss, val := make([]float64, 14), make([]float64, 14), make([]float64, 14)
	for i := range epochs {
		epochs[i] = float64(i + 1)
		loss[i] = 0.02 + 0.12*math.Exp(-float64(i)/4)
		val[i] = 0.045 + 0.09*math.Exp(-float64(i)/3) + 0.0006*float64(i)
	}
	x, y, ap, an := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		z := rng.NormFloat64()
		x[i] = 0.55 + 0.25*z + 0.1*rng.NormFloat64()
		y[i] = 4 + 1.9*z + 1.5*rng.NormFloat64()
		ap[i] = math.Abs(0.15 + 0.1*rng.NormFloat64())
		an[i] = ap[i] + x[i]
	}
	curve := func(k float64) (f, t []float64) {
		for i := range 101 {
			v := float64(i) / 100
			f, t = append(f, v), append(t, math.Pow(v, k))
		}
		return f, t
	}
	falling := func(recall []float64) (out []float64) {
		for _, r := range recall {
			out = append(out, 1-0.6*r*r*r)
		}
		return out
	}
	f1, t1 := curve(0.08)
	f2, t2 := curve(0.16)
	classes := []string{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "長靴 (ブーツ)"}
	counts := make([][]int, 10)
	for i := range counts {
		counts[i] = make([]int, 10)
		left := 1000
		for j := range counts {
			if j != i && rng.IntN(3) > 0 {
				counts[i][j] = rng.IntN(40)
				left -= counts[i][j]
			}
		}
		counts[i][i] = left
	}
	figs = map[string]*Figure{}
	add := func(name string, f *Figure, err error) {
		if err != nil {
			panic(fmt.Sprint(name, ": ", err))
		}
		names = append(names, name)
		figs[name] = f
	}
	f, err := LineChart{Label: "Loss over epochs", XLabel: "epoch", YLabel: "loss",
		Series: []Series{{"training loss", epochs, loss}, {"validation loss", epochs, val}}, MarkX: 12, MarkName: "best epoch: 12"}.Figure()
	add("lines", f, err)
	f, err = ROC{Label: "ROC", XLabel: "different pairs called the same", YLabel: "same pairs called the same",
		Curves: []Curve{{"cosine", f1, t1, 0.967}, {"euclidean", f2, t2, 0.91}}}.Figure()
	add("roc", f, err)
	f, err = Recall{Label: "Precision and recall", XLabel: "bad parts found", YLabel: "bad ones among those called bad", Guess: 0.2,
		Curves: []RecallCurve{{"score", t1, falling(t1), 0.9}, {"other", t2, falling(t2), math.NaN()}}}.Figure()
	add("recall", f, err)
	f, err = Histogram{Label: "Cosine distances", XLabel: "cosine distance", YLabel: "triplets",
		Samples: []Sample{{"anchor to positive", ap}, {"anchor to negative", an}}, MarkX: 0.4, MarkName: "threshold 0.40"}.Figure()
	add("histogram", f, err)
	f, err = Scatter{Label: "Differences", XLabel: "cosine: d(a,n) − d(a,p)", YLabel: "Euclidean: d(a,n) − d(a,p)", Unit: "triplets", X: x, Y: y, Zero: true}.Figure()
	add("scatter", f, err)
	f, err = Confusion{Label: "Confusion", Counts: counts, Classes: classes, TrueLabel: "class", CalledLabel: "called"}.Figure()
	add("confusion", f, err)
	f, err = Diagram{Label: "Model", Inputs: []Box{{"anchor", []string{"28 × 28 × 1 → 784"}}, {"positive", []string{"28 × 28 × 1 → 784"}}, {"negative", []string{"28 × 28 × 1 → 784"}}},
		Network: "shared network (the same weights for all three)",
		Layers:  []Layer{{"dense_1", "fully connected, ReLU", "(N, 784)", "(N, 512)", "401,920 parameters"}, {"dense_2", "fully connected, ReLU", "(N, 512)", "(N, 256)", "131,328 parameters"}, {"dense_3", "fully connected, linear", "(N, 256)", "(N, 128)", "32,896 parameters"}},
		Outputs: []string{"a (N, 128)", "p (N, 128)", "n (N, 128)"},
		Loss:    Box{"combined", []string{"0.8 · max(d_cos(a,p) − d_cos(a,n) + 0.4, 0)", "+ 0.02 · max(d_euc(a,p) − d_euc(a,n) − 5, 0)"}}}.Figure()
	add("diagram", f, err)
	joint := JointDensity{Label: "Differences with the combined loss", XLabel: "cosine: d(a,p) − d(a,n)", YLabel: "Euclidean: d(a,p) − d(a,n)", Unit: "triplets",
		X: negated(x), Y: negated(y), Zero: true, Note: "Pearson 0.85, Spearman 0.83; 20,000 triplets", Over: Series{"shown as pictures", negated(x[:10]), negated(y[:10])}}
	x0, x1, y0, y1, err := joint.Range()
	if err != nil {
		panic(err)
	}
	joint.Levels = Levels{Name: "loss", Zero: "loss is 0: dead zone", At: []float64{0.1, 0.3, 0.5, 0.8}, Grid: NewGrid(x0, x1, y0, y1, 81, 81, combined)}
	f, err = joint.Figure()
	add("joint", f, err)
	pairs := []string{"combined", "0.8·relu(cos_ap − cos_an + 0.4) + 0.1·relu(euc_ap − euc_an − 2)", "euclidean", "マージンを大きくした損失", "one seed only"}
	forest := Forest{Label: "Differences to cosine", XLabel: "5-NN accuracy, difference to cosine in points", Zero: true, Left: "cosine better", Right: "the other better", DotsName: "one seed"}
	for i, name := range pairs {
		e := Estimate{Name: name, Point: []float64{0.12, 2.31, -1.1, 0.74, 0.9}[i]}
		for range 10 {
			e.Dots = append(e.Dots, e.Point+0.5*rng.NormFloat64())
		}
		e.Low, e.High = e.Point-0.36, e.Point+0.36
		if i == 4 {
			e.Low, e.High, e.Dots = math.NaN(), math.NaN(), nil
		}
		e.Text = strings.ReplaceAll(fmt.Sprintf("%+.2f (%+.2f to %+.2f)", e.Point, e.Low, e.High), "-", "−")
		forest.Rows = append(forest.Rows, e)
	}
	forest.Rows[4].Text = "+0.90 (no interval)"
	f, err = forest.Figure()
	add("forest", f, err)
	boxes := Boxes{Label: "Lengths by class", XLabel: "length |x| of the embedding"}
	for i, name := range classes {
		row := BoxRow{Name: name, Text: "1,000 pictures"}
		for range 200 {
			row.Values = append(row.Values, 8+float64(i%4)+(1+0.2*float64(i%3))*rng.NormFloat64())
		}
		boxes.Rows = append(boxes.Rows, row)
	}
	f, err = boxes.Figure()
	add("boxes", f, err)
	surf := Surface{Label: "The combined loss", XLabel: "cosine: d(a,p) − d(a,n)", YLabel: "Euclidean: d(a,p) − d(a,n)", ZeroLines: true, Downhill: "where minimising leads",
		Levels: Levels{Name: "loss", Zero: "loss is 0: dead zone", Grid: NewGrid(-1, 1, -20, 20, 81, 81, combined)}}
	f, err = surf.Figure()
	add("surface", f, err)
	surf.Levels.Grid = NewGrid(-1, 1, -1, 1, 81, 81, func(x, y float64) float64 { return math.Sqrt(x*x+0.5*y+0.3) + x*y })
	f, err = surf.Figure()
	add("surface with a hole", f, err)
	strip := Strip{Label: "5-NN accuracy by seed", YLabel: "5-NN accuracy in %", Paired: true, DotName: "one seed", PairName: "the same seed", MeanName: "mean"}
	seeds := make([]float64, 10)
	for i := range seeds {
		seeds[i] = 86.4 + 0.3*rng.NormFloat64()
	}
	for i, name := range []string{"cosine", "combined", "euclidean", "調整済み"} {
		col := Sample{Name: name}
		for _, v := range seeds {
			col.Values = append(col.Values, v+[]float64{0, 0.1, -1.1, 1.9}[i]+0.15*rng.NormFloat64())
		}
		strip.Columns = append(strip.Columns, col)
	}
	f, err = strip.Figure()
	add("strip", f, err)
	strip.Paired = false
	for i, name := range pairs {
		strip.Columns = append(strip.Columns, Sample{name, strip.Columns[i%4].Values})
	}
	f, err = strip.Figure()
	add("strip of many", f, err)
	versus := Versus{Label: "Better distance by class pair", Classes: classes, Better: "cosine better", Worse: "Euclidean better", Equal: "equal", Digits: 1}
	for i := range classes {
		row := make([]float64, i)
		for j := range row {
			row[j] = math.Round(20*rng.NormFloat64()*rng.NormFloat64()) / 10
		}
		versus.Values = append(versus.Values, row)
	}
	f, err = versus.Figure()
	add("versus", f, err)
	versus.Values = make([][]float64, len(classes))
	for i := range classes {
		row := make([]float64, len(classes))
		for j := range row {
			row[j] = math.NaN()
			if j != i {
				row[j] = math.Round(40 * rng.NormFloat64())
			}
		}
		versus.Values[i] = row
	}
	versus.Digits = 0
	f, err = versus.Figure()
	add("versus square", f, err)
	f, err = Histogram{Label: "Differences with marks", XLabel: "d(a,n) − d(a,p)", YLabel: "triplets", Bins: 40, Samples: []Sample{{"d(a,n) − d(a,p)", x}},
		Marks: []Mark{{0.4, "margin 0.40"}, {0.55, "median"}, {0.11, "5 %"}, {0.38, "25 %"}, {0.73, "75 %"}, {0.99, "95 %"}}}.Figure()
	add("histogram with marks", f, err)
	tune := Points{Label: "Trials", XLabel: "minutes", YLabel: "validation: triplets in order, %"}
	best := Series{Name: "best so far"}
	for k := range 3 {
		g := Series{Name: fmt.Sprintf("rung %d: %d epochs", k+1, 1<<(2*k))}
		for i := range 27 / (1 + 2*k) {
			g.X = append(g.X, float64(k)*7+float64(i)*0.24*float64(1+2*k))
			g.Y = append(g.Y, 93.5+float64(k)*1.1+0.5*rng.NormFloat64())
			if n := len(best.Y); n == 0 || g.Y[i] > best.Y[n-1] {
				best.X, best.Y = append(best.X, g.X[i]), append(best.Y, g.Y[i])
			}
		}
		tune.Groups = append(tune.Groups, g)
	}
	best.X, best.Y = append(best.X, 19.6), append(best.Y, best.Y[len(best.Y)-1])
	tune.Steps = []Series{best}
	f, err = tune.Figure()
	add("points", f, err)
	rates := Points{Label: "Learning rates", XLabel: "learning rate", YLabel: "validation loss", LogX: true, LogY: true, Groups: make([]Series, 4)}
	for k := range rates.Groups {
		rates.Groups[k].Name = fmt.Sprint("batch ", 32<<k)
		for range 20 {
			lr := math.Pow(10, -5+3*rng.Float64())
			rates.Groups[k].X = append(rates.Groups[k].X, lr)
			rates.Groups[k].Y = append(rates.Groups[k].Y, 0.05+0.02*math.Pow(math.Log10(lr)+3.5, 2)*(1+0.2*rng.NormFloat64()))
		}
	}
	f, err = rates.Figure()
	add("points logarithmic", f, err)
	return names, figs
}

// combined is the article's loss over the two differences.
func combined(cos, euc float64) float64 {
	return 0.8*math.Max(cos+0.4, 0) + 0.02*math.Max(euc-5, 0)
}

func negated(v []float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = -v[i]
	}
	return out
}
