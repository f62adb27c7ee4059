package work

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/label"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work/job"
)

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
	one, err := p.Try(ctx, e.Hash, TrialOf{Days: 7, Most: 100, Seed: 1}, "sato")
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
	one, err = p.Try(ctx, d.Hash, TrialOf{Days: 7, Most: 100, Seed: 1}, "sato")
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
