package dataset

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// TripletReport is what CheckTriplets found out about triplets.
type TripletReport struct {
	// Triplets counts them all, Labelled those that have labels: all or none.
	Triplets int `json:"triplets"`
	Labelled int `json:"labelled"`
	// OtherPositive are triplets whose positive has another label than the anchor,
	// SameNegative those whose negative has the anchor's.
	OtherPositive Rows `json:"positive_of_another_class"`
	SameNegative  Rows `json:"negative_of_the_same_class"`
	// CopiedPositive are triplets whose positive is the anchor's picture, value for
	// value, CopiedNegative those whose negative is the picture of anchor or positive.
	CopiedPositive Rows `json:"positive_is_the_anchor"`
	CopiedNegative Rows `json:"negative_is_anchor_or_positive"`
	// Relabelled are triplets with a picture that has another label where the file
	// holds it first.
	Relabelled Rows `json:"picture_with_several_labels"`
}

// Rows counts triplets and lists the first, at most 20, by their number, the
// first being 0: row i of a file.
type Rows struct {
	Count int   `json:"count"`
	Rows  []int `json:"rows,omitempty"`
}

func (r *Rows) add(row int) {
	if r.Count++; len(r.Rows) < maxExamples {
		r.Rows = append(r.Rows, row)
	}
}

// CheckTriplets looks for triplets that contradict their labels or themselves.
// twins are the Twins of the pictures; nil leaves out Relabelled, which alone
// needs them.
func CheckTriplets(t *Triplets, twins []int32) *TripletReport {
	r := &TripletReport{Triplets: t.Len()}
	for i, tr := range t.Index {
		if l, ok := t.Labels(i); ok {
			r.Labelled++
			if l[0] != l[1] {
				r.OtherPositive.add(i)
			}
			if l[0] == l[2] {
				r.SameNegative.add(i)
			}
			if twins != nil && slices.ContainsFunc(tr[:], func(p int32) bool { return t.Images.Labels[p] != t.Images.Labels[twins[p]] }) {
				r.Relabelled.add(i)
			}
		}
		if t.Images.same(tr[0], tr[1]) {
			r.CopiedPositive.add(i)
		}
		if t.Images.same(tr[0], tr[2]) || t.Images.same(tr[1], tr[2]) {
			r.CopiedNegative.add(i)
		}
	}
	return r
}

// same says whether two pictures have the same values.
func (im *Images) same(a, b int32) bool {
	if im.files != nil {
		return im.files.noted[im.at[a]].sum == im.files.noted[im.at[b]].sum
	}
	size := im.Size()
	x, y := int(a)*size, int(b)*size
	if im.Pix != nil {
		return bytes.Equal(im.Pix[x:x+size], im.Pix[y:y+size])
	}
	return slices.Equal(im.F32[x:x+size], im.F32[y:y+size])
}

// Contradictions are sentences about triplets that no training can satisfy, or
// whose labels say the contrary.
func (r *TripletReport) Contradictions() (out []string) {
	for _, f := range []struct {
		Rows
		text lang.Message
	}{
		{r.OtherPositive, lang.T("a positive whose label is not the anchor's: anchor and positive must be of one class; correct the labels, or take these triplets out")},
		{r.SameNegative, lang.T("a negative with the anchor's label: it must be of another class; correct the labels, or take these triplets out")},
		{r.CopiedNegative, lang.T("a negative that is the very picture of the anchor or the positive: nothing can tell them apart; take these triplets out")},
		{r.Relabelled, lang.T("a picture that has another label elsewhere in the file; correct the labels")},
	} {
		if f.Count > 0 {
			out = append(out, r.sentence(f.Rows, f.text))
		}
	}
	return out
}

// Problems are all sentences about what is wrong and what to do.
func (r *TripletReport) Problems() []string {
	out := r.Contradictions()
	if r.CopiedPositive.Count > 0 {
		out = append(out, r.sentence(r.CopiedPositive, lang.T("a positive that is the very picture of the anchor: they teach little; take another picture of the class")))
	}
	return out
}

func (r *TripletReport) sentence(rows Rows, text lang.Message) string {
	if rows.Count == 1 {
		return lang.T("1 of %d triplets has %s (row %d, the first is 0)", r.Triplets, text, rows.Rows[0]).String()
	}
	list := lang.T("%s", strings.Trim(strings.ReplaceAll(fmt.Sprint(rows.Rows), " ", ", "), "[]"))
	if more := rows.Count - len(rows.Rows); more > 0 {
		list = lang.T("%s and %d more", list, more)
	}
	return lang.T("%d of %d triplets have %s (rows %s, the first is 0)", rows.Count, r.Triplets, text, list).String()
}
