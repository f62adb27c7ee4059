package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/work"
)

// Self is a station as the API tells of it.
type Self struct {
	work.StationSelf
	Receivers []Receiver `json:"receivers" doc:"who hears of what the station does"`
}

// Receiver is how it stands with one of them.
type Receiver struct {
	work.ReceiverStand
	Said string `json:"said,omitempty" doc:"error in the language that was asked for"`
}

type selfOutput struct{ Body Self }

func (a *api) self(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "get-station", Method: http.MethodGet, Path: "/api/v1/station", Tags: []string{"storage"},
		Summary: "What the station is, with what it runs, and how far others have heard of it", Description: "No passwords and no keys.", Errors: []int{http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *Speaks) (*selfOutput, error) {
		s, err := a.Self(ctx)
		if err != nil {
			return nil, problem(err)
		}
		out := &selfOutput{Self{*s, []Receiver{}}}
		for _, r := range s.Receivers {
			out.Body.Receivers = append(out.Body.Receivers, Receiver{r, in.say(r.Error)})
		}
		return out, nil
	})
}
