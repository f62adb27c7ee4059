package server

import (
	"net"
	"net/http"
	"os"
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// guard lets only requests pass that name this machine, and that no page of another site has
// made a browser send. A foreign name in Host is how such a page reaches a server on this
// machine (DNS rebinding); an address in numbers cannot be rebound.
func guard(next http.Handler, names []string) http.Handler {
	known := append([]string{"localhost"}, names...)
	if own, err := os.Hostname(); err == nil {
		known = append(known, own)
	}
	for i := range known {
		known[i] = strings.ToLower(known[i])
	}
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, r, http.StatusForbidden, "cross-origin", lang.Errorf("a page of another site may not do this"))
	}))
	next = origin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		host = strings.Trim(strings.ToLower(host), "[]")
		if net.ParseIP(host) == nil && !slices.Contains(known, host) {
			refuse(w, r, http.StatusMisdirectedRequest, "host", lang.Errorf("this station is not called %q; allow the name with --host", host))
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}
