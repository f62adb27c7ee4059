package report

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/plot"
)

//go:embed report.html.tmpl
var pageText string

var pageTemplate = parsePage("report", mapText+pageText, nil)

// page is what the template sees: the document, with its numbers as text and
// its figures drawn.
type page struct {
	*document
	Head      head
	Lead      string // the opening of the verdict, its intervals kept on one line
	Cautions  []string
	Cards     []card
	Verify    table
	Retrieval table
	Classes   *foundTable // nil where no test pictures were called
	Baselines []baselineRow
	// BaselineNote says why one is missing, or of what it is.
	BaselineNote string
	Loss         figure
	Accuracy     *figure   // over time; nil where it was not measured
	Beside       *runsView // nil where no other runs are shown
	Facts        []Setting
	ROC          figure
	Spreads      []figure
	Scatter      figure
	Confusion    figure
	Network      figure
	Triplets     []tripletView
	Map          *mapView // nil where there is none
}

type tripletView struct {
	Pictures []pictureView
	worst
}

func newPage(d *Data, doc *document) *page {
	p := &page{
		document: doc,
		Loss:     d.lossFigure(), Accuracy: d.accuracyFigure(), ROC: d.rocFigure(), Confusion: d.confusionFigure(doc.MixupsBy), Network: d.modelFigure(),
	}
	p.Beside = newRunsView(doc.Runs)
	var styles []string
	if d.Map != nil {
		p.Map = d.Map.view()
		styles = append(styles, plot.HueCSS(), mapStyle)
	}
	p.Head = newHead("report", doc.Title, d.Version, d.Machine, d.Time, styles...)
	p.Lead = strings.ReplaceAll(d.opening(), "–", "\u2060–\u2060")
	for _, s := range doc.Distances {
		p.Spreads = append(p.Spreads, d.distanceFigures(s)...)
	}
	p.Scatter = figure{Title: "Cosine against Euclidean", Missing: "Cosine and Euclidean distances of the test triplets are needed for this figure."}
	if len(doc.Distances) == 2 {
		p.Scatter = scatterFigure(doc.Distances[0], doc.Distances[1])
	}
	if d.Eval != nil {
		p.Cards, p.Verify, p.Retrieval = d.cards(), verifyTable(d.Eval), retrievalTable(d.Eval)
		p.Classes = d.foundTable()
		for _, c := range d.Eval.Cautions {
			p.Cautions = append(p.Cautions, strings.ReplaceAll(c, " %", "\u00a0%"))
		}
		if b := d.Eval.Baselines; b != nil {
			p.Baselines, p.BaselineNote = baselineRows(b), b.Note
		}
	}
	p.Facts = d.facts()
	for i, t := range d.Worst {
		v := tripletView{worst: doc.Worst[i]}
		for _, q := range []struct {
			role string
			pic  Picture
			at   place
		}{{"anchor", t.Anchor, v.Anchor}, {"positive", t.Positive, v.Positive}, {"negative", t.Negative, v.Negative}} {
			v.Pictures = append(v.Pictures, pictureView{q.role, q.pic.uri(), q.at, q.pic.H, q.pic.W})
		}
		p.Triplets = append(p.Triplets, v)
	}
	return p
}

// facts sums up the training beside its curves.
func (d *Data) facts() []Setting {
	t := d.Meta.Training
	var out []Setting
	add := func(ok bool, key, value string) {
		if ok {
			out = append(out, Setting{key, value})
		}
	}
	add(t.Epochs > 0, "Epochs", count(t.Epochs))
	add(t.BestEpoch > 0, "Kept", "the weights of epoch "+count(t.BestEpoch))
	add(t.Epochs > 0, "Training loss", number(t.TrainLoss))
	add(t.Epochs > 0 && d.hasValLoss(), "Validation loss", number(t.ValLoss))
	add(t.ValLossNote != "", "Validation loss", none+" ("+t.ValLossNote+")")
	add(t.ValAccuracy > 0, "5-NN accuracy, held-out pictures", percent(eval.Interval{Value: t.ValAccuracy}).Value)
	if n := len(t.History); n > 0 && (d.Meta.Batch == nil || t.History[n-1].Live > 0) {
		what := "Live triplets, last epoch"
		if d.Meta.Batch != nil {
			what = "Share with a gradient, last epoch" // of triplets, pairs or pictures
		}
		add(true, what, percent(eval.Interval{Value: t.History[n-1].Live}).Value)
	}
	add(t.Seconds > 0, "Time", seconds(t.Seconds))
	add(t.TripletsPerSecond > 0 && isFinite(t.TripletsPerSecond), "Speed", fmt.Sprintf("%s triplets/s", count(int(min(t.TripletsPerSecond, 1e12)))))
	add(t.PicturesPerSecond > 0 && isFinite(t.PicturesPerSecond), "Speed", fmt.Sprintf("%s pictures/s", count(int(min(t.PicturesPerSecond, 1e12)))))
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
func (d *Data) cards() []card {
	r := d.Eval
	verified, searched := headline(d.lead(verified(r))), headline(d.lead(searched(r)))
	pairs := []struct {
		title, hint string
		of          func(*eval.Verification) estimate
	}{
		{"Pair accuracy", "same or different, told right at a threshold from other data", func(v *eval.Verification) estimate { return percent(v.HeldOutAccuracy) }},
		{"AUC", "1 is perfect, 0.5 is a guess", func(v *eval.Verification) estimate { return plain(v.AUC) }},
		{"Equal error rate", "false alarms = misses; lower is better", func(v *eval.Verification) estimate { return percent(v.EER) }},
		{"Triplets in order", "the positive is nearer than the negative", func(v *eval.Verification) estimate { return percent(v.TripletAccuracy) }},
	}
	var out []card
	for _, f := range pairs {
		c := card{Title: f.title, Hint: f.hint}
		for _, name := range verified {
			if v := r.Verification[name]; v != nil {
				c.Lines = append(c.Lines, cardLine{display(name), f.of(v)})
			}
		}
		out = append(out, c)
	}
	c := card{Title: "5-NN accuracy", Hint: "class right by the five nearest pictures"}
	for _, name := range searched {
		if n := r.Neighbours[name]; n != nil {
			c.Lines = append(c.Lines, cardLine{display(name), percent(n.KNN5)})
		}
	}
	out = append(out, c)
	var filled []card
	for _, c := range out {
		if len(c.Lines) > 0 {
			filled = append(filled, c)
		}
	}
	return filled
}

// verifyTable has a distance a row: there are more distances than figures.
func verifyTable(r *eval.Result) table {
	var t table
	for _, name := range verified(r) {
		v := r.Verification[name]
		t.Rows = append(t.Rows, row{Name: display(name), Cells: []estimate{
			percent(v.HeldOutAccuracy), {Value: number(v.HeldOutThreshold)},
			percent(v.Accuracy), {Value: number(v.Threshold)}, plain(v.AUC), percent(v.EER), percent(v.TripletAccuracy),
		}})
	}
	if len(t.Rows) > 0 {
		t.Head = []string{
			"Pair accuracy, held-out threshold", "held-out threshold", "Pair accuracy, best threshold", "best threshold",
			"AUC", "Equal error rate", "Triplets in order",
		}
	}
	return t
}

func retrievalTable(r *eval.Result) table {
	t := table{Rows: []row{
		{Name: "5-NN accuracy", Hint: "majority of the five nearest"},
		{Name: "Class-mean accuracy", Hint: "nearest mean of a class"},
		{Name: "Precision at 1", Hint: "the nearest picture has the right class; of several as near, their share"},
		{Name: "R-precision", Hint: "right ones among the R nearest, R the size of the class"},
		{Name: "MAP@R", Hint: "the same, where early places count more"},
	}}
	// Retrieval figures that were skipped are zero altogether.
	skipped := func(i eval.Interval) estimate {
		if i == (eval.Interval{}) {
			return estimate{Value: none}
		}
		return percent(i)
	}
	for _, name := range searched(r) {
		n := r.Neighbours[name]
		t.add(name, percent(n.KNN5), percent(n.ClassMean), percent(n.Precision1), skipped(n.RPrecision), skipped(n.MAPR))
	}
	return t
}
