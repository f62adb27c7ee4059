package plot

import "mekiki/internal/lang"

// Curve is one ROC curve from (0,0) to (1,1). FPR and TPR have the same length.
type Curve struct {
	Name     string
	FPR, TPR []float64
	// AUC is shown with the name; NaN is not shown.
	AUC float64
}

// ROC shows receiver operating characteristics in the unit square, with the
// diagonal of a blind guess.
type ROC struct {
	Label          string
	XLabel, YLabel string
	// Lang is the language of the words that the figure has of its own, in its legend.
	Lang   lang.Language
	Curves []Curve
}

// Figure draws the curves. It fails with ErrNoData if no point is finite, and
// panics if an FPR and its TPR differ in length.
func (r ROC) Figure() (*Figure, error) {
	s := square{label: r.Label, x: r.XLabel, y: r.YLabel, guessing: r.Lang.Text("guessing"), from: 0, to: 1}
	for _, c := range r.Curves {
		s.curves = append(s.curves, squareCurve{c.Name, "AUC", c.FPR, c.TPR, c.AUC})
	}
	return s.figure()
}

// RecallCurve is one curve of precision over recall. Both have the same length.
type RecallCurve struct {
	Name              string
	Recall, Precision []float64
	// AP is shown with the name; NaN is not shown.
	AP float64
}

// Recall shows curves of precision over recall in the unit square, with the line of a blind
// guess.
type Recall struct {
	Label          string
	XLabel, YLabel string
	Lang           lang.Language // as ROC's
	Curves         []RecallCurve
	// Guess is the precision of a blind guess: the share of what is to be found.
	Guess float64
}

// Figure draws the curves. It fails and panics as ROC.Figure.
func (r Recall) Figure() (*Figure, error) {
	s := square{label: r.Label, x: r.XLabel, y: r.YLabel, guessing: r.Lang.Text("guessing"), from: r.Guess, to: r.Guess}
	for _, c := range r.Curves {
		s.curves = append(s.curves, squareCurve{c.Name, "AP", c.Recall, c.Precision, c.AP})
	}
	return s.figure()
}
