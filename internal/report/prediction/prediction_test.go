package prediction

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/eval"
	"mekiki/internal/report/kit"
	"mekiki/internal/testutil"
	"mekiki/internal/testutil/webpage"
)

// example has a picture of a known class, an unknown one, and a broken one.
func example() *Page {
	picture := func(v uint8) *kit.Picture { return &kit.Picture{H: 2, W: 2, C: 1, Pix: []uint8{v, 0, 0, v}} }
	return &Page{
		Version: "1", Machine: "a <machine>", Command: "mekiki predict x.png", Time: time.Date(2026, 11, 24, 1, 2, 3, 0, time.UTC),
		Model: "m.safetensors", WeightsSHA256: "abc", Data: "<parts>", Origin: "the folder <x>", Known: 1234, Classes: []string{"<nut>", "bolt"}, Distance: "cosine",
		OpenSet: &eval.OpenSet{
			Threshold: 0.25, Reject: 0.01, HeldOut: 199, Rejected: 1, NewRejected: 0.01,
			LeftOut: &eval.FalseAccept{Pictures: 199, Accepted: 12, Share: eval.Interval{Value: 0.06, Lo: 0.03, Hi: 0.1}, Classes: []eval.ClassAccept{{Class: 0, Pictures: 99, Accepted: 2}, {Class: 1, Pictures: 100, Accepted: 10}}},
			Unseen:  &eval.FalseAccept{Pictures: 10, Accepted: 3, Share: eval.Interval{Value: 0.3, Lo: 0.1, Hi: 0.6}, Classes: []eval.ClassAccept{{Class: 2, Pictures: 10, Accepted: 3}}},
		},
		Notes: []string{"A <note>."}, Shown: 3,
		Predicted: []Predicted{
			{File: "a/良 1.png", Class: "bolt", Distance: 0.125, Picture: picture(9), Neighbours: []Neighbour{{"bolt/1.png", "bolt", 7, 0.125, picture(8)}, {"<nut>/2.png", "<nut>", 9, 0.5, nil}}},
			{File: "<b>.png", Class: "<nut>", Unknown: true, Distance: 0.75, Picture: picture(200), Neighbours: []Neighbour{{"<nut>/2.png", "<nut>", 9, 0.75, picture(8)}}},
		},
		Broken:   []BrokenPicture{{"<c>.png", "is <empty>"}},
		Settings: []kit.Setting{{Key: "reject", Value: "0.01"}}, Timings: []kit.Timing{{Name: "load", Seconds: 1.5}, {Name: "call", Seconds: 0.25}},
	}
}

func TestPredictionGolden(t *testing.T) {
	p := example()
	var page, asJSON bytes.Buffer
	if err := p.writeHTML(&page); err != nil {
		t.Fatal(err)
	}
	if err := p.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/predict.html", []byte(webpage.Outline(page.String())))
	testutil.Golden(t, "testdata/predict.json", asJSON.Bytes())
	for _, raw := range []string{"<note>", "<parts>", "<nut>", "<x>", "<machine>", "<b>.png", "<c>", "<empty>"} {
		if strings.Contains(page.String(), raw) {
			t.Errorf("the page has %s unescaped", raw)
		}
	}
	if n := strings.Count(page.String(), "data:image/png"); n != 4 {
		t.Errorf("%d pictures, want 4", n)
	}
	if strings.Index(page.String(), "&lt;b&gt;.png") > strings.Index(page.String(), "良 1.png") {
		t.Error("the unknown picture does not come first")
	}
	p.Shown, p.OpenSet.LeftOut.Share.Value = 1, 0.9
	page.Reset()
	if err := p.writeHTML(&page); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "良 1.png") || !strings.Contains(page.String(), "1 of 2 pictures; predict.json has all") {
		t.Error("a page of one picture of two")
	}
	if !strings.Contains(page.String(), "do not rely on it") {
		t.Error("the page has no caution")
	}
}

func TestPredictionWords(t *testing.T) {
	p := example()
	if got, want := p.Verdict().String(), "1 of 2 pictures is called a known class, 1 is unknown: farther than 0.25 from every known picture; 1 could not be read."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := p.Cautions(); got != nil {
		t.Errorf("%q", got)
	}
	p.OpenSet.Unseen.Share.Value = 0.51
	if got := p.Cautions(); len(got) != 1 || !strings.Contains(got[0].String(), "do not rely on it") {
		t.Errorf("%q", got)
	}
	p.Predicted, p.Broken, p.OpenSet.LeftOut, p.OpenSet.Unseen = p.Predicted[:1], nil, nil, nil
	if got, want := p.Verdict().String(), "1 of 1 picture is called a known class."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := p.ThresholdWords(); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestPredictionFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := Write(dir, example()); err != nil {
		t.Fatal(err)
	}
	if e, err := os.ReadDir(dir); err != nil || len(e) != 2 {
		t.Errorf("%v, %v", e, err)
	}
}

func TestPredictionLayout(t *testing.T) {
	p := example()
	for _, s := range webpage.Folded {
		p.Settings = append(p.Settings, kit.Setting{Key: s[0], Value: s[1]})
	}
	var b bytes.Buffer
	if err := p.writeHTML(&b); err != nil {
		t.Fatal(err)
	}
	webpage.Layout(t, b.String(), 0)
}
