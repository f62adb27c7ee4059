package datacheck

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mekiki/internal/analyze/duplicates"
	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/report/kit"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// example has an exact leak, a darker copy with another label, a
// mirrored one and a picture that occurs three times.
func example(t *testing.T) *Page {
	t.Helper()
	base := [][]uint8{
		{0, 10, 200, 30, 40, 50, 60, 90, 80},
		{200, 0, 0, 0, 255, 3, 9, 1, 77},
		{1, 90, 3, 200, 5, 60, 7, 8, 250},
	}
	darker := slices.Clone(base[0])
	for i := range darker {
		darker[i] /= 2
	}
	turned := []uint8{0, 0, 200, 3, 255, 0, 77, 1, 9}
	classes := []string{"<nut>", "bolt"}
	set := &dataset.Set{
		Name: "parts", Classes: classes,
		Train: &dataset.Images{N: 4, H: 3, W: 3, C: 1, Pix: slices.Concat(base[0], base[1], base[2], base[2]), Labels: []int32{0, 1, 1, 1}, Classes: classes},
		Test:  &dataset.Images{N: 3, H: 3, W: 3, C: 1, Pix: slices.Concat(darker, turned, base[2]), Labels: []int32{1, 1, 1}, Classes: classes},
	}
	d := &Page{
		Version: "1", Machine: "a <machine>", Command: "mekiki data check", Data: set.Name, Origin: "the folder <x>", Notes: []string{"A <note>."},
		Check: testutil.Must(dataset.Check(set)), Problems: []string{"A <problem>."}, Shown: 2,
		Parts:     []duplicates.Part{{Name: "train", Images: set.Train}, {Name: "test", Images: set.Test, Rows: []int32{10, 20, 30}}},
		Embedding: "pixels", Own: "cos + euc",
		Accuracy: []eval.Leaks{
			{Distance: "cosine", All: eval.Interval{Value: 0.9512, Lo: 0.94, Hi: 0.96}, Kept: &eval.Interval{Value: 0.7, Lo: 0.6, Hi: 0.8}, Leaked: &eval.Interval{}},
			{Distance: eval.Own, All: eval.Interval{Value: 0.5, Lo: 0.5, Hi: 0.5}},
		},
		Settings: []kit.Setting{{Key: "near", Value: "0.01"}}, Timings: []kit.Timing{{Name: "load", Seconds: 1.5}, {Name: "find", Seconds: 0.25}},
		Time: time.Date(2026, 11, 24, 1, 2, 3, 0, time.UTC),
	}
	var err error
	d.Found, err = duplicates.Find(t.Context(), d.Parts, duplicates.Options{Near: 0.01, Mirrored: true})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDuplicatesGolden(t *testing.T) {
	d := example(t)
	var page, asJSON bytes.Buffer
	if err := d.writeHTML(&page); err != nil {
		t.Fatal(err)
	}
	if err := d.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/check.html", []byte(webpage.Outline(page.String())))
	testutil.Golden(t, "testdata/check.json", asJSON.Bytes())
	for _, raw := range []string{"<note>", "<problem>", "<nut>", "<x>", "<machine>"} {
		if strings.Contains(page.String(), raw) {
			t.Errorf("the page has %s unescaped", raw)
		}
	}
}

// TestCopiesOnly: what was not looked for is not said to be none.
func TestCopiesOnly(t *testing.T) {
	d := example(t)
	var err error
	if d.Found, err = duplicates.Find(t.Context(), d.Parts, duplicates.Options{}); err != nil {
		t.Fatal(err)
	}
	const want = "1 of the 3 pictures of test (33.33\u00a0%) has an exact copy in train. In all there are 3 pairs of exact copies; in none of them the labels differ. Near-duplicates were not looked for."
	if got := d.verdict().String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	d.Parts = d.Parts[:1]
	d.Parts = append(d.Parts, duplicates.Part{Name: "test", Images: d.Parts[0].Images.Subset(nil)})
	if d.Found, err = duplicates.Find(t.Context(), d.Parts, duplicates.Options{}); err != nil {
		t.Fatal(err)
	}
	if got := d.verdict().String(); !strings.HasPrefix(got, "None of the 0 pictures of test has an exact copy in train. ") {
		t.Errorf("%q", got)
	}
}

func TestDuplicatesFiles(t *testing.T) {
	d := example(t)
	dir := filepath.Join(t.TempDir(), "new")
	var before map[string]string
	for range 2 {
		if err := Write(dir, d); err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		for _, name := range []string{HTMLFile, JSONFile, PairsCSV, LeakedCSV} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if before != nil && before[name] != string(b) {
				t.Errorf("%s is not the same twice", name)
			}
			files[name] = string(b)
		}
		before = files
	}
	rows := func(name string) [][]string {
		r, err := csv.NewReader(strings.NewReader(before[name])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return r[1:]
	}
	pairs, leaked := rows(PairsCSV), rows(LeakedCSV)
	if len(pairs) != 4 || !slices.Equal(pairs[0], []string{"0", "true", "false", "train", "2", "1", "train", "3", "1", "1"}) {
		t.Errorf("pairs %q", pairs)
	}
	if len(leaked) != 3 || !slices.Equal(leaked[2], []string{"test", "30", "1", "0", "train", "2", "1"}) {
		t.Errorf("leaked %q", leaked)
	}
}

// TestDuplicatesWithout shows a page with nothing on it: triplets without labels
// and without duplicates.
func TestDuplicatesWithout(t *testing.T) {
	im := &dataset.Images{N: 1, H: 1, W: 4, C: 1, Pix: []uint8{1, 2, 3, 9}}
	d := &Page{Data: "t.npy", Parts: []duplicates.Part{{Name: "train", Images: im}, {Name: "test", Images: &dataset.Images{H: 1, W: 4, C: 1, Pix: []uint8{}}}}}
	var err error
	if d.Found, err = duplicates.Find(t.Context(), d.Parts, duplicates.Options{}); err != nil {
		t.Fatal(err)
	}
	var page, asJSON bytes.Buffer
	if err := d.writeHTML(&page); err != nil {
		t.Fatal(err)
	}
	if err := d.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"None of the 0 pictures of test", "There is no such pair.", "There is no group", "not looked for"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page.String(), `id="accuracy"`) || strings.Contains(asJSON.String(), `"train":`) || strings.Contains(asJSON.String(), `"accuracy"`) {
		t.Error("what was not measured is shown")
	}
}

func TestDuplicatesLayout(t *testing.T) {
	d := example(t)
	for _, s := range webpage.Folded {
		d.Settings = append(d.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	var b bytes.Buffer
	if err := d.writeHTML(&b); err != nil {
		t.Fatal(err)
	}
	webpage.Layout(t, b.String(), 0)
}
