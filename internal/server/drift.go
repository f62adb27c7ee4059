package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/work"
)

// Grouped is how parts are grouped in charts.
type Grouped struct {
	By    string    `query:"by" enum:"hour,shift,parts" default:"hour" doc:"how parts are grouped; without shifts, shift is a day"`
	Parts int       `query:"parts" minimum:"20" maximum:"100000" default:"100" doc:"of a group, where by is parts"`
	Since time.Time `query:"since" doc:"when the base line begins: its first groups since then give the limits; when the version began to judge if not given"`
}

func (g Grouped) config(from, to time.Time) work.DriftConfig {
	return work.DriftConfig{From: from, To: to, Since: g.Since, By: g.By, Parts: g.Parts}
}

type driftInput struct {
	Among
	Grouped
}

type driftOutput struct{ Body work.Drift }

func (a *api) drift(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "get-drift", Method: http.MethodGet, Path: "/api/v1/drift", Tags: []string{"scores"},
		Summary: "Control charts of a recipe", Description: "Shares of NG, REVIEW and parts held back, and quantiles of scores, by group, held against a base line; signals are by the rules of Western Electric and by a moving average.",
		Errors: recipeErrors,
	}, func(ctx context.Context, in *driftInput) (*driftOutput, error) {
		e, among, err := a.among(ctx, in.Among)
		if err != nil {
			return nil, problem(err)
		}
		d, err := a.Drift(ctx, e.Hash, in.config(among.From, among.To))
		if err != nil {
			return nil, problem(err)
		}
		return &driftOutput{*d}, nil
	})
}
