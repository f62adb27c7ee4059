package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/label"
)

type labelInput struct {
	Trigger int64 `path:"trigger" minimum:"1"`
	Body    struct {
		Shapes []label.Shape `json:"shapes" maxItems:"500" doc:"drawn one after the other; none takes an earlier label back"`
		Who    string        `json:"who,omitempty" maxLength:"100" doc:"for whom a program asks; a user who has logged in is known"`
		Reason string        `json:"reason,omitempty" maxLength:"1000"`
	}
}

type labelOutput struct{ Body label.Label }

func (a *api) labels(h huma.API) {
	tags := []string{"results"}
	huma.Register(h, huma.Operation{
		OperationID: "post-label", Method: http.MethodPost, Path: "/api/v1/results/{trigger}/labels", Tags: tags, DefaultStatus: http.StatusCreated,
		Summary: "Say where the defect of a part is", Description: "It stands beside the result; the last one counts. Teaching uses it where a person has called the part NG.",
		Errors: []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *labelInput) (*labelOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		l, err := a.Label(ctx, label.Label{Trigger: in.Trigger, Who: who, Reason: in.Body.Reason, Shapes: in.Body.Shapes})
		if err != nil {
			return nil, problem(err)
		}
		return &labelOutput{l}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-mask", Method: http.MethodGet, Path: "/api/v1/results/{trigger}/mask", Tags: tags,
		Summary: "Where the defect of a part is, by the last label: white on black, of the size of the picture", Errors: []int{http.StatusNotFound, http.StatusServiceUnavailable},
		Responses: binary("image/png"),
	}, func(ctx context.Context, in *oneInput) (*fileOutput, error) {
		b, err := a.Mask(ctx, in.Trigger)
		if err != nil {
			return nil, problem(err)
		}
		return &fileOutput{ContentType: mediaTypes["PNG"], Body: b}, nil
	})
}
