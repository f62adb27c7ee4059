package cli

import (
	"cmp"
	"slices"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/work"
)

// mostClassRows is how many classes the text shows; of more, the worst.
const mostClassRows = 12

// baselineLines says what is reached without the network.
func baselineLines(t *table, s *work.Summary) {
	b := s.Baselines
	if b == nil {
		return
	}
	t.line("")
	t.line("without the network")
	if l := b.Largest; l != nil {
		t.line("always %q, most frequent in training\t%s", l.Name, spanned(l.Share))
	}
	if p := b.Pixels; p != nil {
		t.line("5 nearest neighbours by raw pixels\t%s", spanned(p.KNN5))
	}
	if p := b.PixelTriplets; p != nil {
		t.line("triplets in order by raw pixels\t%s", spanned(*p))
	}
	if b.Note != "" {
		t.line("note\t%s", lang.Saved(b.Note))
	}
}

// classLines are recall and precision of each class by the distance that the
// cautions speak of.
func classLines(t *table, s *work.Summary) {
	c := s.Classes[s.Lead]
	if c == nil {
		return
	}
	by := map[string]lang.Message{eval.Own: lang.T("own distance"), "cosine": lang.T("cosine"), "euclidean": lang.T("euclidean")}[s.Lead]
	rows := slices.Clone(c.Classes)
	t.line("")
	head := lang.T("5 nearest neighbours by %s", by)
	if len(rows) > mostClassRows {
		recall := func(k eval.Class) float64 {
			if k.Recall == nil {
				return 2 // after those that were looked for
			}
			return k.Recall.Value
		}
		slices.SortStableFunc(rows, func(a, b eval.Class) int { return cmp.Compare(recall(a), recall(b)) })
		head = lang.T("5 nearest neighbours by %s, worst %d of %d classes", by, mostClassRows, len(rows))
		rows = rows[:mostClassRows]
	}
	t.line("%s\trecall\tprecision\tright of pictures", head)
	for _, k := range rows {
		t.line("%s\t%s\t%s\t%d of %d", k.Name, ofClass(k.Recall), ofClass(k.Precision), k.Right, k.Pictures)
	}
	t.line("balanced accuracy, the mean recall\t%s", spanned(c.Balanced))
}

func spanned(i eval.Interval) lang.Message { return figure(i.Value, [2]float64{i.Lo, i.Hi}, true) }

// ofClass is a share of a class that may be of nothing.
func ofClass(i *eval.Interval) lang.Message {
	if i == nil {
		return lang.T("-")
	}
	return spanned(*i)
}
