package analysis

import (
	"fmt"
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

const noValue = "There is no finite value to show."

// maxJoint is the most distances of which every two are drawn against each other.
const maxJoint = 4

func drawAnalysis(a *Page) *figures {
	r := a.Result
	f := &figures{bins: a.Bins}
	if f.bins == 0 {
		f.bins = plot.DefaultBins
	}
	for _, s := range r.Distances {
		f.Distances = append(f.Distances, f.spread(s, fileName(s.Name), kit.DistanceName(s.Name).String())...)
	}
	for i, x := range r.Distances[:min(maxJoint, len(r.Distances))] {
		for _, y := range r.Distances[i+1 : min(maxJoint, len(r.Distances))] {
			f.Joints = append(f.Joints, joint(r, x, y))
		}
	}
	if c := r.Combined; c != nil {
		if own := r.Own(); own != nil {
			f.Loss = f.spread(own, "decision", "combined")
		}
		f.Loss = append(f.Loss, f.histogram(kit.NewDrawing("Loss of each triplet", "loss",
			"Each triplet's loss. What stands at 0 teaches nothing; what stands far right pulls hardest."),
			"loss", 0, "", sample("loss", c.Values)))
	}
	if d := r.Disagreement; d != nil && len(d.ClassPairs) > 0 {
		g := classTable(d, r.Triplets)
		f.Classes = &g
	}
	f.Lengths = f.lengths(r.Lengths)
	return f
}

// fileName makes a file's name of a distance's.
func fileName(name string) string {
	return strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
}

func sample(name string, values []float64) plot.Sample {
	return plot.Sample{Name: name, Values: values}
}

// histogram draws samples over each other and keeps the counts.
func (f *figures) histogram(g kit.Drawing, xLabel string, mark float64, markName string, samples ...plot.Sample) kit.Drawing {
	h := plot.Histogram{
		Label: g.Title, XLabel: xLabel, YLabel: "triplets", Samples: samples, Bins: f.bins, MarkX: mark, MarkName: markName,
	}
	if edges, counts, err := plot.Bin(samples, f.bins); err == nil {
		b := binned{Name: g.Name, Edges: edges}
		for i, c := range counts {
			b.Series = append(b.Series, bars{samples[i].Name, c})
		}
		f.histograms = append(f.histograms, b)
	}
	p, err := h.Figure()
	return g.With(p, err, noValue)
}

// spread draws the distances of one kind and their differences.
func (f *figures) spread(s *triplets.Spread, file, name string) []kit.Drawing {
	pairs := kit.NewDrawing("Distances, "+name, file+"-distances",
		"Positives and negatives over each other. The less they overlap, the better same and different are told apart.")
	wrong := s.AP.N - s.Right
	diff := kit.NewDrawing("Differences, "+name, file+"-difference",
		fmt.Sprintf("Right of 0 a triplet is in order. %s of %s (%s) are not.", kit.Count(wrong), tripletCount(s.AP.N), kit.Share(wrong, s.AP.N)))
	return []kit.Drawing{
		f.histogram(pairs, name+" distance", 0, "", sample("d(a,p), same class", s.Arrays.AP), sample("d(a,n), different", s.Arrays.AN)),
		f.histogram(diff, name+" distance, d(a,n) − d(a,p)", 0, "0", sample("d(a,n) − d(a,p)", s.Arrays.Diff)),
	}
}

// gridSize is the number of nodes a side for level lines.
const gridSize = 121

// joint draws the differences of two distances against each other, with what
// the loss makes of them.
func joint(r *triplets.Result, x, y *triplets.Spread) kit.Drawing {
	nx, ny := distanceName(x), distanceName(y)
	g := kit.NewDrawing(kit.Capital(lang.T("%s", nx)).String()+" against "+ny, fileName(x.Name)+"-against-"+fileName(y.Name),
		"Each cell counts the triplets in it; upper right of the dashed lines both distances are right, upper left and lower right only one of them.")
	j := plot.JointDensity{
		Label:  "Differences of " + nx + " distances against those of " + ny + " distances",
		XLabel: nx + " distance, d(a,n) − d(a,p)", YLabel: ny + " distance, d(a,n) − d(a,p)",
		Unit: "triplets", X: x.Arrays.Diff, Y: y.Arrays.Diff, Zero: true,
	}
	for _, c := range r.Correlations {
		if c.A == x.Name && c.B == y.Name && kit.IsFinite(c.Pearson) && kit.IsFinite(c.Spearman) {
			j.Note = fmt.Sprintf("correlation: Pearson %.2f, Spearman %.2f", c.Pearson, c.Spearman)
		}
	}
	if c := r.Combined; c != nil {
		if plane, ok := c.Plane(x.Name, y.Name); ok {
			if x0, x1, y0, y1, err := j.Range(); err == nil {
				j.Levels = plot.Levels{Name: "loss", Grid: plot.NewGrid(x0, x1, y0, y1, gridSize, gridSize, plane), Zero: "loss 0"}
				g.Caption += " The lines are heights of the loss " + c.Formula + ", with d(a,p) and whatever else it uses held at their medians; in the hatched zone it is exactly 0, and a triplet there teaches nothing."
			}
		}
	}
	p, err := j.Figure()
	return g.With(p, err, noValue)
}

// maxClasses is the most classes that a table of pairs is drawn for.
const maxClasses = 60

// fewTriplets is how many triplets of a pair of classes are few: a percentage
// of fewer wavers by several points.
const fewTriplets = 200

// classTable shows for each pair of classes which distance is better.
func classTable(d *triplets.Disagreement, total int) kit.Drawing {
	a, b := kit.DistanceName(d.A).String(), kit.DistanceName(d.B).String()
	each := float64(total) / float64(len(d.ClassPairs))
	g := kit.NewDrawing("Which distance is better for which classes?", "class-pairs",
		fmt.Sprintf("Rows: class of the anchor and the positive; columns: class of the negative. The number is how many more of 100 triplets %s puts in order than %s; below 0 %s is better. A pair has %s triplets on average",
			a, b, b, kit.Brief(each)))
	if each < fewTriplets {
		g.Caption += ", so small numbers are mostly chance"
	}
	g.Caption += "."
	at := map[int32]int{}
	v := plot.Versus{
		Label:  "Difference of triplets in order between " + a + " and " + b + " for each pair of classes",
		Better: a + " better", Worse: b + " better", Equal: "equal",
	}
	for _, id := range classesOf(d) {
		at[id.class] = len(v.Classes)
		v.Classes = append(v.Classes, id.name)
	}
	n := len(v.Classes)
	if n > maxClasses {
		g.Missing = fmt.Sprintf("A table of %s classes is too large to draw; its numbers stand in analysis.json.", kit.Count(n))
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
	return g.With(p, err, noValue)
}

// lengths draws the lengths by class, and what they do to the differences.
func (f *figures) lengths(l *triplets.Lengths) []kit.Drawing {
	var out []kit.Drawing
	if len(l.Classes) > 0 {
		b := plot.Boxes{Label: "Lengths of the vectors by class", XLabel: "length |x|"}
		for _, c := range l.Classes[:min(maxClasses, len(l.Classes))] {
			b.Rows = append(b.Rows, plot.BoxRow{Name: c.Name, Values: c.Values, Text: "mean " + kit.Number(c.Length.Mean)})
		}
		p, err := b.Figure()
		lengths := kit.NewDrawing("Lengths by class", "lengths",
			"A class that is longer or shorter than another is told apart by length, which cosine does not see.").With(p, err, noValue)
		b.Narrow = true
		lengths.Figure = lengths.WithNarrow(b.Figure())
		out = append(out, lengths)
	}
	return append(out, f.histogram(kit.NewDrawing("Length and angle in the Euclidean difference", "length-and-angle",
		"|a−n|² − |a−p|² of each triplet, split exactly into what differing lengths give and what the angle gives. Right of 0 a part speaks for the right order."),
		"part of |a−n|² − |a−p|²", 0, "0", sample("length", l.Length), sample("angle", l.Angle)))
}
