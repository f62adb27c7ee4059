package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/work"
)

type nearOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         work.Near
}

type knownInput struct {
	Inspector string `path:"inspector" minLength:"64" maxLength:"64"`
	Kind      string `path:"kind" enum:"good,bad"`
	Number    int    `path:"number" minimum:"0"`
}

func (a *api) near(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "get-nearest", Method: http.MethodGet, Path: "/api/v1/results/{trigger}/nearest", Tags: []string{"results"},
		Summary: "The places that decided, and known places that are most like them", Errors: recipeErrors,
	}, func(ctx context.Context, in *oneInput) (*nearOutput, error) {
		n, err := a.Near(ctx, in.Trigger)
		if err != nil {
			return nil, problem(err)
		}
		return &nearOutput{forGood, *n}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-known-picture", Method: http.MethodGet, Path: "/api/v1/inspectors/{inspector}/{kind}/{number}", Tags: []string{"recipes"},
		Summary: "A picture that an inspector has learned from, as it sees it", Errors: recipeErrors,
	}, func(_ context.Context, in *knownInput) (*fileOutput, error) {
		return pngOutput(a.Known(in.Inspector, in.Kind == "bad", in.Number))
	})
}
