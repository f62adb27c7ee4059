package evaluation

import (
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// accuracyFigure is the accuracy on held-out pictures against the time of the
// run, or nil where it was not measured.
func (d *Page) accuracyFigure() *kit.Figure {
	t, l := d.Meta.Training, d.Lang
	s := plot.Series{Name: l.Text("5-NN accuracy")}
	ends, spent := make([]float64, len(t.History)), 0.0
	for i, e := range t.History {
		spent += e.Seconds
		ends[i] = spent
	}
	unit, per, best := l.Text("seconds of training"), 1.0, 0.0
	if spent > 300 {
		unit, per = l.Text("minutes of training"), 60
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
		Label:  l.Text("Accuracy on held-out pictures over the training time"),
		XLabel: unit, YLabel: l.Text("accuracy, %%"), Series: []plot.Series{s}, Fractions: true,
	}
	if best > 0 {
		c.MarkX, c.MarkName = best, l.Text("kept: epoch %d", t.BestEpoch)
	}
	f, err := c.Figure()
	caption := l.Text("Held-out pictures, which trained nothing, are called by their five nearest training pictures after each epoch. The weights of the last epoch were kept; the test pictures chose nothing.")
	if t.Patience > 0 {
		caption = l.Text("Held-out pictures, which trained nothing, are called by their five nearest training pictures after each epoch. They chose the epoch that was kept; the test pictures chose nothing.")
	}
	out := kit.Drawn(l.Text("Accuracy over time"), caption, l.Text("No accuracy could be measured."), f, err)
	return &out
}
