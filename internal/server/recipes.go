package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station/people"
	"mekiki/internal/station/recipe"
	"mekiki/internal/work"
	"mekiki/internal/work/job"
)

// mostInspector is the longest inspector file that is taken.
const mostInspector = 512 << 20

type bookOutput struct{ Body recipe.Book }

type entryOutput struct{ Body recipe.Entry }

type draftInput struct {
	Body struct {
		Product     string                  `json:"product" minLength:"1" maxLength:"100"`
		Inspector   string                  `json:"inspector" minLength:"64" maxLength:"64" doc:"SHA-256 of an inspector that the station has"`
		Low         *float64                `json:"low,omitempty" doc:"score from which on a part is REVIEW; that of the inspector if not given"`
		High        *float64                `json:"high,omitempty" doc:"score from which on a part is NG; that of the inspector if not given"`
		NoGuard     bool                    `json:"no_guard,omitempty" doc:"judge pictures, too, that are unlike all that the inspector knows"`
		ROI         *recipe.ROI             `json:"roi,omitempty" doc:"the box of the picture that is judged; all that the inspector sees if not given"`
		Guard       map[string]recipe.Limit `json:"guard,omitempty" doc:"other limits than those of the inspector's guard, by the reason for which a picture is held back; GET /api/v1/inspectors/{inspector}/limits lists them"`
		IntendedUse string                  `json:"intended_use,omitempty" maxLength:"2000"`
		Parent      string                  `json:"parent,omitempty" maxLength:"64" doc:"hash of the version that it was made of"`
		Who         string                  `json:"who,omitempty" maxLength:"100" doc:"for whom a program asks; a user who has logged in is known"`
		Reason      string                  `json:"reason,omitempty" maxLength:"1000"`
	}
}

// OfRecipe names a version.
type OfRecipe struct {
	Hash string `path:"hash" maxLength:"64" doc:"hash of a version"`
}

type stepInput struct {
	OfRecipe
	Body struct {
		Kind           string `json:"kind" enum:"released,retired"`
		Who            string `json:"who,omitempty" maxLength:"100" doc:"for whom a program asks; a user who has logged in is known"`
		Second         string `json:"second,omitempty" maxLength:"100" doc:"who agrees: another user with the role approver or engineer"`
		SecondPassword string `json:"second_password,omitempty" maxLength:"1000" doc:"of the second person, where people log in"`
		Reason         string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

type tryInput struct {
	OfRecipe
	Body struct {
		work.TrialOf
		Who string `json:"who,omitempty" maxLength:"100" doc:"for whom a program asks; a user who has logged in is known"`
	}
}

type teachInput struct {
	OfRecipe
	Body struct {
		Parts  []int64 `json:"parts" minItems:"1" maxItems:"1000" doc:"numbers of parts that a person has called OK or NG"`
		Who    string  `json:"who,omitempty" maxLength:"100" doc:"for whom a program asks; a user who has logged in is known"`
		Reason string  `json:"reason,omitempty" maxLength:"1000"`
	}
}

type shadowInput struct {
	Body struct {
		Recipe string `json:"recipe" maxLength:"64" doc:"hash of a version; empty ends the shadow"`
		Who    string `json:"who,omitempty" maxLength:"100" doc:"for whom a program asks; a user who has logged in is known"`
		Reason string `json:"reason,omitempty" maxLength:"1000"`
	}
}

type jobOutput struct {
	Location string `header:"Location"`
	Body     Job
}

type heatByInput struct {
	OfRecipe
	Trigger int64 `path:"trigger" minimum:"1"`
}

type trialInput struct {
	OfRecipe
	Speaks
}

type trialOutput struct{ Body SpokenTrial }

type inspectorInput struct {
	RawBody []byte `contentType:"application/octet-stream"`
}

type inspectorOutput struct {
	Body struct {
		Inspector string `json:"inspector" doc:"SHA-256 of the file, by which recipes name it"`
	}
}

var recipeErrors = []int{http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable}

func (a *api) recipes(h huma.API) {
	tags := []string{"recipes"}
	huma.Register(h, huma.Operation{
		OperationID: "list-recipes", Method: http.MethodGet, Path: "/api/v1/recipes", Tags: tags, Summary: "All versions of recipes, and what became of them",
	}, func(ctx context.Context, in *Speaks) (*spokenBookOutput, error) {
		b, err := a.Recipes(ctx)
		if err != nil {
			return nil, problem(err)
		}
		return &spokenBookOutput{in.book(b)}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-recipe", Method: http.MethodPost, Path: "/api/v1/recipes", Tags: tags, DefaultStatus: http.StatusCreated,
		Summary: "Make the draft of a version", Description: "It judges nothing until it was tried and released.", Errors: recipeErrors,
	}, a.draft)
	huma.Register(h, huma.Operation{
		OperationID: "post-recipe-step", Method: http.MethodPost, Path: "/api/v1/recipes/{hash}/steps", Tags: tags, DefaultStatus: http.StatusCreated,
		Summary: "Release or retire a version", Description: "A version is released after a trial, and then judges when PrepareRecipe chooses it. Where people log in a second person proves it with the password: without one the problem is second-password (422), with a wrong one second-wrong (403), which counts as a wrong log-in of that person.",
		Errors: slices.Concat(recipeErrors, []int{http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests}),
	}, func(ctx context.Context, in *stepInput) (*entryOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		b := in.Body
		second, err := a.second(ctx, who, b.Who, b.Second, b.SecondPassword)
		if err != nil {
			return nil, err
		}
		return entry(a.StepRecipe(ctx, recipe.Act{Hash: in.Hash, Kind: recipe.Kind(b.Kind), Who: who, Second: second, Reason: b.Reason}))
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-trial", Method: http.MethodPost, Path: "/api/v1/recipes/{hash}/trial", Tags: tags, DefaultStatus: http.StatusAccepted,
		Summary: "Try a version on stored parts", Description: "A job that finds out what the version would have said of stored parts of its product, those of the last week if nothing else is asked for. Parts whose pictures are not kept are counted. Its result is stored when it is done.", Errors: recipeErrors,
	}, func(ctx context.Context, in *tryInput) (*jobOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		return a.started(a.Try(ctx, in.Hash, in.Body.TrialOf, who))
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-trial", Method: http.MethodGet, Path: "/api/v1/recipes/{hash}/trial", Tags: tags,
		Summary: "The last trial of a version", Errors: recipeErrors,
	}, func(ctx context.Context, in *trialInput) (*trialOutput, error) {
		t, err := a.Trial(ctx, in.Hash)
		if err != nil {
			return nil, problem(err)
		}
		return &trialOutput{in.trial(t)}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-heat-map-by", Method: http.MethodGet, Path: "/api/v1/recipes/{hash}/heat/{trigger}", Tags: tags,
		Summary: "The heat map that a version draws of a part", Description: "It lies over the picture of the part, on the scale of the version's thresholds, whether the version judged the part or not.",
		Errors: recipeErrors, Responses: binary("image/png"),
	}, func(ctx context.Context, in *heatByInput) (*fileOutput, error) {
		return pngOutput(a.HeatBy(ctx, in.Hash, in.Trigger))
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-teaching", Method: http.MethodPost, Path: "/api/v1/recipes/{hash}/teach", Tags: tags, DefaultStatus: http.StatusAccepted,
		Summary: "Let the inspector of a version learn labelled parts", Description: "A job whose result is the draft of a new version, and what it makes of all parts that it knows.", Errors: recipeErrors,
	}, func(ctx context.Context, in *teachInput) (*jobOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		return a.started(a.Teach(ctx, in.Hash, in.Body.Parts, who, in.Body.Reason))
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-shadow", Method: http.MethodPost, Path: "/api/v1/shadow", Tags: tags,
		Summary: "Let a version judge beside the one that decides", Description: "What it says is stored with each part, and the line is told nothing of it.", Errors: recipeErrors,
	}, func(ctx context.Context, in *shadowInput) (*bookOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		if err := a.Shadow(ctx, in.Body.Recipe, who, in.Body.Reason); err != nil {
			return nil, problem(err)
		}
		b, err := a.Recipes(ctx)
		if err != nil {
			return nil, problem(err)
		}
		return &bookOutput{*b}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-inspector", Method: http.MethodPost, Path: "/api/v1/inspectors", Tags: tags, DefaultStatus: http.StatusCreated, MaxBodyBytes: mostInspector,
		Summary: "Give the station an inspector file", Errors: []int{http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity},
	}, func(_ context.Context, in *inspectorInput) (*inspectorOutput, error) {
		hash, err := a.AddInspector(in.RawBody)
		if err != nil {
			return nil, told(http.StatusUnprocessableEntity, "no-inspector", err)
		}
		out := &inspectorOutput{}
		out.Body.Inspector = hash
		return out, nil
	})
}

func (a *api) draft(ctx context.Context, in *draftInput) (*entryOutput, error) {
	who, err := asking(ctx).who(in.Body.Who)
	if err != nil {
		return nil, err
	}
	b := in.Body
	return entry(a.Draft(ctx, recipe.Version{Product: strings.TrimSpace(b.Product), Inspector: b.Inspector, NoGuard: b.NoGuard, ROI: b.ROI, Guard: b.Guard, IntendedUse: b.IntendedUse, Parent: b.Parent, Who: who}, b.Low, b.High, b.Reason))
}

// second is the second person, who proves it with the password, where people log in. who is the
// first, and said for whom a program asks: neither can agree with itself.
func (a *api) second(ctx context.Context, who, said, name, password string) (string, error) {
	name, said = strings.TrimSpace(name), strings.TrimSpace(said)
	if name == "" {
		return "", nil
	}
	if strings.EqualFold(name, who) || strings.EqualFold(name, said) {
		return "", told(http.StatusUnprocessableEntity, "second", lang.Errorf("the second person must be another one"))
	}
	if a.people == nil {
		return name, nil
	}
	if password == "" { // a form that was not filled in is no try: it must not lock anybody
		return "", told(http.StatusUnprocessableEntity, "second-password", lang.Errorf("the second person must give the password, too"))
	}
	u, err := a.people.Confirm(ctx, name, password, asking(ctx).from)
	switch {
	case errors.Is(err, people.ErrWrong): // no 401: who asks is still logged in
		return "", told(http.StatusForbidden, "second-wrong", lang.Errorf("the second person: %w", err))
	case err != nil:
		return "", problem(err)
	}
	if !u.Roles.Any(people.Approver, people.Engineer) {
		return "", told(http.StatusForbidden, "role", lang.Errorf("the second person needs the role approver or engineer"))
	}
	return u.Name, nil
}

func entry(e *recipe.Entry, err error) (*entryOutput, error) {
	if err != nil {
		return nil, problem(err)
	}
	return &entryOutput{*e}, nil
}

func (a *api) started(j job.Job, err error) (*jobOutput, error) {
	if err != nil {
		return nil, problem(err)
	}
	return &jobOutput{Location: jobPath(j.ID), Body: Speaks{}.job(j)}, nil
}
