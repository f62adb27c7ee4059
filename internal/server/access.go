package server

import (
	"maps"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/people"
)

// Who may do what, by role. A route that is missing here cannot be served.
var (
	anybody   = people.Roles(nil)          // also who has not logged in
	everyone  = people.Roles(people.All()) // who has logged in, or a program with a key
	line      = people.Roles{people.Operator, people.Engineer}
	engineers = people.Roles{people.Engineer}
	admins    = people.Roles{people.Admin}
	auditors  = people.Roles{people.Auditor, people.Admin}
)

// access is the table of routes.
var access = map[string]people.Roles{
	"GET /{$}":     everyone,
	"GET /assets/": anybody, // no data: what pages are made of
	"GET /login":   anybody,
	"GET /admin":   auditors,
	"GET /healthz": anybody,
	"GET /readyz":  anybody,
	"GET /metrics": everyone,

	"GET /openapi.json": anybody,

	"POST /api/v1/parts":                     line,
	"GET /api/v1/results":                    everyone,
	"GET /api/v1/results/{trigger}":          everyone,
	"GET /api/v1/results/{trigger}/picture":  everyone,
	"GET /api/v1/results/{trigger}/heat":     everyone,
	"POST /api/v1/results/{trigger}/reviews": line,
	"POST /api/v1/results/{trigger}/labels":  engineers,
	"GET /api/v1/results/{trigger}/mask":     everyone,
	"GET /api/v1/state":                      everyone,
	"POST /api/v1/commands":                  line,
	"POST /api/v1/alarms":                    line,
	"GET /api/v1/events":                     everyone,

	"GET /api/v1/recipes":                                everyone,
	"POST /api/v1/recipes":                               engineers,
	"POST /api/v1/recipes/{hash}/steps":                  {people.Approver},
	"POST /api/v1/recipes/{hash}/trial":                  engineers,
	"GET /api/v1/recipes/{hash}/trial":                   everyone,
	"GET /api/v1/recipes/{hash}/heat/{trigger}":          everyone,
	"POST /api/v1/recipes/{hash}/map":                    engineers,
	"GET /api/v1/recipes/{hash}/map":                     everyone,
	"POST /api/v1/recipes/{hash}/teach":                  engineers,
	"POST /api/v1/shadow":                                engineers,
	"POST /api/v1/inspectors":                            engineers,
	"GET /api/v1/inspectors":                             everyone,
	"GET /api/v1/inspectors/{inspector}":                 everyone,
	"GET /api/v1/inspectors/{inspector}/limits":          everyone,
	"GET /api/v1/inspectors/{inspector}/difference":      everyone,
	"GET /api/v1/results/{trigger}/nearest":              everyone,
	"GET /api/v1/inspectors/{inspector}/{kind}/{number}": everyone,
	"GET /api/v1/scores":                                 everyone,
	"GET /api/v1/scores/effect":                          everyone,
	"GET /api/v1/drift":                                  everyone,
	"GET /api/v1/report":                                 everyone,
	"GET /api/v1/studies":                                everyone,
	"POST /api/v1/studies":                               engineers,
	"GET /api/v1/studies/{id}/next":                      line,
	"POST /api/v1/studies/{id}/calls":                    line,
	"POST /api/v1/studies/{id}/end":                      engineers,
	"GET /api/v1/studies/{id}/result":                    everyone,
	"GET /api/v1/shift":                                  everyone,
	"GET /api/v1/next":                                   everyone,
	"POST /api/v1/masters":                               line,
	"POST /api/v1/next":                                  line,
	"GET /engineer":                                      everyone,
	"GET /api/v1/jobs":                                   everyone,
	"GET /api/v1/jobs/{id}":                              everyone,
	"DELETE /api/v1/jobs/{id}":                           engineers,

	"POST /api/v1/session":          anybody,
	"GET /api/v1/session":           anybody,
	"DELETE /api/v1/session":        everyone,
	"POST /api/v1/session/active":   everyone,
	"POST /api/v1/session/password": everyone,

	"GET /api/v1/users":                  auditors,
	"POST /api/v1/users":                 admins,
	"PATCH /api/v1/users/{name}":         admins,
	"POST /api/v1/users/{name}/password": admins,
	"GET /api/v1/keys":                   auditors,
	"POST /api/v1/keys":                  admins,
	"DELETE /api/v1/keys/{id}":           admins,
	"GET /api/v1/webhooks":               auditors,
	"POST /api/v1/webhooks":              admins,
	"DELETE /api/v1/webhooks/{id}":       admins,
	"POST /api/v1/webhooks/{id}/test":    admins,
	"GET /api/v1/audit":                  auditors,
	"GET /api/v1/storage":                auditors,
	"GET /api/v1/station":                auditors,
}

// unchanged are the routes that a user reaches whose first password must be changed.
var unchanged = map[string]bool{
	"GET /api/v1/session": true, "DELETE /api/v1/session": true, "POST /api/v1/session/password": true,
}

// pages are the routes at which people without a session are led to the log-in.
var pages = map[string]bool{"GET /{$}": true, "GET /engineer": true, "GET /admin": true}

// secured lets the document say how to log in, and who may do what.
func secured(config *huma.Config, access map[string]people.Roles) {
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key":     {Type: "http", Scheme: "bearer", Description: "an API key, as the admin page makes it"},
		"session": {Type: "apiKey", In: "cookie", Name: "mekiki", Description: "the cookie that POST /api/v1/session sets; its name ends with the port, such as mekiki-8640, and begins with __Host- over TLS. All but GET needs the header X-CSRF-Token, too"},
	}
	config.OnAddOperation = append(config.OnAddOperation, func(_ *huma.OpenAPI, op *huma.Operation) {
		roles := access[op.Method+" "+op.Path]
		if roles == nil {
			return
		}
		op.Security = []map[string][]string{{"key": {}}, {"session": {}}}
		op.Extensions = maps.Clone(op.Extensions)
		if op.Extensions == nil {
			op.Extensions = map[string]any{}
		}
		op.Extensions["x-roles"] = strings.Split(roles.String(), ",")
	})
}
