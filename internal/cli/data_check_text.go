package cli

import (
	"fmt"
	"path/filepath"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/report/datacheck"
)

// checkText prints a data check as a short table.
func checkText(t *table, d *datacheck.Page, out string) {
	if r := d.Check; r != nil {
		t.line("data\t%s, %d classes", r.Name, len(r.Classes))
		t.line("part\tpictures\tduplicates\tof one value\tbad labels\trange")
		for _, p := range []struct {
			name string
			dataset.PartReport
		}{{"train", r.Train}, {"test", r.Test}} {
			t.line("%s\t%d\t%d\t%d\t%d\t%g to %g", p.name, p.Pictures, p.Duplicates, p.Constant, p.BadLabels, p.Min, p.Max)
		}
		t.line("test pictures that are in the training part\t%d", r.Shared)
	} else {
		t.line("data\t%s", d.Data)
		if r := d.Triplets; r != nil {
			t.line("triplets\t%d, %d of them with labels", r.Triplets, r.Labelled)
			for _, f := range []struct {
				name string
				dataset.Rows
			}{
				{"positive of another class", r.OtherPositive}, {"negative of the same class", r.SameNegative}, {"positive is the anchor", r.CopiedPositive},
				{"negative is anchor or positive", r.CopiedNegative}, {"a picture with several labels", r.Relabelled},
			} {
				t.line("%s\t%d", f.name, f.Count)
			}
		}
		for _, p := range d.Parts {
			t.line("%s\t%d different pictures", p.Name, p.Images.N)
		}
	}
	f := d.Found
	t.line("")
	if f.Near > 0 {
		t.line("duplicates, near up to %g\texact pairs\tother label\tnear pairs\tother label", f.Near)
	} else {
		t.line("duplicates\texact pairs\tother label")
	}
	for _, b := range f.Between {
		name := "within " + b.A
		if b.A != b.B {
			name = b.A + " and " + b.B
		}
		line := fmt.Sprintf("%s\t%d\t%d", name, b.Exact.Pairs, b.Exact.OtherLabel)
		if f.Near > 0 {
			line += fmt.Sprintf("\t%d\t%d", b.Near.Pairs, b.Near.OtherLabel)
		}
		t.line("%s", line)
	}
	for _, p := range f.Parts[1:] {
		t.line("%s pictures with a duplicate in an earlier part\t%d of %d, %d exact", p.Name, p.Leaked, p.Pictures, p.LeakedExact)
	}
	if f.Groups > 0 {
		t.line("groups\t%d with %d pictures, the largest %d", f.Groups, f.Grouped, f.Largest[0].Pictures)
	}
	accuracyText(t, d)
	t.line("")
	for _, p := range d.Problems {
		t.line("problem\t%s", t.as(colorWarning, p))
	}
	if len(d.Problems) == 0 {
		t.line("%s", t.as(colorGood, "no problem found"))
	}
	if out != "" {
		t.line("page\t%s", filepath.Join(out, datacheck.HTMLFile))
	}
}

// accuracyText prints the accuracy with and without leaks.
func accuracyText(t *table, d *datacheck.Page) {
	if d.Embedding == "" {
		return
	}
	t.line("")
	if d.AccuracyMissing != "" {
		t.line("5 nearest neighbours, %s\tno figure: %s", d.Embedding, d.AccuracyMissing)
		return
	}
	head := "5 nearest neighbours, " + d.Embedding
	rows := [4]string{"all test pictures", "without the leaked ones", "the leaked ones alone", "all, training part without their duplicates"}
	for _, l := range d.Accuracy {
		name := map[string]string{"cosine": "cosine", "euclidean": "Euclidean", eval.Own: "own: " + d.Own}[l.Distance]
		head += "\t" + name
		for i, v := range []*eval.Interval{&l.All, l.Kept, l.Leaked, l.Cleaned} {
			if v == nil {
				rows[i] += "\t-"
				continue
			}
			rows[i] += "\t" + t.lang.Say(figure(v.Value, [2]float64{v.Lo, v.Hi}, v.Lo < v.Hi))
		}
	}
	t.line("%s", head)
	for _, r := range rows {
		t.line("%s", r)
	}
}
