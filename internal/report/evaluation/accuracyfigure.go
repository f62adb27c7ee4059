package evaluation

import (
	"fmt"

	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// accuracyFigure is the accuracy on held-out pictures against the time of the
// run, or nil where it was not measured.
func (d *Page) accuracyFigure() *kit.Figure {
	t := d.Meta.Training
	s := plot.Series{Name: "5-NN accuracy"}
	ends, spent := make([]float64, len(t.History)), 0.0
	for i, e := range t.History {
		spent += e.Seconds
		ends[i] = spent
	}
	unit, per, best := "seconds", 1.0, 0.0
	if spent > 300 {
		unit, per = "minutes", 60
	}
	for i, e := range t.History {
		if e.ValAccuracy > 0 {
			s.X, s.Y = append(s.X, ends[i]/per), append(s.Y, 100*e.ValAccuracy)
		}
		if e.Epoch == t.BestEpoch {
			best = ends[i] / per
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
		c.MarkX, c.MarkName = best, fmt.Sprintf("kept: epoch %d", t.BestEpoch)
	}
	f, err := c.Figure()
	kept := "The weights of the last epoch were kept"
	if t.Patience > 0 {
		kept = "They chose the epoch that was kept"
	}
	out := kit.Drawn("Accuracy over time", "Held-out pictures, which trained nothing, are called by their five nearest training pictures after each epoch. "+
		kept+"; the test pictures chose nothing.", "No accuracy could be measured.", f, err)
	return &out
}
