package work

import (
	"errors"
	"strings"
	"testing"

	"mekiki/internal/station"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// testRegionsAndLimits: a version judges in its region and by its limits of the guard, and places of a part are explained by
// the version that judged it.
func testRegionsAndLimits(t *testing.T, p *Plant) {
	ctx := t.Context()
	b, err := p.Recipes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	first := b.Entries[0]
	bad, err := p.Store().Result(ctx, 4)
	if err != nil {
		t.Fatal(err)
	}
	why, err := p.Near(ctx, 4)
	if err != nil || len(why.Places) == 0 {
		t.Fatal(why, err)
	}
	picture, format, err := p.Picture(ctx, 4)
	if err != nil {
		t.Fatal(err)
	}
	said := func(change func(*recipe.Version)) record.Judgement {
		t.Helper()
		v := first.Version
		change(&v)
		j, err := p.judge(v, 1)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		return j.Judge(picture).Judgement
	}
	plain := said(func(*recipe.Version) {})
	if plain.Verdict != bad.Verdict || plain.Score != bad.Score {
		t.Fatalf("%+v, stored %+v", plain, bad.Judgement)
	}
	if whole := said(func(v *recipe.Version) { v.ROI = &recipe.ROI{Width: 1, Height: 1} }); whole.Score != plain.Score || whole.Verdict != plain.Verdict {
		t.Errorf("a region of all: %+v, without %+v", whole, plain)
	}
	half := recipe.ROI{Width: 0.5, Height: 1} // that has not the worst place
	if why.Places[0].X < 0.5 {
		half.X = 0.5
	}
	part := said(func(v *recipe.Version) { v.ROI, v.Low, v.High = &half, 0.1, 0.1 })
	if part.Score >= plain.Score {
		t.Errorf("score %v without the worst place, %v with it", part.Score, plain.Score)
	}
	inside := func(x float64) bool { return x >= half.X && x <= half.X+half.Width }
	if len(part.Regions) == 0 {
		t.Error("no region of what is inside")
	}
	for _, g := range part.Regions {
		if !inside(g.X) || !inside(g.X+g.Width) {
			t.Errorf("%+v is outside of %+v", g, half)
		}
	}
	if held := said(func(v *recipe.Version) { v.Guard = map[string]recipe.Limit{"flat": {At: 1000}} }); held.Verdict != record.Review || !strings.Contains(held.Reason, "less contrast") || held.Score != plain.Score {
		t.Errorf("%+v by another limit of contrast", held)
	}

	v := first.Version
	v.Number, v.Parent, v.ROI, v.Who = 0, first.Hash, &half, "sato"
	e, err := p.AdoptRecipe(ctx, v, "the worst place is a text")
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.PrepareRecipe(ctx, e.Hash, "sato", "")
	a, err2 := p.Submit(ctx, station.Part{Picture: picture, Format: format, Source: "api"})
	if err := errors.Join(err, err2); err != nil || a.Score != part.Score || a.Recipe != e.Hash {
		t.Errorf("%+v, want the score %v; %v", a, part.Score, err)
	}
	near, err := p.Near(ctx, a.Trigger)
	if err != nil || len(near.Places) == 0 {
		t.Fatal(near, err)
	}
	for _, place := range near.Places {
		if !inside(place.X) {
			t.Errorf("%+v is outside of %+v", place, half)
		}
	}
	if _, err := p.PrepareRecipe(ctx, b.Active, "sato", ""); err != nil {
		t.Error(err)
	}

	for why, change := range map[string]func(*recipe.Version){
		"too small":       func(v *recipe.Version) { v.ROI = &recipe.ROI{Width: 0.01, Height: 1} },
		"knows no reason": func(v *recipe.Version) { v.Guard = map[string]recipe.Limit{"tired": {Off: true}} },
		"switched off":    func(v *recipe.Version) { v.Guard = map[string]recipe.Limit{"size": {At: 3}} },
		"have no effect":  func(v *recipe.Version) { v.NoGuard, v.Guard = true, map[string]recipe.Limit{"dark": {At: 3}} },
	} {
		v := first.Version
		change(&v)
		var no *station.RecipeError
		if _, err := p.Draft(ctx, v, nil, nil, ""); !errors.As(err, &no) || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", why, err)
		}
	}
}
