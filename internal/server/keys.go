package server

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/people"
)

// KeyList are all API keys, the newest first.
type KeyList struct {
	Keys []people.Key `json:"keys"`
}

type keysOutput struct{ Body KeyList }

// NewKey is an API key with its text, which is shown this once.
type NewKey struct {
	people.Key
	Text string `json:"text" doc:"shown this once: send it as Authorization: Bearer …"`
}

type keyOutput struct{ Body NewKey }

type addKeyInput struct {
	Body struct {
		Name   string        `json:"name" minLength:"1" maxLength:"200" doc:"of the program"`
		Roles  []people.Role `json:"roles" enum:"operator,engineer,approver,admin,auditor" minItems:"1"`
		Reason string        `json:"reason,omitempty" maxLength:"1000"`
	}
}

type revokeInput struct {
	ID     int64  `path:"id" minimum:"1"`
	Reason string `query:"reason" maxLength:"1000"`
}

func (d *door) keys(h huma.API) {
	tags := []string{"people"}
	errs := []int{http.StatusConflict, http.StatusNotFound, http.StatusServiceUnavailable}
	huma.Register(h, huma.Operation{
		OperationID: "list-keys", Method: http.MethodGet, Path: "/api/v1/keys", Tags: tags, Summary: "API keys, the newest first; without their texts", Errors: errs,
	}, managing(d, func(p *people.People, _ string, _ *none) (*keysOutput, error) {
		return &keysOutput{KeyList{p.Keys()}}, nil
	}))
	huma.Register(h, huma.Operation{
		OperationID: "post-key", Method: http.MethodPost, Path: "/api/v1/keys", Tags: tags, DefaultStatus: http.StatusCreated, Summary: "Make an API key for a program", Errors: errs,
		Description: "The text is shown this once; of it the station keeps a hash.",
	}, managing(d, func(p *people.People, by string, in *addKeyInput) (*keyOutput, error) {
		k, text, err := p.AddKey(by, in.Body.Name, in.Body.Roles, in.Body.Reason)
		return &keyOutput{NewKey{k, text}}, err
	}))
	huma.Register(h, huma.Operation{
		OperationID: "delete-key", Method: http.MethodDelete, Path: "/api/v1/keys/{id}", Tags: tags, DefaultStatus: http.StatusOK, Summary: "Revoke an API key, for good", Errors: errs,
	}, managing(d, func(p *people.People, by string, in *revokeInput) (*keysOutput, error) {
		err := p.Revoke(by, in.ID, in.Reason)
		return &keysOutput{KeyList{p.Keys()}}, err
	}))
}
