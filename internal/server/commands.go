package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/state"
)

// Now is how a station stands, as the API gives it.
type Now struct {
	station.Now
	Alarms []Alarm `json:"alarms"`
}

func (a *api) now(s Speaks) Now {
	n := Now{Now: a.Now(), Alarms: []Alarm{}}
	for _, x := range n.Now.Alarms {
		n.Alarms = append(n.Alarms, Alarm{x, s.say(x.Text)})
	}
	return n
}

type nowOutput struct{ Body Now }

type commandInput struct {
	Speaks
	Body struct {
		Command string `json:"command" doc:"one of the field commands of the state: SelectModeAutomatic, PrepareRecipe, UnprepareRecipe, StartSingleJob, StartContinuous, Stop, Abort, Halt, Reset, ConfirmAll, TakeControl, ReleaseControl"`
		Recipe  string `json:"recipe,omitempty" maxLength:"100" doc:"of PrepareRecipe: index or name of a product, whose newest released version is taken, or the hash of a released version; the one that was chosen last if not given"`
		Who     string `json:"who,omitempty" maxLength:"100" doc:"for whom a program gives it; a user who has logged in is known"`
		Reason  string `json:"reason,omitempty" maxLength:"1000"`
	}
}

func (a *api) commands(h huma.API) {
	tags := []string{"state"}
	huma.Register(h, huma.Operation{
		OperationID: "get-state", Method: http.MethodGet, Path: "/api/v1/state", Tags: tags, Summary: "How the station stands",
	}, func(_ context.Context, in *Speaks) (*nowOutput, error) { return &nowOutput{a.now(*in)}, nil })
	huma.Register(h, huma.Operation{
		OperationID: "post-command", Method: http.MethodPost, Path: "/api/v1/commands", Tags: tags,
		Summary: "Give the station a command", Description: "States and commands are those of OPC 40100-1, with local control by a person as a state of its own. 409: not allowed in this state. The answer is how the station stands then.",
		Errors: []int{http.StatusConflict, http.StatusUnprocessableEntity, http.StatusServiceUnavailable},
	}, a.command)
}

func (a *api) command(ctx context.Context, in *commandInput) (*nowOutput, error) {
	c, ok := state.Named(in.Body.Command)
	if !ok {
		return nil, told(http.StatusUnprocessableEntity, "command", lang.Errorf("there is no command %q", in.Body.Command))
	}
	who, err := asking(ctx).who(in.Body.Who)
	if err != nil {
		return nil, err
	}
	if c == state.PrepareRecipe {
		_, err = a.PrepareRecipe(ctx, in.Body.Recipe, who, in.Body.Reason)
	} else {
		_, err = a.Command(c, who, in.Body.Reason)
	}
	if err != nil {
		return nil, problem(err)
	}
	return &nowOutput{a.now(in.Speaks)}, nil
}
