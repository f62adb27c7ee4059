package evaluation

import (
	"cmp"
	"slices"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// mostClassRows is how many classes the page shows; of more, those found least.
const mostClassRows = 40

// foundTable has recall and precision of each class with their intervals.
type foundTable struct {
	By       string
	Rows     []classRow
	Balanced kit.Bar
	// Left out says that classes were left out, or is empty.
	LeftOut string
}

type classRow struct {
	Name, Found       string
	Recall, Precision kit.Bar
}

func (d *Page) foundTable() *foundTable {
	by := d.Eval.Lead()
	c := d.Eval.Classes[by]
	if c == nil {
		return nil
	}
	if shown := d.lead(searched(d.Eval)); by == eval.Own && d.Eval.Classes[shown] != nil {
		by = shown // the loss's own distance by its name, where it has one
	}
	l := d.Lang
	t := &foundTable{By: l.Say(kit.DistanceName(by)), Balanced: kit.NewBar(&c.Balanced)}
	rows := slices.Clone(c.Classes)
	if more := len(rows) - mostClassRows; more > 0 {
		slices.SortStableFunc(rows, func(a, b eval.Class) int { return cmp.Compare(found(a), found(b)) })
		rows = rows[:mostClassRows]
		t.LeftOut = l.Text("Those found least; %s more stand in report.json.", kit.Count(more))
	}
	for _, k := range rows {
		t.Rows = append(t.Rows, classRow{l.Say(className(k)), l.Text("%s of %s found", kit.Count(k.Right), kit.Count(k.Pictures)), kit.NewBar(k.Recall), kit.NewBar(k.Precision)})
	}
	return t
}

// className is the name of a class, in words for one that has none but its number.
func className(k eval.Class) lang.Message {
	if number := lang.T("class %d", k.Class); number.String() == k.Name {
		return number
	}
	return lang.T("%s", k.Name)
}

// found is the recall of a class; one without test pictures comes last.
func found(k eval.Class) float64 {
	if k.Recall == nil {
		return 2
	}
	return k.Recall.Value
}

// baselineRow is one figure that needs no network.
type baselineRow struct {
	Name, Hint string
	Bar        kit.Bar
}

func baselineRows(l lang.Language, b *eval.Baselines) []baselineRow {
	if b == nil {
		return nil
	}
	var rows []baselineRow
	if c := b.Largest; c != nil {
		rows = append(rows, baselineRow{l.Text("Always %q", c.Name), l.Text("the class with most training pictures"), kit.NewBar(&c.Share)})
	}
	if p := b.Pixels; p != nil {
		rows = append(rows, baselineRow{l.Text("5-NN accuracy by raw pixels"), l.Text("the same neighbours, Euclidean distance"), kit.NewBar(&p.KNN5)})
	}
	if p := b.PixelTriplets; p != nil {
		rows = append(rows, baselineRow{l.Text("Triplets in order by raw pixels"), l.Text("a guess has half of them"), kit.NewBar(p)})
	}
	return rows
}

// baselineWords says in a sentence what 5-NN reaches without the network, or nothing.
func baselineWords(b *eval.Baselines) lang.Message {
	if b == nil || b.Largest == nil {
		return lang.Message{}
	}
	name, always := b.Largest.Name, kit.Percent(eval.Interval{Value: b.Largest.Share.Value})
	if b.Pixels == nil {
		return lang.T("Without the network, always calling %q would be right for %s.", name, always)
	}
	return lang.T("Without the network, always calling %q would be right for %s, and raw pixels by the same neighbours for %s.", name, always, kit.Percent(b.Pixels.KNN5))
}

// leastWords names the class that is found least, or nothing.
func leastWords(c *eval.Classes) lang.Message {
	if c == nil || len(c.Classes) < 2 {
		return lang.Message{}
	}
	k := c.Least()
	if k == nil {
		return lang.Message{}
	}
	return lang.T("The class found least is %q, %s of %s; the mean over classes, balanced accuracy, is %s.", k.Name, kit.Count(k.Right), kit.Plural(k.Pictures, "1 picture", "%s pictures"), kit.Percent(c.Balanced))
}
