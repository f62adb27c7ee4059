package work

import (
	"context"
	"path/filepath"
	"slices"

	"mekiki/internal/analyze/duplicates"
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/report/datacheck"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// checkedParts loads the pictures and looks at each by itself.
func checkedParts(ctx context.Context, at *desk.Desk, cfg train.Config, v *view) (*datacheck.Page, error) {
	if cfg.Triplets != "" {
		return tripletParts(at, cfg)
	}
	from := data.PicturesOf(cfg)
	if v != nil && v.model != nil {
		var err error
		if from, err = data.PicturesFor(at, &v.model.Meta, from); err != nil {
			return nil, err
		}
	}
	found, err := data.Load(ctx, at, from)
	if err != nil {
		return nil, err
	}
	at.Lap("load pictures")
	r, err := dataset.Check(found.Set)
	if err != nil {
		return nil, err
	}
	at.Lap("check each picture")
	return &datacheck.Page{
		Lang: at.Lang,
		Data: r.Name, Origin: found.Origin, Notes: found.Notes, Check: r, Problems: r.Problems,
		Parts: []duplicates.Part{
			{Name: "train", Images: found.Set.Train, Files: filesOf(found.Set.TrainItems)},
			{Name: "test", Images: found.Set.Test, Files: filesOf(found.Set.TestItems)},
		},
	}, nil
}

// filesOf are the files of items, nil of none.
func filesOf(items []dataset.Item) (files []string) {
	for _, it := range items {
		files = append(files, it.Path)
	}
	return files
}

// tripletParts splits a file of triplets as train does. Each part has every
// picture once, numbered by its first place in the file, row 3*triplet and so on.
func tripletParts(at *desk.Desk, cfg train.Config) (*datacheck.Page, error) {
	r := data.RecipeOfConfig(cfg)
	t, err := data.ReadTriplets(at, r.File)
	if err != nil {
		return nil, err
	}
	split, err := data.SplitTriplets(t, r)
	if err != nil {
		return nil, lang.Errorf("%s: %w", r.File, err)
	}
	at.Lap("load triplets")
	checked := dataset.CheckTriplets(t, dataset.Twins(t.Images))
	at.Lap("check each triplet")
	d := &datacheck.Page{
		Lang: at.Lang,
		Data: filepath.Base(r.File), Origin: r.File,
		Triplets: checked, Problems: checked.Problems(),
		Notes: []string{lang.T("The pictures of triplets: many a picture is in several triplets by design, and the split is of triplets, so the parts share pictures. Test triplets whose pictures were trained on are easier than new ones.").String()},
	}
	if checked.Labelled == 0 {
		note := lang.T("These triplets have no labels, so labels were not checked; they stand in %s beside the file.", dataset.LabelsName(d.Data))
		d.Notes = append(d.Notes, note.String())
		at.Note("%s", note)
	}
	for _, p := range []struct {
		name     string
		triplets *dataset.Triplets
	}{{"train", split.Train}, {"validation", split.Val}, {"test", split.Test}} {
		var rows []int
		for _, i := range p.triplets.Index {
			rows = append(rows, int(i[0]), int(i[1]), int(i[2]))
		}
		slices.Sort(rows)
		all := t.Images.Subset(rows)
		var once []int
		var number []int32
		for i, first := range dataset.Twins(all) {
			if int(first) == i {
				once, number = append(once, i), append(number, int32(rows[i]))
			}
		}
		d.Parts = append(d.Parts, duplicates.Part{Name: p.name, Images: all.Subset(once), Rows: number})
	}
	return d, nil
}

// leakProblems says in words what the duplicates spoil.
func leakProblems(d *datacheck.Page) (out []string) {
	for i, p := range d.Found.Parts {
		// Exact copies alone are a problem that Check has named, where it ran.
		if i > 0 && (p.Leaked > p.LeakedExact || d.Check == nil && p.Leaked > 0) {
			share := 100 * float64(p.Leaked) / float64(p.Pictures)
			leaks := lang.T("%d of %d test pictures (%.2f %%) have a near-duplicate or a copy in an earlier part: figures on these are too good; take them out of one part, or give the figures without them", p.Leaked, p.Pictures, share)
			if p.Name == "validation" {
				leaks = lang.T("%d of %d validation pictures (%.2f %%) have a near-duplicate or a copy in an earlier part: figures on these are too good; take them out of one part, or give the figures without them", p.Leaked, p.Pictures, share)
			}
			out = append(out, leaks.String())
		}
		if p.Pictures > 0 && p.Any > p.Exact && float64(p.Any) > 0.2*float64(p.Pictures) {
			out = append(out, alikeProblem(p.Name, p.Any, p.Pictures).String())
		}
	}
	near := 0
	for _, b := range d.Found.Between {
		near += b.Near.OtherLabel
	}
	if near > 0 {
		out = append(out, lang.T("%d pairs of near-duplicates have different labels; look at them and correct the labels", near).String())
	}
	return out
}

// alikeProblem says that many pictures of a part have near-duplicates in it.
func alikeProblem(part string, n, of int) lang.Message {
	switch part {
	case "train":
		return lang.T("%d of %d train pictures have a near-duplicate in their part; where every picture shows the same thing in the same place that says little: lower --near, and look at the page of --out", n, of)
	case "validation":
		return lang.T("%d of %d validation pictures have a near-duplicate in their part; where every picture shows the same thing in the same place that says little: lower --near, and look at the page of --out", n, of)
	}
	return lang.T("%d of %d test pictures have a near-duplicate in their part; where every picture shows the same thing in the same place that says little: lower --near, and look at the page of --out", n, of)
}
