package server

import (
	"net/http"
	"testing"
	"time"

	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

// TestScoresOfARegion: scores of one inspector are of one view, but for those of another region.
func TestScoresOfARegion(t *testing.T) {
	r := newRig(t)
	b, err := r.Recipes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	whole := b.Entries[0].Version
	version := func(change func(*recipe.Version)) string {
		v := whole
		change(&v)
		e, err := r.AddRecipe(t.Context(), v, "")
		if err != nil {
			t.Fatal(err)
		}
		return e.Hash
	}
	hashes := []string{
		b.Entries[0].Hash, version(func(v *recipe.Version) { v.High = 9 }),
		version(func(v *recipe.Version) { v.ROI = &recipe.ROI{Width: 1, Height: 0.5} }), version(func(v *recipe.Version) { v.ROI = &recipe.ROI{Width: 0.5, Height: 1} }), "",
	}
	number := int64(1000)
	for i, hash := range hashes {
		for range []int{1, 2, 4, 8, 16}[i] {
			number++
			one := record.Result{Trigger: number, Station: "s", At: time.Now(), Inspector: whole.Inspector, Recipe: hash, Picture: "x"}
			one.Verdict, one.Score, one.Regions = record.OK, 1, []record.Region{}
			if err := r.Store().(*store.Store).AddResult(one); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, want := range []int64{1 + 2 + 16, 1 + 2 + 16, 4, 8} {
		var s struct{ Count int64 }
		if r.into(t, &s, http.StatusOK, "GET", "/api/v1/scores?recipe="+hashes[i], nil); s.Count != want {
			t.Errorf("version %d: %d parts, want %d", i, s.Count, want)
		}
	}
}
