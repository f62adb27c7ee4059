package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/work"
)

// Inspector is an inspector as the API lists it.
type Inspector struct {
	work.InspectorNode
	Wrong string `json:"wrong,omitempty" doc:"why the file cannot be read, in the language that was asked for"`
}

// InspectorList are all inspectors of which a station knows.
type InspectorList struct {
	Inspectors []Inspector `json:"inspectors"`
}

type inspectorsOutput struct{ Body InspectorList }

// OfInspector names an inspector file.
type OfInspector struct {
	Inspector string `path:"inspector" minLength:"64" maxLength:"64" doc:"SHA-256 of the file"`
}

type differInput struct {
	OfInspector
	Before string `query:"before" required:"true" minLength:"64" maxLength:"64" doc:"SHA-256 of the file that it is compared with"`
}

type lookOutput struct {
	Body work.InspectorLook
}

type differOutput struct {
	Body work.InspectorsDiffer
}

type limitsInput struct {
	OfInspector
	Speaks
}

type limitsOutput struct{ Body work.InspectorFacts }

func (a *api) inspectors(h huma.API) {
	tags := []string{"recipes"}
	huma.Register(h, huma.Operation{
		OperationID: "list-inspectors", Method: http.MethodGet, Path: "/api/v1/inspectors", Tags: tags,
		Summary: "Inspectors of which the station knows, and what each was made from", Description: "Also those that it does not have, and from which one that it has was made. The ones that were made first come first.", Errors: []int{http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *Speaks) (*inspectorsOutput, error) {
		list, err := a.Inspectors(ctx)
		if err != nil {
			return nil, problem(err)
		}
		out := &inspectorsOutput{InspectorList{[]Inspector{}}}
		for _, n := range list {
			one := Inspector{InspectorNode: n}
			if n.Err != nil {
				one.Wrong = in.language().Error(n.Err)
			}
			out.Body.Inspectors = append(out.Body.Inspectors, one)
		}
		return out, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-inspector", Method: http.MethodGet, Path: "/api/v1/inspectors/{inspector}", Tags: tags,
		Summary: "What is in an inspector, and how it came to be", Errors: recipeErrors,
	}, func(_ context.Context, in *OfInspector) (*lookOutput, error) {
		l, err := a.LookAtInspector(in.Inspector)
		if err != nil {
			return nil, problem(err)
		}
		return &lookOutput{*l}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-inspector-limits", Method: http.MethodGet, Path: "/api/v1/inspectors/{inspector}/limits", Tags: tags,
		Summary: "Thresholds of an inspector, and the limits of its guard, where a recipe says nothing else", Errors: recipeErrors,
	}, func(_ context.Context, in *limitsInput) (*limitsOutput, error) {
		f, err := a.Facts(in.Inspector, in.language().Say)
		if err != nil {
			return nil, problem(err)
		}
		return &limitsOutput{*f}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-inspector-difference", Method: http.MethodGet, Path: "/api/v1/inspectors/{inspector}/difference", Tags: tags,
		Summary: "What tells an inspector from another one", Errors: recipeErrors,
	}, func(_ context.Context, in *differInput) (*differOutput, error) {
		d, err := a.DifferInspectors(in.Before, in.Inspector)
		if err != nil {
			return nil, problem(err)
		}
		return &differOutput{*d}, nil
	})
}
