package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station"
)

type nextInput struct {
	Body struct {
		Lot  *string `json:"lot,omitempty" maxLength:"200" doc:"lot of the parts that come, until another one is said; empty for none"`
		Part *string `json:"part,omitempty" maxLength:"200" doc:"serial number or name of the next part alone"`
		Who  string  `json:"who,omitempty" maxLength:"100"`
	}
}

type nextOutput struct{ Body station.Next }

func (a *api) next(h huma.API) {
	tags := []string{"parts"}
	huma.Register(h, huma.Operation{
		OperationID: "get-next", Method: http.MethodGet, Path: "/api/v1/next", Tags: tags, Summary: "What is known of parts that come",
	}, func(context.Context, *struct{}) (*nextOutput, error) { return &nextOutput{a.Next()}, nil })
	huma.Register(h, huma.Operation{
		OperationID: "post-next", Method: http.MethodPost, Path: "/api/v1/next", Tags: tags, DefaultStatus: http.StatusOK,
		Summary: "Say what is known of parts that come", Description: "A part that brings a lot or a name of its own keeps it.", Errors: []int{http.StatusBadRequest, http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *nextInput) (*nextOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		for field, text := range map[string]*string{"lot": in.Body.Lot, "part": in.Body.Part} {
			if text != nil {
				if err := plain(field, *text); err != nil {
					return nil, err
				}
			}
		}
		n, err := a.SetNext(in.Body.Lot, in.Body.Part, who)
		if err != nil {
			return nil, problem(err)
		}
		return &nextOutput{n}, nil
	})
}
