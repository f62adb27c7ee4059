package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/work"
)

type storageOutput struct{ Body work.Storage }

func (a *api) disk(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "get-storage", Method: http.MethodGet, Path: "/api/v1/storage", Tags: []string{"storage"},
		Summary: "What the station's folder takes, and what its disk has left", Errors: []int{http.StatusServiceUnavailable},
	}, func(context.Context, *none) (*storageOutput, error) {
		s, err := a.Storage()
		if err != nil {
			return nil, problem(err)
		}
		return &storageOutput{s}, nil
	})
}
