package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work"
)

// Among chooses parts by the inspector and the region of a recipe and by time.
type Among struct {
	Recipe string    `query:"recipe" maxLength:"64" doc:"hash of a version: parts are meant that its inspector judged in its region; the one that judges now if not given"`
	From   time.Time `query:"from" doc:"this moment and later"`
	To     time.Time `query:"to" doc:"before this moment"`
}

type spreadInput struct {
	Among
	Bins int `query:"bins" minimum:"1" maximum:"1000" default:"200"`
}

type spreadOutput struct {
	Body struct {
		Recipe recipe.Entry `json:"recipe"`
		record.Spread
	}
}

type effectInput struct {
	Among
	Low   float64 `query:"low" required:"true"`
	High  float64 `query:"high" required:"true"`
	Limit int     `query:"limit" minimum:"0" maximum:"200" default:"24" doc:"most parts of the field changed"`
	Speaks
}

type effectOutput struct {
	Body struct {
		Counts  map[record.Verdict]map[record.Verdict]int64 `json:"counts" doc:"how many parts have a pair of verdicts: what they were told, then what they would be told"`
		Changed []Listed                                    `json:"changed" doc:"the newest parts that would be told something else"`
		Known   work.KnownShares                            `json:"known" doc:"parts that a person has called, with limits"`
	}
}

type shiftOutput struct{ Body work.Shift }

func (a *api) scores(h huma.API) {
	tags := []string{"scores"}
	huma.Register(h, huma.Operation{
		OperationID: "get-scores", Method: http.MethodGet, Path: "/api/v1/scores", Tags: tags,
		Summary: "How the scores of an inspector lie", Errors: recipeErrors,
	}, func(ctx context.Context, in *spreadInput) (*spreadOutput, error) {
		e, among, err := a.among(ctx, in.Among)
		if err != nil {
			return nil, problem(err)
		}
		s, err := a.Store().Spread(ctx, among, in.Bins)
		if err != nil {
			return nil, problem(err)
		}
		out := &spreadOutput{}
		out.Body.Recipe, out.Body.Spread = *e, *s
		return out, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-effect", Method: http.MethodGet, Path: "/api/v1/scores/effect", Tags: tags,
		Summary: "What other thresholds would have made of stored scores", Errors: append([]int{http.StatusUnprocessableEntity}, recipeErrors...),
	}, a.effect)
	huma.Register(h, huma.Operation{
		OperationID: "get-shift", Method: http.MethodGet, Path: "/api/v1/shift", Tags: []string{"state"}, Summary: "How the shift goes that is on",
	}, func(ctx context.Context, _ *struct{}) (*shiftOutput, error) {
		s, err := a.Shift(ctx)
		if err != nil {
			return nil, problem(err)
		}
		return &shiftOutput{*s}, nil
	})
}

// among are the parts that are meant, and the recipe by which they are.
func (a *api) among(ctx context.Context, in Among) (*recipe.Entry, record.Among, error) {
	b, err := a.Recipes(ctx)
	if err != nil {
		return nil, record.Among{}, err
	}
	hash := in.Recipe
	if hash == "" {
		hash = b.Active
	}
	e, err := b.Entry(hash)
	if err != nil {
		return nil, record.Among{}, err
	}
	among := record.Among{Inspector: e.Inspector, From: in.From, To: in.To}
	for i := range b.Entries { // in another region the same inspector has other scores
		if o := &b.Entries[i]; o.Inspector == e.Inspector && !o.SameScores(&e.Version) {
			among.Without = append(among.Without, o.Hash)
		}
	}
	if e.ROI != nil {
		among.Without = append(among.Without, "")
	}
	return e, among, nil
}

func (a *api) effect(ctx context.Context, in *effectInput) (*effectOutput, error) {
	v := recipe.Version{Product: "x", Low: in.Low, High: in.High}
	if err := v.Check(); err != nil {
		return nil, told(http.StatusUnprocessableEntity, "thresholds", err)
	}
	_, among, err := a.among(ctx, in.Among)
	if err != nil {
		return nil, problem(err)
	}
	e, err := a.Store().Effect(ctx, among, in.Low, in.High, in.Limit)
	if err != nil {
		return nil, problem(err)
	}
	out := &effectOutput{}
	out.Body.Counts, out.Body.Known = e.Counts, work.SharesOf(e.Known, in.Low, in.High)
	out.Body.Changed, err = a.listed(ctx, in.Speaks, e.Changed)
	return out, err
}
