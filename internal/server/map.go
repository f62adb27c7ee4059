package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/work"
)

type drawMapInput struct {
	OfRecipe
	Body struct {
		Last int    `json:"last,omitempty" minimum:"5" maximum:"5000" default:"1000" doc:"of how many of the last parts of the product"`
		Who  string `json:"who,omitempty" maxLength:"100" doc:"for whom a program asks; a user who has logged in is known"`
	}
}

type mapOutput struct{ Body *work.PartsMap }

func (a *api) maps(h huma.API) {
	tags := []string{"scores"}
	huma.Register(h, huma.Operation{
		OperationID: "post-map", Method: http.MethodPost, Path: "/api/v1/recipes/{hash}/map", Tags: tags, DefaultStatus: http.StatusAccepted,
		Summary: "Draw a map of stored parts", Description: "A job that lays the last parts of a product out in the plane, by what the inspector of a version sees in their pictures: what differs from good in the same way lies together.", Errors: recipeErrors,
	}, func(ctx context.Context, in *drawMapInput) (*jobOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		return a.started(a.DrawMap(ctx, in.Hash, in.Body.Last, who))
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-map", Method: http.MethodGet, Path: "/api/v1/recipes/{hash}/map", Tags: tags,
		Summary: "The map of parts that was drawn last, without points where there is none of this version",
	}, func(_ context.Context, in *OfRecipe) (*mapOutput, error) {
		return &mapOutput{a.PartsMap(in.Hash)}, nil
	})
}
