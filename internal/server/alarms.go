package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/record"
)

// Alarm is an alarm as the API gives it.
type Alarm struct {
	record.Alarm
	Said string `json:"said" doc:"text in the language that was asked for"`
}

type confirmInput struct {
	Speaks
	Body struct {
		Kind   string `json:"kind,omitempty" maxLength:"100" doc:"of the alarm; all that stand if not given"`
		Who    string `json:"who,omitempty" maxLength:"100" doc:"for whom a program does it; a user who has logged in is known"`
		Reason string `json:"reason,omitempty" maxLength:"1000"`
	}
}

func (a *api) alarms(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "confirm-alarms", Method: http.MethodPost, Path: "/api/v1/alarms", Tags: []string{"state"}, DefaultStatus: http.StatusOK,
		Summary: "Confirm an alarm", Description: "Puts into the audit who has seen it. It stands on until its cause is gone, with the field confirmed. The command ConfirmAll, which leads out of the state Error, confirms all alarms, too.",
		Errors: []int{http.StatusNotFound, http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *confirmInput) (*nowOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		if err := a.Confirm(in.Body.Kind, who, in.Body.Reason); err != nil {
			return nil, problem(err)
		}
		return &nowOutput{a.now(in.Speaks)}, nil
	})
}
