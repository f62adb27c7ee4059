package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/record"
)

type reviewInput struct {
	Trigger int64 `path:"trigger" minimum:"1"`
	Body    struct {
		Verdict record.Verdict `json:"verdict" enum:"OK,NG,REVIEW,NONE" doc:"REVIEW: don't know; NONE takes back what was said, so that nobody has called the part"`
		Who     string         `json:"who,omitempty" maxLength:"100" doc:"who says so; a user who has logged in is known"`
		Reason  string         `json:"reason,omitempty" maxLength:"1000"`
	}
}

type reviewOutput struct{ Body record.Mark }

func (a *api) reviews(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "post-review", Method: http.MethodPost, Path: "/api/v1/results/{trigger}/reviews", Tags: []string{"results"}, DefaultStatus: http.StatusCreated,
		Summary: "Add what a person says of a part", Description: "It stands beside the result, which is never changed.",
		Errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *reviewInput) (*reviewOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		m, err := a.AddReview(ctx, record.Mark{Trigger: in.Trigger, Who: who, Verdict: in.Body.Verdict, Reason: in.Body.Reason})
		if err != nil {
			return nil, problem(err)
		}
		return &reviewOutput{m}, nil
	})
}
