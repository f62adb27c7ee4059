package work

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"mekiki/internal/drawn"
	"mekiki/internal/inspect"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
)

// TestStationJudgesAsInspectRun: the same file has the same verdict, score and places to the
// bit, also from many goroutines; what cannot be read is REVIEW.
func TestStationJudgesAsInspectRun(t *testing.T) {
	dir, at := t.TempDir(), desk.New(desk.Silent{})
	d := NewDrawPartsConfig()
	d.Good, d.TestGood, d.Bad, d.Size, d.Choice = 3, 2, 2, "64x64", folder.Choice{Out: filepath.Join(dir, "parts")}
	if _, err := DrawParts(t.Context(), at, d); err != nil {
		t.Fatal(err)
	}
	f := NewInspectFitConfig()
	f.Good, f.Out, f.Size, f.Vectors = filepath.Join(dir, "parts", "train", "good"), filepath.Join(dir, "i.mekiki"), "64x64", 50
	if _, err := InspectFit(t.Context(), at, f); err != nil {
		t.Fatal(err)
	}
	r := NewInspectRunConfig()
	r.Inspector, r.Paths = f.Out, []string{filepath.Join(dir, "parts", "test")}
	want, err := InspectRun(t.Context(), at, r)
	if err != nil || len(want.Parts) != 4 {
		t.Fatal(want, err)
	}
	n, hash, err := inspect.OpenParent(f.Out)
	if err != nil {
		t.Fatal(err)
	}
	j, err := newInspectorJudge(n, recipe.Version{Inspector: hash, Low: n.Thresholds.Low, High: n.Thresholds.High}, 3)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	for i, p := range want.Parts {
		go func() {
			defer func() { done <- true }()
			b, err := os.ReadFile(p.File)
			if err != nil {
				t.Error(err)
			}
			v := j.Judge(b)
			if string(v.Verdict) != p.Verdict.String() || v.Score != p.Score || len(v.Regions) != len(p.Regions) || v.Like != p.Like {
				t.Errorf("%s: %+v, want %+v", p.File, v.Judgement, p.Result)
			}
			for i, g := range v.Regions {
				if g != record.Region(p.Regions[i]) {
					t.Errorf("%s: place %+v, want %+v", p.File, g, p.Regions[i])
				}
			}
			if img, err := png.Decode(bytes.NewReader(v.Heat())); err != nil || img.Bounds().Dx() != 64 || img.Bounds().Dy() != 64 {
				t.Errorf("%v, %v", img, err)
			}
		}()
		if i < 2 { // comes alone
			<-done
		}
	}
	for range want.Parts[2:] {
		<-done
	}
	if v := j.Judge([]byte("\x89PNG\r\n\x1a\nand no more")); v.Verdict != record.Review || v.Reason == "" || v.Heat != nil {
		t.Errorf("%+v", v)
	}
	if a := j.About(); len(a.Inspector) != 64 || a.Low > a.High {
		t.Errorf("%+v", a)
	}
	j.Close()
}

// TestThreadsOfAPart: a part that comes alone has all threads, one that comes while another is judged has one, and all are given back.
func TestThreadsOfAPart(t *testing.T) {
	made := func() *inspect.Judge { return new(inspect.Judge) }
	wide, one, other := made(), made(), made()
	j := &inspectorJudge{wide: wide, free: []*inspect.Judge{other, one}}
	take := func(want *inspect.Judge, when string) {
		t.Helper()
		if got, err := j.take(); got != want || err != nil {
			t.Fatalf("%s: another judge, %v", when, err)
		}
	}
	take(wide, "alone")
	take(one, "beside the first")
	j.give(wide)
	take(other, "beside the second")
	j.give(one)
	j.give(other)
	take(wide, "alone again")
	if len(j.free) != 2 {
		t.Errorf("%d judges of one thread are free, want 2", len(j.free))
	}
}

// TestCameraParts: the same numbers are the same parts, one of four has a defect.
func TestCameraParts(t *testing.T) {
	for n := range uint64(4) {
		a, err := drawnPart(n)
		b, err2 := drawnPart(n)
		if err != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Fatalf("part %d: %v, %v", n, err, err2)
		}
		img, err := png.Decode(bytes.NewReader(a))
		if err != nil {
			t.Fatal(err)
		}
		good := drawn.Draw(drawn.Part{Kind: drawn.Ring, Seed: 1_000_000 + n, Width: 256, Height: 256})
		differs := false
		for y := range 256 {
			for x := range 256 {
				r, g, bl, _ := img.At(x, y).RGBA()
				r2, g2, bl2, _ := good.At(x, y).RGBA()
				differs = differs || r != r2 || g != g2 || bl != bl2
			}
		}
		if differs != (n == 3) {
			t.Errorf("part %d: a defect: %v", n, differs)
		}
	}
}
