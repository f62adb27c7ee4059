package evaluation

import (
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/modelfigure"
)

func (d *Page) lossFigure() kit.Figure {
	l := d.Lang
	train, val := plot.Series{Name: l.Text("training loss")}, plot.Series{Name: l.Text("validation loss")}
	for _, e := range d.Meta.Training.History {
		train.X, train.Y = append(train.X, float64(e.Epoch)), append(train.Y, e.TrainLoss)
		val.X, val.Y = append(val.X, float64(e.Epoch)), append(val.Y, e.ValLoss)
	}
	c := plot.LineChart{Label: l.Text("Training and validation loss over the epochs"), XLabel: l.Text("epoch"), YLabel: l.Text("loss"), Series: []plot.Series{train, val}}
	caption := lang.Sentences{lang.T("Both curves should fall and then flatten. A validation loss that rises while the training loss still falls means overfitting.")}
	if !d.hasValLoss() {
		c.Label, c.Series = l.Text("Training loss over the epochs"), c.Series[:1]
		caption = lang.Sentences{lang.T("The curve should fall and then flatten.")}
	}
	if best := d.Meta.Training.BestEpoch; best > 0 {
		c.MarkX, c.MarkName = float64(best), l.Text("kept: epoch %d", best)
		caption = append(caption, lang.T("The dotted line marks the epoch whose weights were kept."))
	}
	f, err := c.Figure()
	return kit.Drawn(l.Text("Loss curves"), caption.In(l), l.Text("No training history: the model was not trained in this run, or not for a whole epoch."), f, err)
}

// hasValLoss is false for training on whole batches, which may measure accuracy
// instead.
func (d *Page) hasValLoss() bool {
	if d.Meta.Training.ValLossNote != "" {
		return false
	}
	for _, e := range d.Meta.Training.History {
		if e.ValLoss != 0 {
			return true
		}
	}
	return d.Meta.Batch == nil
}

func (d *Page) rocFigure() kit.Figure {
	l := d.Lang
	c := plot.ROC{Lang: l, Label: l.Text("ROC curves of the test pairs"), XLabel: l.Text("different pairs called the same"), YLabel: l.Text("same pairs called the same")}
	if d.Eval != nil {
		// More than a few curves cannot be told apart; the others are in the table.
		names := verified(d.Eval)
		lead := d.lead(names)
		for _, name := range names {
			if name != "cosine" && name != "euclidean" && name != eval.Own && name != lead {
				continue
			}
			v := d.Eval.Verification[name]
			// The angle and the square order pairs as cosine and Euclidean do: their
			// curves would lie on top of each other.
			twin := map[string]string{"angular": "cosine", "sqeuclidean": "euclidean"}[name]
			if d.Eval.Verification[twin] != nil {
				continue
			}
			curve := plot.Curve{Name: l.Say(kit.DistanceName(name)), AUC: v.AUC.Value}
			for _, p := range v.ROC {
				curve.FPR, curve.TPR = append(curve.FPR, p.FPR), append(curve.TPR, p.TPR)
			}
			c.Curves = append(c.Curves, curve)
		}
	}
	f, err := c.Figure()
	return kit.Drawn("ROC", l.Text("Each point of a curve is one threshold. The nearer a curve comes to the upper left corner, the better; the area under it (AUC) is 1 at best and 0.5 for a guess."),
		l.Text("No verification: the test triplets were not evaluated."), f, err)
}

// distanceFigures are two histograms for one distance: the distances and their
// differences.
func (d *Page) distanceFigures(s spread) []kit.Figure {
	l, name := d.Lang, kit.DistanceName(s.Name)
	h := plot.Histogram{
		Label: l.Text("Histogram of the %s distances", name), XLabel: l.Text("%s distance", name), YLabel: l.Text("triplets"),
		Samples: []plot.Sample{{Name: l.Text("d(a,p), same class"), Values: s.ap}, {Name: l.Text("d(a,n), different"), Values: s.an}},
	}
	caption := lang.Sentences{lang.T("The less the two overlap, the better same and different are told apart.")}
	if d.Eval != nil && d.Eval.Verification[s.Name] != nil {
		t := d.Eval.Verification[s.Name].HeldOutThreshold
		h.MarkX, h.MarkName = t, l.Text("threshold %s", kit.Number(t))
		caption = append(caption, lang.T("The dashed line is the threshold that was chosen on other data: pairs left of it are called the same."))
	}
	missing := l.Text("No finite distance to show.")
	f, err := h.Figure()
	first := kit.Drawn(l.Text("Distances, %s", name), caption.In(l), missing, f, err)

	f, err = plot.Histogram{
		Label: l.Text("Histogram of the differences of %s distances", name), XLabel: l.Text("%s distance, d(a,n) − d(a,p)", name), YLabel: l.Text("triplets"),
		Samples: []plot.Sample{{Name: "d(a,n) − d(a,p)", Values: s.diff}}, MarkX: 0, MarkName: "0",
	}.Figure()
	wrong := l.Text("Right of 0 a triplet is in the right order. Left of it, for %s of %s (%s), the different picture is as near or nearer.",
		kit.Count(s.Wrong), kit.Plural(s.Triplets, "1 triplet", "%s triplets"), kit.Share(s.Wrong, s.Triplets))
	return []kit.Figure{first, kit.Drawn(l.Text("Differences, %s", name), wrong, missing, f, err)}
}

func scatterFigure(l lang.Language, cos, euc spread) kit.Figure {
	f, err := plot.Scatter{
		Lang:   l,
		Label:  l.Text("Differences of cosine distances against differences of Euclidean distances"),
		XLabel: l.Text("%s distance, d(a,n) − d(a,p)", kit.DistanceName(cos.Name)), YLabel: l.Text("%s distance, d(a,n) − d(a,p)", kit.DistanceName(euc.Name)),
		Unit: l.Text("triplets"), X: cos.diff, Y: euc.diff, Zero: true,
	}.Figure()
	return kit.Drawn(l.Text("Cosine against Euclidean"),
		l.Text("Each cell counts the triplets in it; upper right of the dashed lines both distances are right. A narrow band means that the two distances say the same; the scales of the axes show which coefficients would balance them."),
		l.Text("No triplet has both distances."), f, err)
}

func (d *Page) confusionFigure(by string) kit.Figure {
	l := d.Lang
	missing := l.Text("No confusion matrix: there are no labelled test pictures.")
	var n *eval.Neighbours
	if d.Eval != nil {
		n = d.Eval.Neighbours[by]
	}
	if n == nil || !square(n.Confusion) {
		return kit.Figure{Title: l.Text("Confusion matrix"), Missing: missing}
	}
	if k := len(n.Confusion); k > 100 {
		return kit.Figure{Title: l.Text("Confusion matrix"), Missing: l.Text("A matrix of %s classes is too large to draw; its numbers stand in report.json.", kit.Count(k))}
	}
	f, err := plot.Confusion{
		Label:  l.Text("Confusion matrix of the five nearest neighbours by %s distance", kit.DistanceName(by)),
		Counts: n.Confusion, Classes: d.classNames(), TrueLabel: l.Text("true class"), CalledLabel: l.Text("called"),
	}.Figure()
	return kit.Drawn(l.Text("Confusion matrix, 5 nearest by %s distance", kit.DistanceName(by)),
		l.Text("Each row is a class, each column what its pictures were called. Blue on the diagonal is right; orange is wrong, stronger the larger its share of the row."),
		missing, f, err)
}

func (d *Page) modelFigure() kit.Figure {
	l := d.Lang
	f, err := modelfigure.Draw(l, d.Meta)
	caption := l.Text("Anchor, positive and negative go through the same network with the same weights; the loss compares what comes out. N is the number of pictures in a batch.")
	if d.Meta.Batch != nil {
		caption = l.Text("Each picture of a batch is embedded once; the loss looks at all embeddings of the batch together. N is the number of pictures in a batch.")
	}
	return kit.Drawn(l.Text("The model"), caption, l.Text("The network is not known."), f, err)
}
