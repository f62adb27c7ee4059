package evaluation

import (
	"math"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// runsView is the part of the page that shows runs beside each other.
type runsView struct {
	Figure kit.Figure
	Rows   []runRow
}

// runRow is a run in the table, its figures as text.
type runRow struct {
	Name, Loss, Parameters, Time string
	Val                          string
	Test                         kit.Estimate
}

// newRunsView is nil where there are no runs to show.
func newRunsView(l lang.Language, runs []runFacts) *runsView {
	if len(runs) == 0 {
		return nil
	}
	v := &runsView{Figure: runsFigure(l, runs)}
	for _, r := range runs {
		row := runRow{Name: r.Name, Loss: r.Loss, Parameters: kit.None, Time: kit.None, Val: kit.Percent(eval.Interval{Value: r.Val}).Value, Test: kit.Percent(r.Test)}
		if r.Parameters > 0 {
			row.Parameters = kit.Count(r.Parameters)
		}
		if r.Seconds >= 0 && r.Seconds < 1e12 { // in the unit of the axis, so that rows can be compared
			row.Time = l.Text("%s\u00a0s", kit.Count(int(math.Round(r.Seconds))))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// logFrom is how many times longer than the shortest run the longest must be for a
// logarithmic axis: below it the shortest can be read on a linear one.
const logFrom = 8

func runsFigure(l lang.Language, runs []runFacts) kit.Figure {
	shortest, longest := math.Inf(1), 0.0
	ends := make([]float64, len(runs))
	for i, r := range runs {
		ends[i] = r.Spent
		if kit.IsFinite(ends[i]) && ends[i] > 0 {
			shortest, longest = min(shortest, ends[i]), max(longest, ends[i])
		}
	}
	c := plot.Race{
		Label:  l.Text("5-NN accuracy of several runs over the time of training"),
		XLabel: l.Text("seconds of training"), YLabel: l.Text("5-NN accuracy, %%"), LogX: longest > logFrom*shortest,
		PointName: l.Text("held-out pictures, after each epoch"), EndName: l.Text("official test pictures, at the end"),
	}
	for i, r := range runs {
		line := plot.Runner{Series: plot.Series{Name: r.Name}, EndX: ends[i], EndY: 100 * r.Test.Value}
		for _, p := range r.Curve {
			line.X, line.Y = append(line.X, p.Seconds), append(line.Y, 100*p.Val)
		}
		c.Runners = append(c.Runners, line)
	}
	caption := lang.Sentences{lang.T("Each run's held-out pictures, which trained nothing, are called by their five nearest training pictures after each epoch, the official test pictures once by all training pictures.")}
	if c.LogX {
		caption = append(caption, lang.T("The axis of time is logarithmic."))
	}
	caption = append(caption, lang.T("Times are those of the computers on which the runs were made, the time of validations left out."))
	f, err := c.Figure()
	return kit.Drawn(l.Text("Accuracy over time, several runs"), caption.In(l), l.Text("None of these runs measured an accuracy."), f, err)
}
