package station

import (
	"context"
	"errors"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// Recipes are all versions of recipes, and what became of them.
func (s *Station) Recipes(ctx context.Context) (*recipe.Book, error) { return s.store.Recipes(ctx) }

// Trial is the last trial of a version; record.ErrNone if there was none.
func (s *Station) Trial(ctx context.Context, hash string) (recipe.Trial, error) {
	return s.store.Trial(ctx, hash)
}

// AddRecipe adds a version, a draft, and gives it its number and time.
func (s *Station) AddRecipe(ctx context.Context, v recipe.Version, reason string) (*recipe.Entry, error) {
	s.recipes.Lock()
	defer s.recipes.Unlock()
	return s.addRecipe(ctx, v, recipe.Draft, reason)
}

// AdoptRecipe adds a version that is released at once: the one that whoever starts a station
// gives it.
func (s *Station) AdoptRecipe(ctx context.Context, v recipe.Version, reason string) (*recipe.Entry, error) {
	s.recipes.Lock()
	defer s.recipes.Unlock()
	return s.addRecipe(ctx, v, recipe.Released, reason)
}

func (s *Station) addRecipe(ctx context.Context, v recipe.Version, status recipe.Kind, reason string) (*recipe.Entry, error) {
	if err := v.Check(); err != nil {
		return nil, &RecipeError{err}
	}
	b, err := s.store.Recipes(ctx)
	if err != nil {
		return nil, err
	}
	v.Number, v.At = 1, record.Moment(s.cfg.Now())
	if last := b.Newest(v.Product); last != nil {
		v.Number = last.Number + 1
	}
	if _, err := s.store.AddRecipe(s.cfg.Name, v, recipe.Act{Hash: v.Hash(), Kind: status, At: v.At, Who: v.Who, Reason: reason}); err != nil {
		return nil, err
	}
	if b, err = s.store.Recipes(ctx); err != nil {
		return nil, err
	}
	return b.Entry(v.Hash())
}

// RecipeError means that what is asked of a recipe cannot be; it changes nothing.
type RecipeError struct{ Err error }

func (e *RecipeError) Error() string { return e.Err.Error() }

func (e *RecipeError) Unwrap() error { return e.Err }

// StepRecipe releases or retires a version. A release needs a reason.
func (s *Station) StepRecipe(ctx context.Context, p recipe.Act) (*recipe.Entry, error) {
	s.recipes.Lock()
	defer s.recipes.Unlock()
	b, e, err := s.allowed(ctx, p.Hash, p.Kind)
	switch {
	case err != nil:
		return nil, err
	case p.Kind != recipe.Released && p.Kind != recipe.Retired:
		return nil, &RecipeError{lang.Errorf("a version can be released or retired, not %s", p.Kind)}
	case p.Kind == recipe.Released && strings.TrimSpace(p.Reason) == "":
		return nil, &RecipeError{lang.Errorf("a release needs a reason")}
	case p.Kind == recipe.Retired && (b.Active == p.Hash || b.Shadow == p.Hash):
		return nil, &RecipeError{lang.Errorf("the station judges by this version; choose another one first")}
	}
	p.At = record.Moment(s.cfg.Now())
	if _, err := s.store.AddStep(s.cfg.Name, p, e.Status); err != nil {
		return nil, err
	}
	if b, err = s.store.Recipes(ctx); err != nil {
		return nil, err
	}
	return b.Entry(p.Hash)
}

// AddTrial adds what a version would have said; it can be released then.
func (s *Station) AddTrial(ctx context.Context, t recipe.Trial) (recipe.Trial, error) {
	s.recipes.Lock()
	defer s.recipes.Unlock()
	_, e, err := s.allowed(ctx, t.Hash, recipe.Tried)
	var impossible *RecipeError
	if errors.As(err, &impossible) && e.Status == recipe.Released {
		return t, impossible
	}
	if err != nil {
		return t, err
	}
	t.At = record.Moment(s.cfg.Now())
	return s.store.AddTrial(s.cfg.Name, t, recipe.Act{Hash: t.Hash, Kind: recipe.Tried, At: t.At, Who: t.Who}, e.Status)
}

// allowed is a version that may take a step.
func (s *Station) allowed(ctx context.Context, hash string, step recipe.Kind) (*recipe.Book, *recipe.Entry, error) {
	b, err := s.store.Recipes(ctx)
	if err != nil {
		return nil, nil, err
	}
	e, err := b.Entry(hash)
	if err != nil {
		return nil, nil, err
	}
	if err := recipe.Allowed(e.Status, step); err != nil {
		return b, e, &RecipeError{err}
	}
	return b, e, nil
}

// PrepareRecipe is the command of that name with a choice: "" for the version that was chosen
// last, the index or the name of a product for its newest released version, or the hash of a
// released one. In ContinuousExecution no part is lost: those that have begun are judged
// by the version under which they came.
func (s *Station) PrepareRecipe(ctx context.Context, name, who, reason string) (state.Change, error) {
	s.commands.Lock()
	defer s.commands.Unlock()
	s.mu.Lock()
	at := s.machine.State()
	s.mu.Unlock()
	none := state.Change{From: at, To: at, By: state.PrepareRecipe}
	if _, ok := state.Next(at, state.PrepareRecipe); !ok { // refused before it costs anything
		return none, &state.RefusedError{From: at, Command: state.PrepareRecipe}
	}
	s.recipes.Lock()
	defer s.recipes.Unlock()
	b, err := s.store.Recipes(ctx)
	if err != nil {
		return none, err
	}
	e, err := b.Choose(name)
	if err != nil {
		return none, &RecipeError{err}
	}
	judge, err := s.cfg.Prepare(e.Version, s.cfg.Workers)
	if err != nil {
		return none, &RecipeError{err}
	}
	change, err := s.step(state.PrepareRecipe, &prepared{judge, *e})
	if err != nil {
		return change, err
	}
	if b.Active != e.Hash {
		was := recipe.Kind("")
		if old, err := b.Entry(b.Active); err == nil {
			was = recipe.Kind(old.Hash)
		}
		if _, err = s.store.AddStep(s.cfg.Name, recipe.Act{Hash: e.Hash, Kind: recipe.Active, At: record.Moment(s.cfg.Now()), Who: who, Reason: reason}, was); err != nil {
			return change, s.unrecorded(err)
		}
	}
	if err := s.note(change, who, reason); err != nil {
		return change, s.unrecorded(err)
	}
	if shadow, err := b.Entry(b.Shadow); err == nil && s.shadow.recipe() != b.Shadow {
		if judge, err := s.cfg.Prepare(shadow.Version, 1); err == nil {
			s.shadow.set(&prepared{judge, *shadow})
		} else {
			s.raise(AlarmShadow, lang.T("the recipe in the shadow cannot be opened: %v", err))
		}
	}
	return change, nil
}

// unrecorded is the state Error after something was done that cannot be recorded.
func (s *Station) unrecorded(err error) error {
	s.raise(AlarmStore, lang.T("results cannot be stored: %v", err))
	_, _ = s.step(state.Fail, nil) // Fail is allowed in every state
	return err
}

// Shadow lets a version judge each part beside the one that decides, or with hash "" ends
// that. What it says is stored, and the line is told nothing of it.
func (s *Station) Shadow(ctx context.Context, hash, who, reason string) error {
	s.recipes.Lock()
	defer s.recipes.Unlock()
	b, err := s.store.Recipes(ctx)
	if err != nil {
		return err
	}
	step := recipe.Act{Hash: hash, Kind: recipe.Shadow, At: record.Moment(s.cfg.Now()), Who: who, Reason: reason}
	if hash == "" {
		if b.Shadow == "" {
			return nil
		}
		step.Hash, step.Kind = b.Shadow, recipe.NoShadow
	}
	_, e, err := s.allowed(ctx, step.Hash, step.Kind)
	if err != nil {
		return err
	}
	var fresh *prepared
	if hash != "" {
		judge, err := s.cfg.Prepare(e.Version, 1)
		if err != nil {
			return &RecipeError{err}
		}
		fresh = &prepared{judge, *e}
	}
	if _, err := s.store.AddStep(s.cfg.Name, step, recipe.Kind(b.Shadow)); err != nil {
		if fresh != nil {
			fresh.Close()
		}
		return err
	}
	s.shadow.set(fresh)
	return nil
}
