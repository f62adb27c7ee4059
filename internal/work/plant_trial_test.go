package work

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mekiki/internal/station"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// testTrialOfStored: a trial is of the parts of a period, or of a sample that a seed draws again; pictures that are not kept are
// counted; what is cancelled leaves nothing.
func testTrialOfStored(t *testing.T, p *Plant) {
	ctx := t.Context()
	b, err := p.Recipes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	first := b.Entries[0]
	if _, err := p.PrepareRecipe(ctx, first.Hash, "sato", ""); err != nil {
		t.Fatal(err)
	}
	gone, err := p.Store().Result(ctx, 5)
	if err != nil {
		t.Fatal(err)
	}
	picture, format, err := p.Picture(ctx, 1)
	for range 16 { // as many as are shown from memory
		if err == nil {
			_, err = p.Submit(ctx, station.Part{Picture: picture, Format: format, Source: "api"})
		}
	}
	if err == nil {
		err = p.Keeper().Settle(ctx)
	}
	file, err2 := filepath.Glob(filepath.Join(p.dir, "20*", "*", gone.Picture+".png"))
	if err := errors.Join(err, err2); err != nil || len(file) != 1 {
		t.Fatal(file, err)
	}
	if err := os.Remove(file[0]); err != nil {
		t.Fatal(err)
	}
	draft := func(change func(*recipe.Version)) *recipe.Entry {
		t.Helper()
		v := first.Version
		v.Parent = first.Hash
		change(&v)
		e, err := p.Draft(ctx, v, nil, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	try := func(e *recipe.Entry, of TrialOf) recipe.Trial {
		t.Helper()
		one, err := p.Try(ctx, e.Hash, of, "sato")
		return finished(t, p, one, err).Result.(recipe.Trial)
	}
	// The same scores: the picture that is gone is not missed, but not shown either. All parts reach the thresholds.
	low := 0.0
	strict, err := p.Draft(ctx, first.Version, &low, &low, "stricter")
	if err != nil {
		t.Fatal(err)
	}
	all := try(strict, TrialOf{Days: 7, Most: 100, Seed: 3})
	if all.Found != 21 || all.Could != 21 || all.Judged != 21 || all.NotKept != 0 || all.Seed != 0 || all.Asked != 100 || all.To.Sub(all.From) != 7*24*time.Hour {
		t.Errorf("%+v", all)
	}
	for _, c := range all.Changed {
		if c.NoPicture != (c.Trigger == 5) {
			t.Errorf("%+v", c)
		}
	}
	// Without the guard each picture is needed.
	bare := draft(func(v *recipe.Version) { v.NoGuard = true })
	if got := try(bare, TrialOf{Days: 1, Most: 100, Seed: 3}); got.Found != 21 || got.Could != 20 || got.NotKept != 1 || got.Judged != 20 {
		t.Errorf("%+v", got)
	}
	sampled := try(strict, TrialOf{Days: 7, Most: 6, Seed: 3})
	if sampled.Found != 21 || sampled.Could != 21 || sampled.Judged != 6 || sampled.Seed != 3 {
		t.Errorf("%+v", sampled)
	}
	if again := try(strict, TrialOf{Days: 7, Most: 6, Seed: 3}); !slices.Equal(again.Changed, sampled.Changed) || again.ID == sampled.ID {
		t.Errorf("%+v, before %+v", again.Changed, sampled.Changed)
	}
	if other := try(strict, TrialOf{Days: 7, Most: 6, Seed: 4}); slices.Equal(other.Changed, sampled.Changed) {
		t.Error("another seed draws the same parts")
	}
	p.now = func() time.Time { return time.Now().Add(8 * 24 * time.Hour) }
	if late := try(strict, TrialOf{Days: 7, Most: 100, Seed: 1}); late.Found != 0 || late.Judged != 0 {
		t.Errorf("parts of before the period: %+v", late)
	}
	p.now = time.Now

	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	fresh := draft(func(v *recipe.Version) { v.IntendedUse = "another" })
	if _, err := p.try(cancelled, b, fresh, TrialOf{Days: 7, Most: 100, Seed: 1}, func(_, _ int) {}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := p.Trial(ctx, fresh.Hash); !errors.Is(err, record.ErrNone) {
		t.Errorf("a trial that was cancelled is stored: %v", err)
	}

	// The version that judged draws the map that was kept, another one another.
	drawn, err := p.HeatBy(ctx, first.Hash, 1)
	kept, err2 := p.Heat(ctx, 1)
	other, err3 := p.HeatBy(ctx, strict.Hash, 1)
	if err := errors.Join(err, err2, err3); err != nil || !bytes.Equal(drawn, kept) || bytes.Equal(drawn, other) {
		t.Errorf("%d bytes, kept %d, of another version %d; %v", len(drawn), len(kept), len(other), err)
	}
	if _, err := p.HeatBy(ctx, first.Hash, 5); !errors.Is(err, pictures.ErrNotKept) {
		t.Error(err)
	}
	if _, err := p.PrepareRecipe(ctx, b.Active, "sato", ""); err != nil {
		t.Error(err)
	}
}

// TestSample: a part has the same chance wherever it stands, and few are all taken.
func TestSample(t *testing.T) {
	times := make([]int, 20)
	for seed := range uint64(4000) {
		s := sample{most: 5, random: rand.New(rand.NewPCG(seed, 0))}
		for i := range times {
			s.add(record.Result{Trigger: int64(i)})
		}
		if s.seen != len(times) || len(s.list) != 5 {
			t.Fatalf("%+v", s)
		}
		for _, r := range s.list {
			times[r.Trigger]++
		}
	}
	for i, n := range times { // 1000 and 27 standard deviation
		if n < 880 || n > 1120 {
			t.Errorf("part %d was drawn %d times of 4000, a quarter is its share", i, n)
		}
	}
	s := sample{most: 5}
	for i := range int64(5) {
		s.add(record.Result{Trigger: i})
	}
	if len(s.list) != 5 || s.seen != 5 {
		t.Errorf("%+v", s)
	}
}
