package cli

import (
	"fmt"
	"path/filepath"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/datacheck"
	"mekiki/internal/report/kit"
)

// checkText prints a data check as a short table.
func checkText(t *table, d *datacheck.Page, out string) {
	if r := d.Check; r != nil {
		t.line("data\t%s, %d classes", r.Name, len(r.Classes))
		t.line("part\tpictures\tduplicates\tof one value\tbad labels\trange")
		for _, p := range []struct {
			name lang.Message
			dataset.PartReport
		}{{kit.PartName("train"), r.Train}, {kit.PartName("test"), r.Test}} {
			t.line("%s\t%d\t%d\t%d\t%d\t%g to %g", p.name, p.Pictures, p.Duplicates, p.Constant, p.BadLabels, p.Min, p.Max)
		}
		t.line("test pictures that are in the training part\t%d", r.Shared)
	} else {
		t.line("data\t%s", d.Data)
		if r := d.Triplets; r != nil {
			t.line("triplets\t%d, %d of them with labels", r.Triplets, r.Labelled)
			for _, f := range []struct {
				name lang.Message
				dataset.Rows
			}{
				{lang.T("positive of another class"), r.OtherPositive}, {lang.T("negative of the same class"), r.SameNegative},
				{lang.T("positive is the anchor"), r.CopiedPositive}, {lang.T("negative is anchor or positive"), r.CopiedNegative},
				{lang.T("a picture with several labels"), r.Relabelled},
			} {
				t.line("%s\t%d", f.name, f.Count)
			}
		}
		for _, p := range d.Parts {
			t.line("%s\t%d different pictures", kit.PartName(p.Name), p.Images.N)
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
		line := t.lang.Text("within %s\t%d\t%d", kit.PartName(b.A), b.Exact.Pairs, b.Exact.OtherLabel)
		if b.A != b.B {
			line = t.lang.Text("%s and %s\t%d\t%d", kit.PartName(b.A), kit.PartName(b.B), b.Exact.Pairs, b.Exact.OtherLabel)
		}
		if f.Near > 0 {
			line += fmt.Sprintf("\t%d\t%d", b.Near.Pairs, b.Near.OtherLabel)
		}
		t.line("%s", line)
	}
	for _, p := range f.Parts[1:] {
		t.line("%s pictures with a duplicate in an earlier part\t%d of %d, %d exact", kit.PartName(p.Name), p.Leaked, p.Pictures, p.LeakedExact)
	}
	if f.Groups > 0 {
		t.line("groups\t%d with %d pictures, the largest %d", f.Groups, f.Grouped, f.Largest[0].Pictures)
	}
	accuracyText(t, d)
	t.line("")
	for _, p := range d.Problems {
		t.line("problem\t%s", t.as(colorWarning, t.lang.Say(lang.Saved(p))))
	}
	if len(d.Problems) == 0 {
		t.line("%s", t.as(colorGood, t.lang.Text("no problem found")))
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
	embedding := lang.T("%s", d.Embedding)
	if d.Embedding == "pixels" {
		embedding = lang.T("pixels")
	}
	if d.AccuracyMissing != "" {
		t.line("5 nearest neighbours, %s\tno figure: %s", embedding, lang.Saved(d.AccuracyMissing))
		return
	}
	head := t.lang.Text("5 nearest neighbours, %s", embedding)
	rows := [4]string{
		t.lang.Text("all test pictures"), t.lang.Text("without the leaked ones"),
		t.lang.Text("the leaked ones alone"), t.lang.Text("all, training part without their duplicates"),
	}
	for _, l := range d.Accuracy {
		name := map[string]lang.Message{"cosine": lang.T("cosine"), "euclidean": lang.T("Euclidean"), eval.Own: lang.T("own: %s", d.Own)}[l.Distance]
		head += "\t" + t.lang.Say(name)
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
