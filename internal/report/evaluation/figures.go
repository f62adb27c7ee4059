package evaluation

import (
	"fmt"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/modelfigure"
)

func (d *Page) lossFigure() kit.Figure {
	const title, missing = "Loss curves", "No training history: the model was not trained in this run, or not for a whole epoch."
	train, val := plot.Series{Name: "training loss"}, plot.Series{Name: "validation loss"}
	for _, e := range d.Meta.Training.History {
		train.X, train.Y = append(train.X, float64(e.Epoch)), append(train.Y, e.TrainLoss)
		val.X, val.Y = append(val.X, float64(e.Epoch)), append(val.Y, e.ValLoss)
	}
	c := plot.LineChart{Label: "Training and validation loss over the epochs", XLabel: "epoch", YLabel: "loss", Series: []plot.Series{train, val}}
	caption := "Both curves should fall and then flatten. A validation loss that rises while the training loss still falls means overfitting."
	if !d.hasValLoss() {
		c.Label, c.Series = "Training loss over the epochs", c.Series[:1]
		caption = "The curve should fall and then flatten."
	}
	if best := d.Meta.Training.BestEpoch; best > 0 {
		c.MarkX, c.MarkName = float64(best), fmt.Sprintf("kept: epoch %d", best)
		caption += " The dotted line marks the epoch whose weights were kept."
	}
	f, err := c.Figure()
	return kit.Drawn(title, caption, missing, f, err)
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
	const missing = "No verification: the test triplets were not evaluated."
	c := plot.ROC{Label: "ROC curves of the test pairs", XLabel: "different pairs called the same", YLabel: "same pairs called the same"}
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
			curve := plot.Curve{Name: kit.DistanceName(name).String(), AUC: v.AUC.Value}
			for _, p := range v.ROC {
				curve.FPR, curve.TPR = append(curve.FPR, p.FPR), append(curve.TPR, p.TPR)
			}
			c.Curves = append(c.Curves, curve)
		}
	}
	f, err := c.Figure()
	return kit.Drawn("ROC", "Each point of a curve is one threshold. The nearer a curve comes to the upper left corner, the better; the area under it (AUC) is 1 at best and 0.5 for a guess.", missing, f, err)
}

// distanceFigures are two histograms for one distance: the distances and their
// differences.
func (d *Page) distanceFigures(s spread) []kit.Figure {
	const missing = "No finite distance to show."
	name := kit.DistanceName(s.Name).String()
	h := plot.Histogram{
		Label: "Histogram of the " + name + " distances", XLabel: name + " distance", YLabel: "triplets",
		Samples: []plot.Sample{{Name: "d(a,p), same class", Values: s.ap}, {Name: "d(a,n), different", Values: s.an}},
	}
	caption := "The less the two overlap, the better same and different are told apart."
	if d.Eval != nil && d.Eval.Verification[s.Name] != nil {
		t := d.Eval.Verification[s.Name].HeldOutThreshold
		h.MarkX, h.MarkName = t, "threshold "+kit.Number(t)
		caption += " The dashed line is the threshold that was chosen on other data: pairs left of it are called the same."
	}
	f, err := h.Figure()
	first := kit.Drawn("Distances, "+name, caption, missing, f, err)

	f, err = plot.Histogram{
		Label: "Histogram of the differences of " + name + " distances", XLabel: name + " distance, d(a,n) − d(a,p)", YLabel: "triplets",
		Samples: []plot.Sample{{Name: "d(a,n) − d(a,p)", Values: s.diff}}, MarkX: 0, MarkName: "0",
	}.Figure()
	caption = fmt.Sprintf("Right of 0 a triplet is in the right order. Left of it, for %s of %s (%s), the different picture is as near or nearer.",
		kit.Count(s.Wrong), kit.Plural(s.Triplets, "1 triplet", "%s triplets").String(), kit.Share(s.Wrong, s.Triplets))
	return []kit.Figure{first, kit.Drawn("Differences, "+name, caption, missing, f, err)}
}

func scatterFigure(cos, euc spread) kit.Figure {
	f, err := plot.Scatter{
		Label:  "Differences of cosine distances against differences of Euclidean distances",
		XLabel: "cosine distance, d(a,n) − d(a,p)", YLabel: "Euclidean distance, d(a,n) − d(a,p)",
		Unit: "triplets", X: cos.diff, Y: euc.diff, Zero: true,
	}.Figure()
	return kit.Drawn("Cosine against Euclidean",
		"Each cell counts the triplets in it; upper right of the dashed lines both distances are right. A narrow band means that the two distances say the same; the scales of the axes show which coefficients would balance them.",
		"No triplet has both distances.", f, err)
}

func (d *Page) confusionFigure(by string) kit.Figure {
	const missing = "No confusion matrix: there are no labelled test pictures."
	var n *eval.Neighbours
	if d.Eval != nil {
		n = d.Eval.Neighbours[by]
	}
	if n == nil || !square(n.Confusion) {
		return kit.Figure{Title: "Confusion matrix", Missing: missing}
	}
	if k := len(n.Confusion); k > 100 {
		return kit.Figure{Title: "Confusion matrix", Missing: fmt.Sprintf("A matrix of %s classes is too large to draw; its numbers stand in report.json.", kit.Count(k))}
	}
	f, err := plot.Confusion{
		Label:  "Confusion matrix of the five nearest neighbours by " + kit.DistanceName(by).String() + " distance",
		Counts: n.Confusion, Classes: d.classNames(), TrueLabel: "true class", CalledLabel: "called",
	}.Figure()
	return kit.Drawn("Confusion matrix, 5 nearest by "+kit.DistanceName(by).String()+" distance",
		"Each row is a class, each column what its pictures were called. Blue on the diagonal is right; orange is wrong, stronger the larger its share of the row.",
		missing, f, err)
}

func (d *Page) modelFigure() kit.Figure {
	f, err := modelfigure.Draw(d.Meta, lang.English)
	caption := "Anchor, positive and negative go through the same network with the same weights; the loss compares what comes out."
	if d.Meta.Batch != nil {
		caption = "Each picture of a batch is embedded once; the loss looks at all embeddings of the batch together."
	}
	return kit.Drawn("The model", caption+" N is the number of pictures in a batch.",
		"The network is not known.", f, err)
}
