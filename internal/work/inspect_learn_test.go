package work

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/report/partfigure"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// kinds are the folders of bad parts that drawnInspector draws, one picture each.
func kinds(t *testing.T, parts string) (list []string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(parts, "test", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range all {
		if filepath.Base(dir) != "good" {
			list = append(list, dir)
		}
	}
	if len(list) < 4 {
		t.Fatal(all)
	}
	return list
}

func contents(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// copyInto copies a file into a folder, which is made.
func copyInto(t *testing.T, dir string, files ...string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(filepath.Dir(f))+filepath.Base(f)), contents(t, f), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestInspectLearnKeepsTheOld: the new inspector takes the old one's place, and names it as its parent; the
// old one is kept to the byte under its hash. The masks beside the bad parts are found, and pictures that are
// known already are named and left out.
func TestInspectLearnKeepsTheOld(t *testing.T) {
	inspector, parts := drawnInspector(t)
	old, bad := contents(t, inspector), kinds(t, parts)[0]
	sum := sha256.Sum256(old)
	hash := hex.EncodeToString(sum[:])
	l, err := InspectLearn(t.Context(), quiet(), InspectLearnConfig{Inspector: inspector, Bad: bad, By: "K. Sato", Accept: true})
	if err != nil {
		t.Fatal(err)
	}
	if l.File != inspector || l.Kept != inspector+"."+hash[:8] || !bytes.Equal(contents(t, l.Kept), old) || bytes.Equal(contents(t, inspector), old) {
		t.Errorf("%s is written, %s kept", l.File, l.Kept)
	}
	n, err := inspect.Open(inspector)
	if err != nil {
		t.Fatal(err)
	}
	last := n.Lineage[len(n.Lineage)-1]
	if last.What != "learn" || last.Parent != hash || last.Bad != 1 || last.By != "K. Sato" || len(n.Bad) != 1 || l.Bad != 1 {
		t.Errorf("%+v, %d bad parts", last, len(n.Bad))
	}
	if l.Marked != 1 || len(n.Bad[0].Marked) == 0 || len(n.Bad[0].Marked) > 16*16/2 {
		t.Errorf("%d masks found, places %v", l.Marked, n.Bad[0].Marked)
	}
	more := filepath.Join(t.TempDir(), "more")
	copyInto(t, more, filepath.Join(bad, "000.png"), filepath.Join(kinds(t, parts)[1], "000.png"))
	out := filepath.Join(t.TempDir(), "try.mekiki")
	l, err = InspectLearn(t.Context(), quiet(), InspectLearnConfig{Inspector: inspector, Bad: more, Accept: true, Out: out})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Skipped) != 1 || !strings.HasSuffix(l.Skipped[0], filepath.Base(bad)+"000.png") || l.Bad != 1 || l.Kept != "" || l.Marked != 0 {
		t.Errorf("skipped %v, %d learned, kept %q", l.Skipped, l.Bad, l.Kept)
	}
	if n, err = inspect.Open(inspector); err != nil || len(n.Bad) != 1 {
		t.Errorf("--out has changed the inspector: %v", err)
	}
}

// TestInspectLearnByBoxes: a list of boxes says where defects are.
func TestInspectLearnByBoxes(t *testing.T) {
	inspector, parts := drawnInspector(t)
	dir := filepath.Join(parts, "missed")
	copyInto(t, dir, filepath.Join(kinds(t, parts)[0], "000.png"))
	files, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	list := filepath.Join(parts, "boxes.csv")
	if err := os.WriteFile(list, []byte("path,x,y,w,h\nmissed/"+filepath.Base(files[0])+",16,24,16,8\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	c := InspectLearnConfig{Inspector: inspector, Bad: dir, Accept: true, MarkConfig: MarkConfig{Boxes: list}}
	if l, err := InspectLearn(t.Context(), quiet(), c); err != nil || l.Marked != 1 {
		t.Fatalf("%+v, %v", l, err)
	}
	n, err := inspect.Open(inspector)
	if err != nil {
		t.Fatal(err)
	}
	if got := n.Bad[0].Marked; len(got) != 2 || got[0] != 3*16+2 || got[1] != 3*16+3 { // places of 8 x 8 pixels
		t.Errorf("places %v", got)
	}
	c.Inspector = inspector
	if err := os.WriteFile(list, []byte("path,x,y,w,h\nother.png,16,24,16,8\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	copyInto(t, dir, filepath.Join(kinds(t, parts)[1], "000.png"))
	if _, err := InspectLearn(t.Context(), quiet(), c); err == nil || !strings.Contains(err.Error(), "no box of a picture") {
		t.Error(err)
	}
	if err := os.WriteFile(list, []byte("path,x,y,w,h\nmissed/"+filepath.Base(kinds(t, parts)[1])+"000.png,500,500,16,8\nmissed/gone.png,1,1,2,2\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	h := &heard{}
	if _, err := InspectLearn(t.Context(), desk.New(h), c); err != nil || !strings.Contains(strings.Join(h.notes, "\n"), "show no defect within the picture: 1;") {
		t.Errorf("a box beyond the picture: %v, notes %q", err, h.notes)
	}
	if all := strings.Join(h.notes, "\n"); !strings.Contains(all, "1 pictures that "+list+" names are none") || !strings.Contains(all, `"missed/gone.png"`) {
		t.Errorf("a box of no picture: notes %q", h.notes)
	}
	c.Masks = parts
	var wrong *misuse.Error
	if _, err := InspectLearn(t.Context(), quiet(), c); !errors.As(err, &wrong) {
		t.Error(err)
	}
}

// TestInspectLearnRefusesToGetWorse: who says that a stained part is good makes the inspector blind for
// stains. Nothing is written then but by --accept.
func TestInspectLearnRefusesToGetWorse(t *testing.T) {
	inspector, parts := drawnInspector(t)
	stain := filepath.Join(parts, "test", "stain")
	first, err := InspectLearn(t.Context(), quiet(), InspectLearnConfig{Inspector: inspector, Bad: stain, Accept: true})
	if err != nil || first.After.Escapes != 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	// Another picture of the same part, as a second shot would be.
	said := filepath.Join(t.TempDir(), "said-good")
	if err := os.MkdirAll(said, 0o777); err != nil {
		t.Fatal(err)
	}
	brighter(t, filepath.Join(stain, "000.png"), filepath.Join(said, "again.jpg"))
	// Costs let a bad part go where it cannot be told from good ones; a limit on escapes would call good ones REVIEW.
	costs := RiskConfig{CostEscape: 1, CostOverkill: 100, BadRate: 0.01}
	m, err := InspectThresholds(t.Context(), quiet(), ThresholdsConfig{Inspector: inspector, RiskConfig: costs, Write: true})
	if err != nil || m.New.Figures.Escapes.Count != 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	before := contents(t, inspector)
	c := InspectLearnConfig{Inspector: inspector, Good: said}
	if _, err := InspectLearn(t.Context(), quiet(), c); err == nil || !strings.Contains(err.Error(), "nothing is written") || !strings.Contains(err.Error(), "--accept") {
		t.Errorf("%v", err)
	}
	if !bytes.Equal(contents(t, inspector), before) {
		t.Error("the inspector was changed all the same")
	}
	c.Accept = true
	if _, err := InspectLearn(t.Context(), quiet(), c); err != nil || bytes.Equal(contents(t, inspector), before) {
		t.Errorf("with --accept: %v", err)
	}
}

// TestInspectLearnRefusesToSendAllToReview: a bad part that looks like good ones pulls REVIEW down to it. That is
// refused where more good parts are under REVIEW than wanted; what would be is returned. REVIEW by good parts alone is
// kept, and stays so in the next lesson.
func TestInspectLearnRefusesToSendAllToReview(t *testing.T) {
	inspector, parts := drawnInspector(t)
	files, err := filepath.Glob(filepath.Join(parts, "test", "good", "*.png"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	n, err := inspect.Open(inspector)
	if err != nil {
		t.Fatal(err)
	}
	list, err := judged(t.Context(), quiet(), n, files, 1)
	if err != nil {
		t.Fatal(err)
	}
	like := slices.MinFunc(list, func(a, b partfigure.Judged) int { return cmp.Compare(a.Score, b.Score) })
	dir := filepath.Join(t.TempDir(), "missed")
	copyInto(t, dir, like.File)
	before := contents(t, inspector)
	c := InspectLearnConfig{Inspector: inspector, Bad: dir}
	l, err := InspectLearn(t.Context(), quiet(), c)
	if err == nil || !strings.Contains(err.Error(), "REVIEW or NG: ") || !strings.Contains(err.Error(), "--review 10%") || !bytes.Equal(contents(t, inspector), before) {
		t.Fatalf("%v", err)
	}
	if l == nil || l.File != "" || l.Worse == nil || l.Worse.Looks == nil || l.Worse.Overkill || len(l.Worse.Lost) > 0 || l.Worse.Looks.After <= l.Worse.Looks.Most {
		t.Fatalf("%+v", l)
	}
	if moved := (risk.MovedCount{Was: risk.OK, Would: risk.Review, Parts: l.After.GoodReview - l.Before.GoodReview}); !slices.Contains(l.MovedGood, moved) {
		t.Errorf("%+v, %+v then %+v", l.MovedGood, l.Before, l.After)
	}
	c.Review = 0.1
	if l, err = InspectLearn(t.Context(), quiet(), c); err != nil || l.Worse != nil || l.After.GoodReview != l.Before.GoodReview || l.BadBasis != nil || len(l.Missed) != 1 {
		t.Fatalf("%+v, %v", l, err)
	}
	next := InspectLearnConfig{Inspector: inspector, Bad: kinds(t, parts)[0]}
	if l, err = InspectLearn(t.Context(), quiet(), next); err != nil || l.BadBasis != nil {
		t.Errorf("the next lesson: %+v, %v", l, err)
	}
}

// TestLearnedWorse: a bad part that is lost, more overkill, and more good parts under REVIEW than before and than
// wanted are worse; bad parts under REVIEW are caught.
func TestLearnedWorse(t *testing.T) {
	rule := usualRule(true)
	changed := func(bad bool, was, is risk.Verdict) JudgedAnew {
		return JudgedAnew{Name: "x.png", Bad: bad, Before: ScoreVerdict{Verdict: was}, After: ScoreVerdict{Verdict: is}}
	}
	for _, c := range []struct {
		before, after KnownVerdicts
		changed       []JudgedAnew
		want          string
	}{
		{KnownVerdicts{Good: 20, GoodReview: 1, Overkill: 1}, KnownVerdicts{Good: 20, GoodReview: 4, BadReview: 9}, nil, ""}, // 4 of 20 go with 10 %
		{KnownVerdicts{Good: 20, GoodReview: 1}, KnownVerdicts{Good: 20, GoodReview: 5}, nil, "REVIEW or NG: 5 of 20 instead of 1, where at most 4 go with the wanted 10 %"},
		{KnownVerdicts{Good: 20, GoodReview: 9}, KnownVerdicts{Good: 20, GoodReview: 9}, nil, ""},
		{KnownVerdicts{Good: 20, GoodReview: 9, Overkill: 2}, KnownVerdicts{Good: 20, GoodReview: 11}, nil, ""},
		{KnownVerdicts{Good: 20, GoodReview: 3, Overkill: 1}, KnownVerdicts{Good: 20, Overkill: 2}, nil, "NG: 2 instead of 1; --accept"},
		{KnownVerdicts{Good: 20}, KnownVerdicts{Good: 20}, []JudgedAnew{changed(true, risk.NG, risk.Review), changed(false, risk.NG, risk.OK)}, ""},
		{KnownVerdicts{Good: 20, Escapes: 1}, KnownVerdicts{Good: 20, Escapes: 1}, []JudgedAnew{changed(true, risk.OK, risk.NG), changed(true, risk.Review, risk.OK)}, "would be OK: 1 (such as x.png)"},
	} {
		l := &InspectLearned{Before: c.before, After: c.after, Changed: c.changed}
		w := l.worse(rule)
		if (w == nil) != (c.want == "") || w != nil && !strings.Contains(w.refusal(l).Error(), c.want) {
			t.Errorf("%+v, then %+v: %+v", c.before, c.after, w)
		}
	}
}

// TestInspectLearnSharedPictures: a picture cannot be good and bad, nor can one that is known be said to be the
// other; both names are said.
func TestInspectLearnSharedPictures(t *testing.T) {
	inspector, parts := drawnInspector(t)
	known, bad := filepath.Join(parts, "train/good"), kinds(t, parts)[0]
	good := filepath.Join(t.TempDir(), "overkill")
	copyInto(t, good, filepath.Join(bad, "000.png"))
	for want, c := range map[string]InspectLearnConfig{
		filepath.Join(good, filepath.Base(bad)+"000.png") + " and " + filepath.Join(bad, "000.png"): {Good: good, Bad: bad},
		"good/000.png and " + filepath.Join(known, "000.png"):                                       {Bad: known},
		"knows all these pictures already":                                                          {Good: known},
	} {
		c.Inspector = inspector
		if _, err := InspectLearn(t.Context(), quiet(), c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s: %v", want, err)
		}
	}
}

// TestInspectLearnGivesUpHandSetThresholds where scores mean something else, and only there.
func TestInspectLearnGivesUpHandSetThresholds(t *testing.T) {
	inspector, parts := drawnInspector(t)
	if _, err := InspectThresholds(t.Context(), quiet(), ThresholdsConfig{Inspector: inspector, ReviewFrom: 0.5, NGFrom: 40, Write: true}); err != nil {
		t.Fatal(err)
	}
	byHand := risk.Thresholds{Low: 0.5, High: 40}
	l, err := InspectLearn(t.Context(), quiet(), InspectLearnConfig{Inspector: inspector, Bad: kinds(t, parts)[0]})
	if err != nil || l.GivenUp != nil || l.Thresholds != byHand {
		t.Fatalf("one bad part trains nothing: %+v, %v", l, err)
	}
	l, err = InspectLearn(t.Context(), quiet(), InspectLearnConfig{Inspector: inspector, Good: filepath.Join(parts, "test/good"), Accept: true})
	if err != nil || l.GivenUp == nil || *l.GivenUp != byHand || l.Thresholds.High > 10 || l.BadBasis == nil {
		t.Errorf("more good parts: %+v, %v", l, err)
	}
}
