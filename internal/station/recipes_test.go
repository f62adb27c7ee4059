package station

import (
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// draft adds a version of a product.
func (r *rig) draft(t testing.TB, product string, high float64) *recipe.Entry {
	t.Helper()
	e, err := r.AddRecipe(t.Context(), recipe.Version{Product: product, Inspector: "fedcba9876543210", Low: 1, High: high, IntendedUse: "rings", Who: "sato"}, "new lamp")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// released adds a version, tries and releases it.
func (r *rig) released(t testing.TB, product string, high float64) *recipe.Entry {
	t.Helper()
	e := r.draft(t, product, high)
	_, err := r.AddTrial(t.Context(), recipe.Trial{Hash: e.Hash, Who: "sato"})
	if err == nil {
		e, err = r.StepRecipe(t.Context(), recipe.Act{Hash: e.Hash, Kind: recipe.Released, Who: "sato", Second: "ito", Reason: "fewer escapes"})
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestRecipesAreReleasedInOrder: draft, trial, released with a reason, retired; only released
// ones judge, and what judges is not retired.
func TestRecipesAreReleasedInOrder(t *testing.T) {
	r := newRig(t, nil)
	e := r.draft(t, "ring", 3)
	if e.Number != 2 || e.Index != 1 || e.Status != recipe.Draft || len(e.Steps) != 1 || e.Steps[0].Reason != "new lamp" {
		t.Errorf("%+v", e)
	}
	step := func(kind recipe.Kind, reason string) error {
		_, err := r.StepRecipe(t.Context(), recipe.Act{Hash: e.Hash, Kind: kind, Who: "sato", Reason: reason})
		return err
	}
	refused := func(what string, err error) {
		t.Helper()
		var no *RecipeError
		if !errors.As(err, &no) {
			t.Errorf("%s: %v", what, err)
		}
	}
	r.do(t, state.SelectModeAutomatic)
	_, err := r.PrepareRecipe(t.Context(), e.Hash, "sato", "")
	refused("a draft judges", err)
	refused("release of a draft", step(recipe.Released, "good"))
	if _, err := r.AddTrial(t.Context(), recipe.Trial{Hash: e.Hash, Who: "sato", Asked: 5}); err != nil {
		t.Fatal(err)
	}
	refused("release without a reason", step(recipe.Released, " "))
	refused("a step that is none", step(recipe.Active, "x"))
	if err := step(recipe.Released, "good"); err != nil {
		t.Fatal(err)
	}
	refused("released twice", step(recipe.Released, "good"))
	_, err = r.AddTrial(t.Context(), recipe.Trial{Hash: e.Hash, Who: "sato"})
	refused("a released version goes back to trial", err)
	if _, err := r.PrepareRecipe(t.Context(), "ring", "sato", "change"); err != nil {
		t.Fatal(err)
	}
	refused("what judges is retired", step(recipe.Retired, "old"))
	for _, name := range []string{"2", "none", "7"} {
		_, err := r.PrepareRecipe(t.Context(), name, "sato", "")
		refused("recipe "+name, err)
	}
	for _, v := range []recipe.Version{{}, {Product: "12"}, {Product: "x", Low: 2, High: 1}} {
		_, err := r.AddRecipe(t.Context(), v, "")
		refused("a version", err)
	}
	_, err = r.StepRecipe(t.Context(), recipe.Act{Hash: "none", Kind: recipe.Retired})
	if !errors.Is(err, record.ErrNone) {
		t.Errorf("%v", err)
	}
	if n := r.Now(); n.Recipe == nil || n.Recipe.Hash != e.Hash {
		t.Errorf("%+v", n.Recipe)
	}
	if last, err := r.Trial(t.Context(), e.Hash); err != nil || last.Asked != 5 || last.ID != 1 {
		t.Errorf("%+v, %v", last, err)
	}
	r.sound(t, 0)
}

// TestSwitchLosesNoPart: while parts come, the station changes between products by index and
// name; each part has a verdict, and the recipe under which it came.
func TestSwitchLosesNoPart(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Waiting = 64 })
	b := r.released(t, "bolt", 5)
	if b.Index != 2 {
		t.Fatalf("%+v", b)
	}
	r.run(t)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 25 {
				if a, err := r.submit("OK"); err != nil || a.Verdict != record.OK {
					t.Errorf("%+v, %v", a, err)
				}
			}
		})
	}
	for i := range 10 {
		if _, err := r.PrepareRecipe(t.Context(), []string{"bolt", "1", "2", "ring"}[i%4], "plc", ""); err != nil {
			t.Error(err)
		}
	}
	wait.Wait()
	if r.Now().State != "ContinuousExecution" || r.Now().Counts.OK != 100 {
		t.Errorf("%+v", r.Now())
	}
	if _, err := r.PrepareRecipe(t.Context(), strconv.Itoa(b.Index), "plc", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := r.submit("OK"); err != nil {
		t.Fatal(err)
	}
	list, err := r.store.Results(t.Context(), record.Query{Product: "bolt"})
	if err != nil || len(list) == 0 || list[0].Recipe != b.Hash {
		t.Errorf("%v, %v", list, err)
	}
	book, err := r.Recipes(t.Context())
	if err != nil || book.Active != b.Hash {
		t.Errorf("%v, %v", book.Active, err)
	}
	r.sound(t, 101)
}

// TestShadow judges beside the recipe that decides: what it says is stored, and nobody is told.
func TestShadow(t *testing.T) {
	beside := newScript()
	threads := map[string]int{}
	r := newRig(t, func(c *Config) {
		decides := c.Prepare
		c.Prepare = func(v recipe.Version, n int) (Judge, error) {
			threads[v.Product] = n
			if v.Product == "beside" {
				return beside, nil
			}
			return decides(v, n)
		}
	})
	e := r.draft(t, "beside", 9)
	r.run(t)
	if err := r.Shadow(t.Context(), e.Hash, "sato", "compare"); err != nil || r.Now().Shadow != e.Hash {
		t.Fatal(err)
	}
	for product, n := range threads { // the one that decides has all, the shadow takes the least from it
		if want := map[bool]int{true: 1, false: 2}[product == "beside"]; n != want || len(threads) != 2 {
			t.Errorf("%q is judged by %d threads, want %d; %v", product, n, want, threads)
		}
	}
	a, err := r.submit("NG")
	if err != nil {
		t.Fatal(err)
	}
	var f *record.Full
	for f == nil || f.Shadow == nil {
		if f, err = r.store.Result(t.Context(), a.Trigger); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	if f.Shadow.Verdict != record.NG || f.Shadow.Recipe != e.Hash || f.Recipe == e.Hash || beside.begun.Load() != 1 {
		t.Errorf("%+v", f.Shadow)
	}
	if err := r.Shadow(t.Context(), "", "sato", "seen"); err != nil || !beside.closed.Load() || r.Now().Shadow != "" {
		t.Errorf("%v, %+v", err, r.Now())
	}
	if _, err := r.submit("OK"); err != nil || beside.begun.Load() != 1 {
		t.Errorf("the shadow judges on: %v", err)
	}
	book, err := r.Recipes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last, _ := book.Entry(e.Hash)
	var kinds []recipe.Kind
	for _, s := range last.Steps {
		kinds = append(kinds, s.Kind)
	}
	if !slices.Equal(kinds, []recipe.Kind{recipe.Draft, recipe.Shadow, recipe.NoShadow}) || last.Status != recipe.Draft {
		t.Errorf("%v, %s", kinds, last.Status)
	}
	r.sound(t, 2)
}
