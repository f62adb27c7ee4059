package server

import (
	"context"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/station/people"
)

// gate is a mux that lets only those through to a route whose roles the table access names.
type gate struct {
	*http.ServeMux
	access map[string]people.Roles // who may do what, by pattern
	people *people.People          // nil: nobody logs in, and who is there may do all
	closed http.Handler            // what a person sees of a page that others may open
}

// csrfHeader proves that a page of this station sends a deed of a session.
const csrfHeader = "X-CSRF-Token"

// HandleFunc serves a pattern of the table. It panics without a row: who may do it was forgotten.
func (g *gate) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	roles, ok := g.access[pattern]
	if !ok {
		panic("server: who may do " + pattern + "? It is missing in access.go")
	}
	g.ServeMux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		c, err := g.caller(r)
		if err == nil {
			err = c.may(pattern, roles, r)
		}
		var no *denied
		switch page := r.Method == http.MethodGet && pages[pattern]; {
		case err == nil:
			if c.token != "" && r.Method != http.MethodGet {
				g.people.Active(c.token)
			}
			if strings.HasPrefix(r.URL.Path, "/api/") {
				w.Header().Set("Cache-Control", "no-store") // pictures say otherwise
			}
			handler(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
		case page && errors.As(err, &no) && no.status == http.StatusUnauthorized, page && no != nil && no.kind == mustChange:
			http.Redirect(w, r, "/login", http.StatusSeeOther)
		case page && no != nil && no.kind == notYours && strings.Contains(r.Header.Get("Accept"), "text/html"):
			g.closed.ServeHTTP(w, r)
		default:
			errors.As(err, &no)
			if no.status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", "Bearer")
			}
			refuse(w, r, no.status, no.kind, no.err)
		}
	})
}

// denied says why somebody may not do something.
type denied struct {
	status int
	kind   string
	err    error
}

func (d *denied) Error() string { return d.err.Error() }

// mustChange is the kind of problem of a user with a first password, notYours that of one whose roles
// do not do.
const (
	mustChange = "change-password"
	notYours   = "role"
)

// cookie is the name of what holds the token of a session. Over TLS it keeps other hosts from setting it.
// Browsers send cookies to all ports of a host, so each station has its own by its port.
func cookie(r *http.Request) string {
	name := "mekiki"
	if r.TLS != nil {
		name = "__Host-mekiki"
	}
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		name += "-" + port
	}
	return name
}

// caller finds out who asks. A key or a session that is not known is an error only for a key:
// who sends one means it.
func (g *gate) caller(r *http.Request) (*caller, error) {
	c := &caller{from: address(r), secure: r.TLS != nil, cookieName: cookie(r)}
	if g.people == nil {
		c.open, c.roles = true, everyone
		return c, nil
	}
	if header := r.Header.Get("Authorization"); header != "" {
		text, ok := strings.CutPrefix(header, "Bearer ")
		key, known := g.people.ByKey(text)
		if !ok || !known {
			return nil, &denied{http.StatusUnauthorized, "key", lang.Errorf("this API key is not known, or was revoked")}
		}
		c.key, c.roles = key.Name, key.Roles
		c.still = func() bool { _, ok := g.people.ByKey(text); return ok }
		return c, nil
	}
	if k, err := r.Cookie(c.cookieName); err == nil {
		if u, ok := g.people.Check(k.Value); ok {
			c.user, c.token, c.roles, c.change = u.Name, k.Value, u.Roles, u.Change
			c.csrf = people.CSRF(k.Value)
			c.still = func() bool { _, ok := g.people.Check(k.Value); return ok }
		}
	}
	return c, nil
}

// may says why a caller may not ask for a route.
func (c *caller) may(pattern string, roles people.Roles, r *http.Request) error {
	switch {
	case roles == nil && c.token == "":
		return nil
	case roles != nil && !c.known():
		return &denied{http.StatusUnauthorized, "log-in", lang.Errorf("log in, or send an API key: Authorization: Bearer …")}
	case c.token != "" && r.Method != http.MethodGet && r.Method != http.MethodHead && pattern != logIn && subtle.ConstantTimeCompare([]byte(r.Header.Get(csrfHeader)), []byte(c.csrf)) != 1:
		return &denied{http.StatusForbidden, "csrf", lang.Errorf("the header %s is missing, or of another session", csrfHeader)}
	case roles != nil && c.change && !unchanged[pattern]:
		return &denied{http.StatusForbidden, mustChange, lang.Errorf("the first password must be changed before anything else")}
	case roles != nil && !c.roles.Any(roles...):
		return &denied{http.StatusForbidden, notYours, lang.Errorf("this needs one of the roles %s", strings.ReplaceAll(roles.String(), ",", ", "))}
	}
	return nil
}

// address is where a request comes from. Of IPv6 the network counts: a home has as many
// addresses as it likes.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.Unmap().Is4() || ip.IsLoopback() {
		return host
	}
	network, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return host
	}
	return network.String()
}
