package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station"
	"mekiki/internal/station/record"
)

type mastersInput struct {
	Body struct {
		Next   *string `json:"next,omitempty" enum:"OK,NG," doc:"the next part is a known one that must be so; empty takes it back"`
		Due    bool    `json:"due,omitempty" doc:"ask for masters now, such as after work on the light"`
		Who    string  `json:"who,omitempty" maxLength:"100"`
		Reason string  `json:"reason,omitempty" maxLength:"1000"`
	}
}

type mastersOutput struct{ Body station.Check }

func (a *api) masters(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "post-masters", Method: http.MethodPost, Path: "/api/v1/masters", Tags: []string{"parts"}, DefaultStatus: http.StatusOK,
		Summary: "Say that the next part is a known one, or ask for known ones", Description: "While the check with masters is due, other parts are refused. How it stands is in the field masters of the state.",
		Errors: []int{http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *mastersInput) (*mastersOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		out := &mastersOutput{a.Now().Masters}
		if in.Body.Due {
			if out.Body, err = a.DueMasters(who, in.Body.Reason); err != nil {
				return nil, problem(err)
			}
		}
		if in.Body.Next != nil {
			out.Body = a.ExpectMaster(record.Verdict(*in.Body.Next))
		}
		return out, nil
	})
}
