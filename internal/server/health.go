package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station"
)

type healthOutput struct {
	Body struct {
		Status string `json:"status"`
	}
}

func (a *api) health(h huma.API) {
	tags := []string{"health"}
	huma.Register(h, huma.Operation{
		OperationID: "get-health", Method: http.MethodGet, Path: "/healthz", Tags: tags, Summary: "Whether the program runs",
	}, func(context.Context, *struct{}) (*healthOutput, error) { return healthy("runs"), nil })
	huma.Register(h, huma.Operation{
		OperationID: "get-readiness", Method: http.MethodGet, Path: "/readyz", Tags: tags, Summary: "Whether a part that comes now would be judged",
		Errors: []int{http.StatusServiceUnavailable},
	}, func(context.Context, *struct{}) (*healthOutput, error) {
		now := a.Now()
		if !now.Judges {
			return nil, told(http.StatusServiceUnavailable, "not-ready", lang.Errorf("the station is in the state %s: no parts are judged", now.State))
		}
		if now.Masters.Due {
			return nil, told(http.StatusServiceUnavailable, "masters-due", station.ErrMasters)
		}
		return healthy("ready"), nil
	})
}

func healthy(status string) *healthOutput {
	out := &healthOutput{}
	out.Body.Status = status
	return out
}
