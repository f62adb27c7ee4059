package analysis

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// figures are the figures in the order of the page.
type figures struct {
	Distances, Joints, Loss []kit.Drawing
	Classes                 *kit.Drawing
	Lengths                 []kit.Drawing

	l          lang.Language
	bins       int
	histograms []binned
}

// all lists the figures that could be drawn.
func (f *figures) all() []kit.Drawing {
	var out []kit.Drawing
	for _, part := range [][]kit.Drawing{f.Distances, f.Joints, f.Loss, f.Lengths} {
		out = append(out, part...)
	}
	if f.Classes != nil {
		out = append(out, *f.Classes)
	}
	return slices.DeleteFunc(out, kit.Drawing.IsMissing)
}

// maxJoint is the most distances of which every two are drawn against each other.
const maxJoint = 4

func drawAnalysis(a *Page) *figures {
	r := a.Result
	l := a.Lang
	f := &figures{l: l, bins: a.Bins}
	if f.bins == 0 {
		f.bins = plot.DefaultBins
	}
	for _, s := range r.Distances {
		f.Distances = append(f.Distances, f.spread(s, fileName(s.Name), kit.DistanceName(s.Name))...)
	}
	for i, x := range r.Distances[:min(maxJoint, len(r.Distances))] {
		for _, y := range r.Distances[i+1 : min(maxJoint, len(r.Distances))] {
			f.Joints = append(f.Joints, f.joint(r, x, y))
		}
	}
	if c := r.Combined; c != nil {
		if own := r.Own(); own != nil {
			f.Loss = f.spread(own, "decision", lang.T("combined"))
		}
		f.Loss = append(f.Loss, f.histogram(kit.NewDrawing(l.Text("Loss of each triplet"), "loss",
			l.Text("Each triplet's loss. What stands at 0 teaches nothing; what stands far right pulls hardest.")),
			l.Text("loss"), 0, "", series{lang.T("loss"), c.Values}))
	}
	if d := r.Disagreement; d != nil && len(d.ClassPairs) > 0 {
		g := f.classTable(d, r.Triplets)
		f.Classes = &g
	}
	f.Lengths = f.lengths(r.Lengths)
	return f
}

// fileName makes a file's name of a distance's.
func fileName(name string) string {
	return strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
}

// series is a sample of a histogram with its name in English, which the JSON file has.
type series struct {
	name   lang.Message
	values []float64
}

// with adds what a plot gave.
func (f *figures) with(g kit.Drawing, p *plot.Figure, err error) kit.Drawing {
	return g.With(p, err, f.l.Text("There is no finite value to show."))
}

// histogram draws samples over each other and keeps the counts.
func (f *figures) histogram(g kit.Drawing, xLabel string, mark float64, markName string, list ...series) kit.Drawing {
	var samples []plot.Sample
	for _, s := range list {
		samples = append(samples, plot.Sample{Name: f.l.Say(s.name), Values: s.values})
	}
	h := plot.Histogram{
		Label: g.Title, XLabel: xLabel, YLabel: f.l.Text("triplets"), Samples: samples, Bins: f.bins, MarkX: mark, MarkName: markName,
	}
	if edges, counts, err := plot.Bin(samples, f.bins); err == nil {
		b := binned{Name: g.Name, Edges: edges}
		for i, c := range counts {
			b.Series = append(b.Series, bars{list[i].name, c})
		}
		f.histograms = append(f.histograms, b)
	}
	p, err := h.Figure()
	return f.with(g, p, err)
}

// spread draws the distances of one kind and their differences.
func (f *figures) spread(s *triplets.Spread, file string, name lang.Message) []kit.Drawing {
	l := f.l
	pairs := kit.NewDrawing(l.Text("Distances, %s", name), file+"-distances",
		l.Text("Positives and negatives over each other. The less they overlap, the better same and different are told apart."))
	wrong := s.AP.N - s.Right
	diff := kit.NewDrawing(l.Text("Differences, %s", name), file+"-difference",
		l.Text("Right of 0 a triplet is in order. %s of %s (%s) are not.", kit.Count(wrong), tripletCount(s.AP.N), kit.Share(wrong, s.AP.N)))
	return []kit.Drawing{
		f.histogram(pairs, l.Text("%s distance", name), 0, "", series{lang.T("d(a,p), same class"), s.Arrays.AP}, series{lang.T("d(a,n), different"), s.Arrays.AN}),
		f.histogram(diff, l.Text("%s distance, d(a,n) − d(a,p)", name), 0, "0", series{lang.T("%s", "d(a,n) − d(a,p)"), s.Arrays.Diff}),
	}
}

// gridSize is the number of nodes a side for level lines.
const gridSize = 121

// joint draws the differences of two distances against each other, with what
// the loss makes of them.
func (f *figures) joint(r *triplets.Result, x, y *triplets.Spread) kit.Drawing {
	l, nx, ny := f.l, distanceName(x), distanceName(y)
	g := kit.NewDrawing(l.Text("%s against %s", kit.Capital(nx), ny), fileName(x.Name)+"-against-"+fileName(y.Name), "")
	caption := lang.T("Each cell counts the triplets in it; upper right of the dashed lines both distances are right, upper left and lower right only one of them.")
	j := plot.JointDensity{
		Lang: l, Label: l.Text("Differences of %s distances against those of %s distances", nx, ny),
		XLabel: l.Text("%s distance, d(a,n) − d(a,p)", nx), YLabel: l.Text("%s distance, d(a,n) − d(a,p)", ny),
		Unit: l.Text("triplets"), X: x.Arrays.Diff, Y: y.Arrays.Diff, Zero: true,
	}
	for _, c := range r.Correlations {
		if c.A == x.Name && c.B == y.Name && kit.IsFinite(c.Pearson) && kit.IsFinite(c.Spearman) {
			j.Note = l.Text("correlation: Pearson %.2f, Spearman %.2f", c.Pearson, c.Spearman)
		}
	}
	if c := r.Combined; c != nil {
		if plane, ok := c.Plane(x.Name, y.Name); ok {
			if x0, x1, y0, y1, err := j.Range(); err == nil {
				j.Levels = plot.Levels{Name: l.Text("loss"), Grid: plot.NewGrid(x0, x1, y0, y1, gridSize, gridSize, plane), Zero: l.Text("loss 0")}
				caption = kit.Sentences(caption, lang.T("The lines are heights of the loss %s, with d(a,p) and whatever else it uses held at their medians; in the hatched zone it is exactly 0, and a triplet there teaches nothing.", c.Formula))
			}
		}
	}
	g.Caption = l.Say(caption)
	p, err := j.Figure()
	return f.with(g, p, err)
}

// maxClasses is the most classes that a table of pairs is drawn for.
const maxClasses = 60

// fewTriplets is how many triplets of a pair of classes are few: a percentage
// of fewer wavers by several points.
const fewTriplets = 200

// classTable shows for each pair of classes which distance is better.
func (f *figures) classTable(d *triplets.Disagreement, total int) kit.Drawing {
	l, a, b := f.l, kit.DistanceName(d.A), kit.DistanceName(d.B)
	each := float64(total) / float64(len(d.ClassPairs))
	average := lang.T("A pair has %s triplets on average.", kit.Brief(each))
	if each < fewTriplets {
		average = lang.T("A pair has %s triplets on average, so small numbers are mostly chance.", kit.Brief(each))
	}
	g := kit.NewDrawing(l.Text("Which distance is better for which classes?"), "class-pairs", l.Say(kit.Sentences(
		lang.T("Rows: class of the anchor and the positive; columns: class of the negative. The number is how many more of 100 triplets %s puts in order than %s; below 0 %s is better.", a, b, b), average)))
	at := map[int32]int{}
	v := plot.Versus{
		Label:  l.Text("Difference of triplets in order between %s and %s for each pair of classes", a, b),
		Better: l.Text("%s better", a), Worse: l.Text("%s better", b), Equal: l.Text("equal"),
	}
	for _, id := range classesOf(d) {
		at[id.class] = len(v.Classes)
		v.Classes = append(v.Classes, id.name)
	}
	n := len(v.Classes)
	if n > maxClasses {
		g.Missing = l.Text("A table of %s classes is too large to draw; its numbers stand in analysis.json.", kit.Count(n))
		return g
	}
	most := 0.0
	for range n {
		row := make([]float64, n)
		for k := range row {
			row[k] = math.NaN()
		}
		v.Values = append(v.Values, row)
	}
	for i := range d.ClassPairs {
		c := &d.ClassPairs[i]
		x := 100 * float64(c.OnlyA-c.OnlyB) / float64(c.Triplets)
		v.Values[at[c.Anchor]][at[c.Negative]] = x
		most = math.Max(most, math.Abs(x))
	}
	if most < 10 || each >= fewTriplets {
		v.Digits = 1
	}
	p, err := v.Figure()
	return f.with(g, p, err)
}

// lengths draws the lengths by class, and what they do to the differences.
func (f *figures) lengths(r *triplets.Lengths) []kit.Drawing {
	l := f.l
	var out []kit.Drawing
	if len(r.Classes) > 0 {
		b := plot.Boxes{Lang: l, Label: l.Text("Lengths of the vectors by class"), XLabel: l.Text("length |x|")}
		for _, c := range r.Classes[:min(maxClasses, len(r.Classes))] {
			b.Rows = append(b.Rows, plot.BoxRow{Name: c.Name, Values: c.Values, Text: l.Text("mean %s", kit.Number(c.Length.Mean))})
		}
		p, err := b.Figure()
		lengths := f.with(kit.NewDrawing(l.Text("Lengths by class"), "lengths",
			l.Text("A class that is longer or shorter than another is told apart by length, which cosine does not see.")), p, err)
		b.Narrow = true
		lengths.Figure = lengths.WithNarrow(b.Figure())
		out = append(out, lengths)
	}
	return append(out, f.histogram(kit.NewDrawing(l.Text("Length and angle in the Euclidean difference"), "length-and-angle",
		l.Text("|a−n|² − |a−p|² of each triplet, split exactly into what differing lengths give and what the angle gives. Right of 0 a part speaks for the right order.")),
		l.Text("part of |a−n|² − |a−p|²"), 0, "0", series{lang.T("length"), r.Length}, series{lang.T("angle"), r.Angle}))
}
