package evaluation

import (
	_ "embed"
	"slices"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/projector"
)

//go:embed page.html.tmpl
var pageText string

var pageTemplate = kit.ParsePage("report", projector.Part+pageText, nil)

// pageView is what the template sees: the document, with its numbers as text and
// its figures drawn.
type pageView struct {
	*document
	Head      kit.Head
	Title     string
	Lead      string // the opening of the verdict, its intervals kept on one line
	Cautions  []string
	Cards     []kit.Card
	Verify    kit.Table
	Retrieval kit.Table
	Classes   *foundTable // nil where no test pictures were called
	Baselines []baselineRow
	// BaselineNote says why one is missing, or of what it is.
	BaselineNote lang.Message
	Loss         kit.Figure
	Accuracy     *kit.Figure // over time; nil where it was not measured
	Beside       *runsView   // nil where no other runs are shown
	Facts        []kit.Setting
	ROC          kit.Figure
	Spreads      []kit.Figure
	Scatter      kit.Figure
	Confusion    kit.Figure
	Network      kit.Figure
	Triplets     []tripletView
	Map          *projector.View // nil where there is none
}

type tripletView struct {
	Pictures []kit.PictureView
	worst
}

func newPageView(d *Page, doc *document) *pageView {
	l := d.Lang
	p := &pageView{
		document: doc, Title: l.Say(doc.Title),
		Loss: d.lossFigure(), Accuracy: d.accuracyFigure(), ROC: d.rocFigure(), Confusion: d.confusionFigure(doc.MixupsBy), Network: d.modelFigure(),
	}
	p.Beside = newRunsView(l, doc.Runs)
	var styles []string
	if d.Map != nil {
		p.Map = d.Map.View()
		styles = append(styles, plot.HueCSS(), projector.Style)
	}
	p.Head = kit.NewHead(l.Text("report"), p.Title, d.Version, d.Machine, d.Time, styles...)
	p.Lead = strings.ReplaceAll(l.Say(d.opening()), "–", "\u2060–\u2060")
	for _, s := range doc.Distances {
		p.Spreads = append(p.Spreads, d.distanceFigures(s)...)
	}
	p.Scatter = kit.Figure{Title: l.Text("Cosine against Euclidean"), Missing: l.Text("Cosine and Euclidean distances of the test triplets are needed for this figure.")}
	if len(doc.Distances) == 2 {
		p.Scatter = scatterFigure(l, doc.Distances[0], doc.Distances[1])
	}
	if d.Eval != nil {
		p.Cards, p.Verify, p.Retrieval = d.cards(), verifyTable(l, d.Eval), retrievalTable(l, d.Eval)
		p.Classes = d.foundTable()
		for _, c := range d.Eval.Cautions {
			p.Cautions = append(p.Cautions, strings.ReplaceAll(l.Say(c), " %", "\u00a0%"))
		}
		if b := d.Eval.Baselines; b != nil {
			p.Baselines, p.BaselineNote = baselineRows(l, b), lang.Saved(b.Note)
		}
	}
	p.Facts = d.facts()
	for i, t := range d.Worst {
		v := tripletView{worst: doc.Worst[i]}
		for _, q := range []struct {
			role string
			pic  kit.Picture
			at   kit.Place
		}{{l.Text("anchor"), t.Anchor, v.Anchor}, {l.Text("positive"), t.Positive, v.Positive}, {l.Text("negative"), t.Negative, v.Negative}} {
			v.Pictures = append(v.Pictures, kit.PictureView{Role: q.role, URI: q.pic.URI(), Place: q.at, H: q.pic.H, W: q.pic.W})
		}
		p.Triplets = append(p.Triplets, v)
	}
	return p
}

// facts sums up the training beside its curves.
func (d *Page) facts() []kit.Setting {
	t, l := d.Meta.Training, d.Lang
	var out []kit.Setting
	add := func(ok bool, key string, value any) {
		if ok {
			out = append(out, kit.Setting{Key: key, Value: l.Text("%v", value)})
		}
	}
	add(t.Epochs > 0, l.Text("Epochs"), kit.Count(t.Epochs))
	add(t.BestEpoch > 0, l.Text("Kept"), lang.T("the weights of epoch %s", kit.Count(t.BestEpoch)))
	add(t.Epochs > 0, l.Text("Training loss"), kit.Number(t.TrainLoss))
	add(t.Epochs > 0 && d.hasValLoss(), l.Text("Validation loss"), kit.Number(t.ValLoss))
	add(t.ValLossNote != "", l.Text("Validation loss"), lang.T("– (%s)", lang.Saved(t.ValLossNote)))
	add(t.ValAccuracy > 0, l.Text("5-NN accuracy, held-out pictures"), kit.Percent(eval.Interval{Value: t.ValAccuracy}).Value)
	if n := len(t.History); n > 0 && (d.Meta.Batch == nil || t.History[n-1].Live > 0) {
		what := l.Text("Live triplets, last epoch")
		if d.Meta.Batch != nil {
			what = l.Text("Share with a gradient, last epoch") // of triplets, pairs or pictures
		}
		add(true, what, kit.Percent(eval.Interval{Value: t.History[n-1].Live}).Value)
	}
	add(t.Seconds > 0, l.Text("Time"), kit.Seconds(t.Seconds))
	add(t.TripletsPerSecond > 0 && kit.IsFinite(t.TripletsPerSecond), l.Text("Speed"), lang.T("%s triplets/s", kit.Count(int(min(t.TripletsPerSecond, 1e12)))))
	add(t.PicturesPerSecond > 0 && kit.IsFinite(t.PicturesPerSecond), l.Text("Speed"), lang.T("%s pictures/s", kit.Count(int(min(t.PicturesPerSecond, 1e12)))))
	return out
}

// headline are the distances of the cards: cosine and Euclidean, and the one that
// the verdict speaks of, if it is neither.
func headline(lead string) []string {
	names := []string{"cosine", "euclidean"}
	if lead != "" && !slices.Contains(names, lead) {
		names = append(names, lead)
	}
	return names
}

// cards are the headline figures.
func (d *Page) cards() []kit.Card {
	r, l := d.Eval, d.Lang
	verified, searched := headline(d.lead(verified(r))), headline(d.lead(searched(r)))
	pairs := []struct {
		title, hint string
		of          func(*eval.Verification) kit.Estimate
	}{
		{l.Text("Pair accuracy"), l.Text("same or different, told right at a threshold from other data"), func(v *eval.Verification) kit.Estimate { return kit.Percent(v.HeldOutAccuracy) }},
		{l.Text("AUC"), l.Text("1 is perfect, 0.5 is a guess"), func(v *eval.Verification) kit.Estimate { return kit.Plain(v.AUC) }},
		{l.Text("Equal error rate"), l.Text("false alarms = misses; lower is better"), func(v *eval.Verification) kit.Estimate { return kit.Percent(v.EER) }},
		{l.Text("Triplets in order"), l.Text("the positive is nearer than the negative"), func(v *eval.Verification) kit.Estimate { return kit.Percent(v.TripletAccuracy) }},
	}
	var out []kit.Card
	for _, f := range pairs {
		c := kit.Card{Title: f.title, Hint: f.hint}
		for _, name := range verified {
			if v := r.Verification[name]; v != nil {
				c.Lines = append(c.Lines, kit.CardLine{Distance: l.Say(kit.DistanceName(name)), Estimate: f.of(v)})
			}
		}
		out = append(out, c)
	}
	c := kit.Card{Title: l.Text("5-NN accuracy"), Hint: l.Text("class right by the five nearest pictures")}
	for _, name := range searched {
		if n := r.Neighbours[name]; n != nil {
			c.Lines = append(c.Lines, kit.CardLine{Distance: l.Say(kit.DistanceName(name)), Estimate: kit.Percent(n.KNN5)})
		}
	}
	out = append(out, c)
	var filled []kit.Card
	for _, c := range out {
		if len(c.Lines) > 0 {
			filled = append(filled, c)
		}
	}
	return filled
}

// verifyTable has a distance a row: there are more distances than figures.
func verifyTable(l lang.Language, r *eval.Result) kit.Table {
	var t kit.Table
	for _, name := range verified(r) {
		v := r.Verification[name]
		t.Rows = append(t.Rows, kit.Row{Name: l.Say(kit.DistanceName(name)), Cells: []kit.Estimate{
			kit.Percent(v.HeldOutAccuracy), {Value: kit.Number(v.HeldOutThreshold)},
			kit.Percent(v.Accuracy), {Value: kit.Number(v.Threshold)}, kit.Plain(v.AUC), kit.Percent(v.EER), kit.Percent(v.TripletAccuracy),
		}})
	}
	if len(t.Rows) > 0 {
		t.Head = []string{
			l.Text("Pair accuracy, held-out threshold"), l.Text("held-out threshold"), l.Text("Pair accuracy, best threshold"), l.Text("best threshold"),
			l.Text("AUC"), l.Text("Equal error rate"), l.Text("Triplets in order"),
		}
	}
	return t
}

func retrievalTable(l lang.Language, r *eval.Result) kit.Table {
	t := kit.Table{Rows: []kit.Row{
		{Name: l.Text("5-NN accuracy"), Hint: l.Text("majority of the five nearest")},
		{Name: l.Text("Class-mean accuracy"), Hint: l.Text("nearest mean of a class")},
		{Name: l.Text("Precision at 1"), Hint: l.Text("the nearest picture has the right class; of several as near, their share")},
		{Name: l.Text("R-precision"), Hint: l.Text("right ones among the R nearest, R the size of the class")},
		{Name: l.Text("MAP@R"), Hint: l.Text("the same, where early places count more")},
	}}
	// Retrieval figures that were skipped are zero altogether.
	skipped := func(i eval.Interval) kit.Estimate {
		if i == (eval.Interval{}) {
			return kit.Estimate{Value: kit.None}
		}
		return kit.Percent(i)
	}
	for _, name := range searched(r) {
		n := r.Neighbours[name]
		t.Add(l, name, kit.Percent(n.KNN5), kit.Percent(n.ClassMean), kit.Percent(n.Precision1), skipped(n.RPrecision), skipped(n.MAPR))
	}
	return t
}
