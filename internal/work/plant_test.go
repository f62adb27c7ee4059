package work

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/inspect"
	"mekiki/internal/station"
	"mekiki/internal/station/label"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/job"
)

// plantRig is a station on drawn parts with a small inspector of its own, which has
// judged three good parts and then two bad ones.
func plantRig(t *testing.T) *Plant {
	t.Helper()
	dir, at := t.TempDir(), desk.New(desk.Silent{})
	d := NewDrawPartsConfig()
	d.Good, d.TestGood, d.Bad, d.Faintest, d.Size, d.Choice = 6, 3, 2, 0, "64x64", folder.Choice{Out: filepath.Join(dir, "parts")}
	if _, err := DrawParts(t.Context(), at, d); err != nil {
		t.Fatal(err)
	}
	f := NewInspectFitConfig()
	f.Good, f.Out, f.Size, f.Vectors = filepath.Join(dir, "parts", "train", "good"), filepath.Join(dir, "ring.mekiki"), "64x64", 60
	if _, err := InspectFit(t.Context(), at, f); err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob(filepath.Join(dir, "parts", "test", "good", "*.png"))
	bad, err2 := filepath.Glob(filepath.Join(dir, "parts", "test", "[^g]*", "*.png"))
	db, err3 := store.Open(t.Context(), dir)
	root, err4 := os.OpenRoot(dir)
	if err := errors.Join(err, err2, err3, err4); err != nil || len(parts) != 3 || len(bad) != 2 {
		t.Fatal(err, parts, bad)
	}
	p := NewPlant(at, dir, nil)
	p.Station = station.Open(station.Config{Name: "s1", Store: db, Disk: root, Policy: pictures.Policy{OneInOK: 1}, Prepare: p.judge, Workers: 1, Waiting: 4, Now: time.Now})
	t.Cleanup(func() {
		p.Jobs.Close()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		root.Close()
	})
	e, fresh, err := p.adopt(t.Context(), f.Out)
	if err != nil || !fresh {
		t.Fatalf("not adopted: %v", err)
	}
	if again, fresh, err := p.adopt(t.Context(), f.Out); err != nil || fresh || again.Hash != e.Hash {
		t.Errorf("adopted twice: %+v, %v", again, err)
	}
	_, err2 = p.Command(state.SelectModeAutomatic, "test", "")
	_, err3 = p.PrepareRecipe(t.Context(), e.Hash, "test", "")
	_, err4 = p.Command(state.StartContinuous, "test", "")
	if err := errors.Join(err, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	parts = append(parts, bad...)
	for _, file := range parts {
		b, err := os.ReadFile(file)
		if err == nil {
			_, err = p.Submit(t.Context(), station.Part{Picture: b, Format: "PNG", Source: "api"})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// finished waits for the end of a job, which must be done.
func finished(t *testing.T, p *Plant, one job.Job, err error) job.Job {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for one.State == job.Running {
		time.Sleep(time.Millisecond)
		one, _ = p.Jobs.Get(one.ID)
	}
	if one.State != job.Done {
		t.Fatalf("%+v", one)
	}
	return one
}

func TestPlant(t *testing.T) {
	p := plantRig(t)
	t.Run("trial and teaching", func(t *testing.T) { testTrialAndTeaching(t, p) })
	t.Run("lineage", func(t *testing.T) { testLineage(t, p) })
	t.Run("inspectors", func(t *testing.T) { testInspectorsOfRecipes(t, p) })
	t.Run("self", func(t *testing.T) { testSelf(t, p) })
	t.Run("inputs", func(t *testing.T) { testInputs(t, p) })
}

// testTrialAndTeaching: a version with other thresholds says other things of the same scores;
// an inspector that was taught labelled parts becomes a draft, which is tried on the kept
// pictures; released and chosen it judges.
func testTrialAndTeaching(t *testing.T, p *Plant) {
	ctx := t.Context()
	for n, v := range []record.Verdict{record.OK, record.OK, record.OK, record.NG, record.NG} {
		if n == 2 {
			continue // nobody has looked at it
		}
		if _, err := p.AddReview(ctx, record.Mark{Trigger: int64(n + 1), Who: "sato", Verdict: v}); err != nil {
			t.Fatal(err)
		}
	}
	b, err := p.Recipes(ctx)
	if err != nil || len(b.Entries) != 1 || b.Entries[0].Product != "ring" || b.Entries[0].Status != recipe.Released {
		t.Fatalf("%+v, %v", b, err)
	}
	first := b.Entries[0]
	list, err := p.Store().Results(ctx, record.Query{})
	if err != nil || len(list) != 5 || list[0].Recipe != first.Hash {
		t.Fatal(list, err)
	}

	zero := 0.0 // every part reaches it
	e, err := p.Draft(ctx, recipe.Version{Product: "ring", Inspector: first.Inspector, Parent: first.Hash, Who: "sato"}, &zero, &zero, "stricter")
	if err != nil {
		t.Fatal(err)
	}
	one, err := p.Try(ctx, e.Hash, 100, "sato")
	tried := finished(t, p, one, err).Result.(recipe.Trial)
	scored := 0
	for _, r := range list {
		if r.Reason == "" && r.Verdict != record.NG {
			scored++
		}
	}
	if tried.Judged != 5 || tried.NotKept != 0 || len(tried.Changed) != scored || tried.Known.Good != 2 || tried.Known.Bad != 2 || tried.Known.IsEscapes != 0 {
		t.Errorf("%d changed, want %d: %+v", len(tried.Changed), scored, tried)
	}
	for _, c := range tried.Changed {
		if c.Is != record.NG || c.WasScore != c.IsScore {
			t.Errorf("%+v", c)
		}
	}

	for _, n := range []int64{1, 4} { // of the good one nothing comes
		l, err := p.Label(ctx, label.Label{Trigger: n, Who: "sato", Shapes: []label.Shape{{Kind: label.Box, Box: &label.Area{X: 10, Y: 20, Width: 16, Height: 8}}}})
		if err != nil || l.Width != 64 || l.Height != 64 || l.Pixels != 128 {
			t.Fatalf("%+v, %v", l, err)
		}
	}
	one, err = p.Teach(ctx, first.Hash, []int64{1, 4, 5}, "sato", "missed chips")
	taught := finished(t, p, one, err).Result.(Taught)
	d := taught.Draft
	if d.Status != recipe.Draft || d.Parent != first.Hash || d.Inspector == first.Inspector || d.Number != 3 || taught.Learned.Bad != 2 || taught.Learned.Good != 1 || taught.Learned.Marked != 1 {
		t.Errorf("%+v, %+v", d, taught.Learned)
	}
	if _, err := os.Stat(filepath.Join(p.dir, plantTeaching)); err == nil {
		t.Error("the pictures to learn from are left")
	}
	if n, _, err := p.open(d.Inspector); err != nil || len(n.Bad) != 2 || n.Lineage[len(n.Lineage)-1].By != "sato" {
		t.Errorf("%v", err)
	}
	one, err = p.Try(ctx, d.Hash, 100, "sato")
	if tried = finished(t, p, one, err).Result.(recipe.Trial); tried.Judged != 5 || tried.Known.IsEscapes > tried.Known.WasEscapes {
		t.Errorf("%+v", tried)
	}
	if _, err := p.StepRecipe(ctx, recipe.Act{Hash: d.Hash, Kind: recipe.Released, Who: "sato", Reason: "knows chips"}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.PrepareRecipe(ctx, "ring", "sato", ""); err != nil || p.Now().About.Inspector != d.Inspector {
		t.Errorf("%v, %+v", err, p.Now().About)
	}

	// Where a person called all parts OK there is nothing to learn a place of, though one was marked before.
	one, err = p.Teach(ctx, first.Hash, []int64{1}, "sato", "too strict")
	if learned := finished(t, p, one, err).Result.(Taught).Learned; learned.Good != 1 || learned.Bad != 0 || learned.Marked != 0 {
		t.Errorf("%+v", learned)
	}

	for _, v := range []record.Verdict{record.NG, record.None} { // said, and taken back
		if _, err := p.AddReview(ctx, record.Mark{Trigger: 3, Who: "sato", Verdict: v}); err != nil {
			t.Fatal(err)
		}
	}
	one, err = p.Teach(ctx, first.Hash, []int64{3}, "sato", "")
	for err == nil && one.State == job.Running {
		time.Sleep(time.Millisecond)
		one, _ = p.Jobs.Get(one.ID)
	}
	if one.State != job.Failed || !strings.Contains(one.Error, "part 3") {
		t.Errorf("what nobody labelled is learned: %+v, %v", one, err)
	}
}

// testInspectorsOfRecipes: they are known by their hash, and one that was changed judges nothing.
func testInspectorsOfRecipes(t *testing.T, p *Plant) {
	b, err := p.Recipes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e := b.Entries[0]
	var no *station.RecipeError
	for _, hash := range []string{"", "../ring", strings.Repeat("0", 64)} {
		if _, err := p.Draft(t.Context(), recipe.Version{Product: "x", Inspector: hash, Who: "sato"}, nil, nil, ""); !errors.As(err, &no) {
			t.Errorf("%q: %v", hash, err)
		}
	}
	if _, err := p.AddInspector([]byte("no inspector")); err == nil {
		t.Error("taken")
	}
	other := filepath.Join(p.dir, "ring.mekiki")
	n, err := inspect.Open(other)
	if err != nil {
		t.Fatal(err)
	}
	n.Thresholds.High *= 2
	if _, err := writeInspector(p.inspector(e.Inspector), n); err != nil {
		t.Fatal(err)
	}
	if _, err := p.PrepareRecipe(t.Context(), e.Hash, "sato", ""); !errors.As(err, &no) || !strings.Contains(err.Error(), "was changed") {
		t.Errorf("%v", err)
	}
	if p.Now().State != "ContinuousExecution" || p.Now().Recipe.Hash == e.Hash {
		t.Errorf("%+v", p.Now())
	}
}
