package evaluation

import (
	"cmp"
	"fmt"
	"slices"

	"mekiki/internal/eval"
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
	t := &foundTable{By: kit.DistanceName(by).String(), Balanced: kit.NewBar(&c.Balanced)}
	rows := slices.Clone(c.Classes)
	if more := len(rows) - mostClassRows; more > 0 {
		slices.SortStableFunc(rows, func(a, b eval.Class) int { return cmp.Compare(found(a), found(b)) })
		rows = rows[:mostClassRows]
		t.LeftOut = fmt.Sprintf("Those found least; %s more stand in report.json.", kit.Count(more))
	}
	for _, k := range rows {
		t.Rows = append(t.Rows, classRow{k.Name, fmt.Sprintf("%s of %s found", kit.Count(k.Right), kit.Count(k.Pictures)), kit.NewBar(k.Recall), kit.NewBar(k.Precision)})
	}
	return t
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

func baselineRows(b *eval.Baselines) []baselineRow {
	if b == nil {
		return nil
	}
	var rows []baselineRow
	if l := b.Largest; l != nil {
		rows = append(rows, baselineRow{fmt.Sprintf("Always %q", l.Name), "the class with most training pictures", kit.NewBar(&l.Share)})
	}
	if p := b.Pixels; p != nil {
		rows = append(rows, baselineRow{"5-NN accuracy by raw pixels", "the same neighbours, Euclidean distance", kit.NewBar(&p.KNN5)})
	}
	if p := b.PixelTriplets; p != nil {
		rows = append(rows, baselineRow{"Triplets in order by raw pixels", "a guess has half of them", kit.NewBar(p)})
	}
	return rows
}

// baselineWords says in a sentence what 5-NN reaches without the network, or nothing.
func baselineWords(b *eval.Baselines) string {
	if b == nil || b.Largest == nil {
		return ""
	}
	s := fmt.Sprintf("Without the network, always calling %q would be right for %s", b.Largest.Name, kit.Percent(eval.Interval{Value: b.Largest.Share.Value}))
	if b.Pixels != nil {
		s += fmt.Sprintf(", and raw pixels by the same neighbours for %s", kit.Percent(b.Pixels.KNN5))
	}
	return s + "."
}

// leastWords names the class that is found least, or nothing.
func leastWords(c *eval.Classes) string {
	if c == nil || len(c.Classes) < 2 {
		return ""
	}
	k := c.Least()
	if k == nil {
		return ""
	}
	return fmt.Sprintf("The class found least is %q, %s of %s; the mean over classes, balanced accuracy, is %s.", k.Name, kit.Count(k.Right), kit.Plural(k.Pictures, "1 picture", "%s pictures").String(), kit.Percent(c.Balanced))
}
