package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station/people"
)

// UserList are all users.
type UserList struct {
	Users []people.User `json:"users"`
}

type usersOutput struct{ Body UserList }

// NewPassword is a user with the first password, which is shown this once.
type NewPassword struct {
	Name     string `json:"name"`
	Password string `json:"password" doc:"shown this once; must be changed at the first log-in"`
}

type passwordOutput struct{ Body NewPassword }

type addUserInput struct {
	Body struct {
		Name   string        `json:"name" maxLength:"200"`
		Roles  []people.Role `json:"roles" enum:"operator,engineer,approver,admin,auditor" minItems:"1"`
		Reason string        `json:"reason,omitempty" maxLength:"1000"`
	}
}

type setUserInput struct {
	Name string `path:"name" maxLength:"200"`
	Body struct {
		Roles    []people.Role `json:"roles" enum:"operator,engineer,approver,admin,auditor" minItems:"1"`
		Disabled bool          `json:"disabled"`
		Reason   string        `json:"reason,omitempty" maxLength:"1000"`
	}
}

type userOutput struct{ Body people.User }

type resetInput struct {
	Name string `path:"name" maxLength:"200"`
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"1000"`
	}
}

func (d *door) users(h huma.API) {
	tags := []string{"people"}
	errs := []int{http.StatusConflict, http.StatusNotFound, http.StatusServiceUnavailable}
	huma.Register(h, huma.Operation{
		OperationID: "list-users", Method: http.MethodGet, Path: "/api/v1/users", Tags: tags, Summary: "Users, by name", Errors: errs,
	}, managing(d, func(p *people.People, _ string, _ *none) (*usersOutput, error) {
		return &usersOutput{UserList{p.Users()}}, nil
	}))
	huma.Register(h, huma.Operation{
		OperationID: "post-user", Method: http.MethodPost, Path: "/api/v1/users", Tags: tags, DefaultStatus: http.StatusCreated, Summary: "Make a user", Errors: errs,
		Description: "A user is never deleted, since records name users; disable who has gone. 409: there is one with this name.",
	}, managing(d, func(p *people.People, by string, in *addUserInput) (*passwordOutput, error) {
		name, err := people.Name(in.Body.Name)
		if err != nil {
			return nil, err
		}
		password, err := p.Add(by, name, in.Body.Roles, in.Body.Reason)
		return &passwordOutput{NewPassword{name, password}}, err
	}))
	huma.Register(h, huma.Operation{
		OperationID: "patch-user", Method: http.MethodPatch, Path: "/api/v1/users/{name}", Tags: tags, Summary: "Give a user roles, or disable the user", Errors: errs,
		Description: "Sessions of the user end. 409: nobody could make users any more.",
	}, managing(d, func(p *people.People, by string, in *setUserInput) (*userOutput, error) {
		u, err := p.Set(by, in.Name, in.Body.Roles, in.Body.Disabled, in.Body.Reason)
		return &userOutput{u}, err
	}))
	huma.Register(h, huma.Operation{
		OperationID: "post-user-password", Method: http.MethodPost, Path: "/api/v1/users/{name}/password", Tags: tags, DefaultStatus: http.StatusCreated,
		Summary: "Give a user a new first password", Description: "Lets in again who is locked. Sessions of the user end.", Errors: errs,
	}, managing(d, func(p *people.People, by string, in *resetInput) (*passwordOutput, error) {
		password, err := p.Reset(by, in.Name, in.Body.Reason)
		return &passwordOutput{NewPassword{in.Name, password}}, err
	}))
}

// managing answers with what f does to people; by is who asks. Where nobody logs in there are
// no people.
func managing[I, O any](d *door, f func(p *people.People, by string, in *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (*O, error) {
		if d.people == nil {
			return nil, told(http.StatusConflict, "open", lang.Errorf("nobody logs in at this station; start it without --open for users and keys"))
		}
		by, err := asking(ctx).who("")
		if err != nil {
			return nil, err
		}
		out, err := f(d.people, by, in)
		if err != nil {
			return nil, problem(err)
		}
		return out, nil
	}
}
