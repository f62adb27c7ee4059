package report

import (
	"fmt"

	"mekiki/internal/eval"
	"mekiki/internal/plot"
)

func (d *Data) lossFigure() figure {
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
	return drawn(title, caption, missing, f, err)
}

// hasValLoss is false for training on whole batches, which may measure accuracy
// instead.
func (d *Data) hasValLoss() bool {
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

func (d *Data) rocFigure() figure {
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
			curve := plot.Curve{Name: display(name), AUC: v.AUC.Value}
			for _, p := range v.ROC {
				curve.FPR, curve.TPR = append(curve.FPR, p.FPR), append(curve.TPR, p.TPR)
			}
			c.Curves = append(c.Curves, curve)
		}
	}
	f, err := c.Figure()
	return drawn("ROC", "Each point of a curve is one threshold. The nearer a curve comes to the upper left corner, the better; the area under it (AUC) is 1 at best and 0.5 for a guess.", missing, f, err)
}

// distanceFigures are two histograms for one distance: the distances and their
// differences.
func (d *Data) distanceFigures(s spread) []figure {
	const missing = "No finite distance to show."
	name := display(s.Name)
	h := plot.Histogram{
		Label: "Histogram of the " + name + " distances", XLabel: name + " distance", YLabel: "triplets",
		Samples: []plot.Sample{{Name: "d(a,p), same class", Values: s.ap}, {Name: "d(a,n), different", Values: s.an}},
	}
	caption := "The less the two overlap, the better same and different are told apart."
	if d.Eval != nil && d.Eval.Verification[s.Name] != nil {
		t := d.Eval.Verification[s.Name].HeldOutThreshold
		h.MarkX, h.MarkName = t, "threshold "+number(t)
		caption += " The dashed line is the threshold that was chosen on other data: pairs left of it are called the same."
	}
	f, err := h.Figure()
	first := drawn("Distances, "+name, caption, missing, f, err)

	f, err = plot.Histogram{
		Label: "Histogram of the differences of " + name + " distances", XLabel: name + " distance, d(a,n) − d(a,p)", YLabel: "triplets",
		Samples: []plot.Sample{{Name: "d(a,n) − d(a,p)", Values: s.diff}}, MarkX: 0, MarkName: "0",
	}.Figure()
	caption = fmt.Sprintf("Right of 0 a triplet is in the right order. Left of it, for %s of %s (%s), the different picture is as near or nearer.",
		count(s.Wrong), plural(s.Triplets, "triplet"), share(s.Wrong, s.Triplets))
	return []figure{first, drawn("Differences, "+name, caption, missing, f, err)}
}

func scatterFigure(cos, euc spread) figure {
	f, err := plot.Scatter{
		Label:  "Differences of cosine distances against differences of Euclidean distances",
		XLabel: "cosine distance, d(a,n) − d(a,p)", YLabel: "Euclidean distance, d(a,n) − d(a,p)",
		Unit: "triplets", X: cos.diff, Y: euc.diff, Zero: true,
	}.Figure()
	return drawn("Cosine against Euclidean",
		"Each cell counts the triplets in it; upper right of the dashed lines both distances are right. A narrow band means that the two distances say the same; the scales of the axes show which coefficients would balance them.",
		"No triplet has both distances.", f, err)
}

func (d *Data) confusionFigure(by string) figure {
	const missing = "No confusion matrix: there are no labelled test pictures."
	var n *eval.Neighbours
	if d.Eval != nil {
		n = d.Eval.Neighbours[by]
	}
	if n == nil || !square(n.Confusion) {
		return figure{Title: "Confusion matrix", Missing: missing}
	}
	if k := len(n.Confusion); k > 100 {
		return figure{Title: "Confusion matrix", Missing: fmt.Sprintf("A matrix of %s classes is too large to draw; its numbers stand in report.json.", count(k))}
	}
	f, err := plot.Confusion{
		Label:  "Confusion matrix of the five nearest neighbours by " + display(by) + " distance",
		Counts: n.Confusion, Classes: d.classNames(), TrueLabel: "true class", CalledLabel: "called",
	}.Figure()
	return drawn("Confusion matrix, 5 nearest by "+display(by)+" distance",
		"Each row is a class, each column what its pictures were called. Blue on the diagonal is right; orange is wrong, stronger the larger its share of the row.",
		missing, f, err)
}

func (d *Data) modelFigure() figure {
	f, err := ModelFigure(d.Meta)
	caption := "Anchor, positive and negative go through the same network with the same weights; the loss compares what comes out."
	if d.Meta.Batch != nil {
		caption = "Each picture of a batch is embedded once; the loss looks at all embeddings of the batch together."
	}
	return drawn("The model", caption+" N is the number of pictures in a batch.",
		"The network is not known.", f, err)
}
