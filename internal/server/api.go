package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/people"
	"mekiki/internal/station/record"
	"mekiki/internal/work"
)

// version is that of the API. What a program relies on stays as it is within one; fields may
// come in addition.
const version = "1"

// api answers requests for a station. streams ends those that would last for ever.
type api struct {
	*work.Plant
	streams context.Context
	door
}

// door is who may come in, and what was noted of that.
type door struct {
	people *people.People // nil: nobody logs in
	audit  func(context.Context, record.AuditQuery) ([]audit.Row, error)
}

// newHandler is all that a station answers; hosts are further names of this machine.
func newHandler(streams context.Context, p *work.Plant, hosts []string) http.Handler {
	mux := newGate(access, p.People, shown{Station: p.Name()})
	h := (&api{p, streams, door{p.People, p.Store().AuditRows}}).register(mux)
	serveDocument(mux, h)
	metrics(mux, p)
	servePages(mux, shown{Station: p.Name()}, map[string]string{"GET /{$}": "index.tmpl", "GET /engineer": "engineer.tmpl", "GET /login": "login.tmpl", "GET /admin": "admin.tmpl"})
	return guard(mux, hosts)
}

func newGate(access map[string]people.Roles, p *people.People, page shown) *gate {
	return &gate{ServeMux: http.NewServeMux(), access: access, people: p, closed: closedPage(page)}
}

// serveDocument answers with the document of an API.
func serveDocument(mux *gate, h huma.API) {
	document := sync.OnceValues(func() ([]byte, error) { return document(h) })
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		b, err := document()
		if err != nil {
			panic(err) // a test has made it
		}
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(b) // whoever asked may have gone
	})
}

// newAPI has no operations yet.
func newAPI(mux *gate, title, description string) huma.API {
	config := huma.DefaultConfig(title, version)
	config.Info.Description = description + " Problems follow RFC 9457; their type tells programs what happened, their detail people, in the language of lang or Accept-Language."
	config.OpenAPIPath = ""  // huma makes it with the first request, and two at a time race
	config.DocsPath = ""     // its page would load programs from elsewhere
	config.CreateHooks = nil // no links to schemas in answers
	config.SchemasPath = ""  // they stand in the document
	config.RejectUnknownQueryParameters = true
	config.Transformers = append(config.Transformers, sayProblems)
	secured(&config, mux.access)
	return humago.New(mux, config)
}

// register adds all operations.
func (a *api) register(mux *gate) huma.API {
	h := newAPI(mux, "Mekiki station", "Parts in, verdicts out. A result belongs to a trigger number; a part without one, or with NONE, is not OK.")
	a.parts(h)
	a.results(h)
	a.reviews(h)
	a.labels(h)
	a.commands(h)
	a.alarms(h)
	a.events(h)
	a.recipes(h)
	a.inspectors(h)
	a.jobs(h)
	a.scores(h)
	a.drift(h)
	a.report(h)
	a.maps(h)
	a.studies(h)
	a.near(h)
	a.next(h)
	a.masters(h)
	a.health(h)
	a.sessions(h)
	a.users(h)
	a.keys(h)
	a.auditList(h)
	a.disk(h)
	a.self(h)
	a.webhooks(h)
	return h
}

// OpenAPI is the document of the API, as docs/openapi.json has it.
func OpenAPI() ([]byte, error) {
	return document((&api{}).register(&gate{ServeMux: http.NewServeMux(), access: access}))
}

func document(h huma.API) ([]byte, error) {
	b, err := json.Marshal(h.OpenAPI())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Indent(&out, b, "", "  ")
	out.WriteByte('\n')
	return out.Bytes(), err
}

// Speaks is the language of sentences for people in an answer.
type Speaks struct {
	Lang string `query:"lang" enum:"en,ja" default:"en" doc:"language of the field said"`
}

// language is the one that was asked for.
func (s Speaks) language() lang.Language { return speaks(s.Lang, "") }

// say is a sentence that is stored in English, in the language that was asked for.
func (s Speaks) say(text string) string {
	return lang.Saved(text).In(s.language())
}
