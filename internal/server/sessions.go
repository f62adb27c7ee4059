package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station/people"
)

// logIn is the route that begins a session.
const logIn = "POST /api/v1/session"

// Session is who asks, as the API tells it.
type Session struct {
	User   string       `json:"user,omitempty" doc:"who has logged in; none: nobody has"`
	Key    string       `json:"key,omitempty" doc:"name of the API key"`
	Roles  people.Roles `json:"roles"`
	Open   bool         `json:"open" doc:"nobody needs to log in at this station"`
	Change bool         `json:"change" doc:"the password must be changed before anything else"`
	CSRF   string       `json:"csrf,omitempty" doc:"to be sent as X-CSRF-Token with all but GET"`
}

type sessionOutput struct {
	SetCookie *http.Cookie `header:"Set-Cookie"`
	Body      Session
}

type logInInput struct {
	Body struct {
		Name     string `json:"name" maxLength:"200"`
		Password string `json:"password" maxLength:"1000"`
	}
}

type passwordInput struct {
	Body struct {
		Old string `json:"old" maxLength:"1000"`
		New string `json:"new" maxLength:"1000"`
	}
}

type none struct{}

func (d *door) sessions(h huma.API) {
	tags := []string{"session"}
	huma.Register(h, huma.Operation{
		OperationID: "post-session", Method: http.MethodPost, Path: "/api/v1/session", Tags: tags, DefaultStatus: http.StatusCreated,
		Summary: "Log in", Description: "Sets the cookie of the session. 401: name and password do not fit, or the user is locked. 429: too many tries from this address.",
		Errors: []int{http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable}, MaxBodyBytes: 4096,
	}, d.logIn)
	huma.Register(h, huma.Operation{
		OperationID: "get-session", Method: http.MethodGet, Path: "/api/v1/session", Tags: tags, Summary: "Who asks",
	}, func(ctx context.Context, _ *none) (*sessionOutput, error) {
		return &sessionOutput{Body: asking(ctx).session()}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "delete-session", Method: http.MethodDelete, Path: "/api/v1/session", Tags: tags, DefaultStatus: http.StatusOK, Summary: "Log out",
		Errors: []int{http.StatusServiceUnavailable},
	}, func(ctx context.Context, _ *none) (*sessionOutput, error) {
		if c := asking(ctx); c.token != "" {
			if err := d.people.LogOut(c.token, c.from); err != nil {
				return nil, problem(err)
			}
		}
		return &sessionOutput{SetCookie: asking(ctx).cookie("", -1), Body: (&caller{}).session()}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-active", Method: http.MethodPost, Path: "/api/v1/session/active", Tags: tags, DefaultStatus: http.StatusOK,
		Summary: "Say that a person is there", Description: "A session ends when nobody did anything for a while; reading alone is no deed.",
	}, func(ctx context.Context, _ *none) (*sessionOutput, error) { // the gate has noted it
		return &sessionOutput{Body: asking(ctx).session()}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-own-password", Method: http.MethodPost, Path: "/api/v1/session/password", Tags: tags, DefaultStatus: http.StatusOK,
		Summary: "Change one's own password", Errors: []int{http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable}, MaxBodyBytes: 4096,
	}, d.ownPassword)
}

func (c *caller) session() Session {
	roles := c.roles
	if roles == nil {
		roles = people.Roles{}
	}
	return Session{c.user, c.key, roles, c.open, c.change, c.csrf}
}

// cookie is that of a session; maxAge is 0 until the browser ends, below 0 to remove it.
func (c *caller) cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: c.cookieName, Value: value, Path: "/", HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteStrictMode, MaxAge: maxAge}
}

func (d *door) logIn(ctx context.Context, in *logInInput) (*sessionOutput, error) {
	if d.people == nil {
		return &sessionOutput{Body: asking(ctx).session()}, nil
	}
	token, err := d.people.LogIn(ctx, in.Body.Name, in.Body.Password, asking(ctx).from)
	if err != nil {
		return nil, problem(err)
	}
	u, _ := d.people.Check(token)
	c := &caller{user: u.Name, token: token, csrf: people.CSRF(token), change: u.Change, roles: u.Roles}
	return &sessionOutput{asking(ctx).cookie(token, 0), c.session()}, nil
}

func (d *door) ownPassword(ctx context.Context, in *passwordInput) (*sessionOutput, error) {
	c := *asking(ctx)
	if c.token == "" {
		return nil, told(http.StatusUnauthorized, "log-in", lang.Errorf("only who has logged in has a password"))
	}
	if err := d.people.ChangePassword(ctx, c.token, in.Body.Old, in.Body.New, c.from); err != nil {
		return nil, problem(err)
	}
	c.change = false
	return &sessionOutput{Body: c.session()}, nil
}
