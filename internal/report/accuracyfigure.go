package report

import (
	"fmt"

	"mekiki/internal/plot"
)

// accuracyFigure is the accuracy on held-out pictures against the time that the
// training took, or nil where it was not measured.
func (d *Data) accuracyFigure() *figure {
	t := d.Meta.Training
	s := plot.Series{Name: "5-NN accuracy"}
	spent, best, all := 0.0, 0.0, 0.0
	for _, e := range t.History {
		all += e.Seconds
	}
	unit, per := "seconds", 1.0
	if all > 300 {
		unit, per = "minutes", 60
	}
	for _, e := range t.History {
		spent += e.Seconds
		if e.ValAccuracy > 0 {
			s.X, s.Y = append(s.X, spent/per), append(s.Y, 100*e.ValAccuracy)
		}
		if e.Epoch == t.BestEpoch {
			best = spent / per
		}
	}
	if len(s.X) == 0 {
		return nil
	}
	c := plot.LineChart{
		Label:  "Accuracy on held-out pictures over the training time",
		XLabel: unit + " of training", YLabel: "accuracy, %", Series: []plot.Series{s}, Fractions: true,
	}
	if best > 0 {
		c.MarkX, c.MarkName = best, fmt.Sprintf("best epoch: %d", t.BestEpoch)
	}
	f, err := c.Figure()
	out := drawn("Accuracy over time", "Held-out pictures, which trained nothing, are called by their five nearest training pictures after each epoch. They chose the epoch that was kept; the test pictures chose nothing.",
		"No accuracy could be measured.", f, err)
	return &out
}
