package server

import (
	"context"
	"net/http"

	"mekiki/internal/lang"
	"mekiki/internal/station/people"
)

// caller is who asks: nobody, a user with a session, a program with a key, or, where nobody
// logs in, whoever is there.
type caller struct {
	open   bool
	user   string
	token  string // of the session
	csrf   string
	change bool // the password must be changed
	key    string
	roles  people.Roles
	from   string // address
	secure bool   // by TLS
	// cookieName is that of the cookie of a session.
	cookieName string
	// still says whether the session or the key is good now; nil: always.
	still func() bool
}

type callerKey struct{}

// asking is who asks.
func asking(ctx context.Context) *caller {
	c, _ := ctx.Value(callerKey{}).(*caller)
	if c == nil {
		return &caller{} // may do nothing
	}
	return c
}

func (c *caller) known() bool { return c.open || c.user != "" || c.key != "" }

// who is the name that records get. A user is the user, whatever a request says; a program may
// name the person for whom it asks.
func (c *caller) who(said string) (string, error) {
	switch {
	case c.user != "" && said != "" && said != c.user:
		return "", told(http.StatusUnprocessableEntity, "who", lang.Errorf("%s is logged in, not %s: leave the field who out", c.user, said))
	case c.user != "":
		return c.user, nil
	case c.key != "" && said != "":
		return said + " (key " + c.key + ")", nil
	case c.key != "":
		return "key " + c.key, nil
	case said != "":
		return said, nil
	}
	return "api", nil
}
