package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/people"
	"mekiki/internal/work"
)

// version is that of the API. What a program relies on stays as it is within one; fields may
// come in addition.
const version = "1"

// site is a station with all that is needed to answer for it.
type site struct {
	*station.Station
	people  *people.People // nil: nobody logs in, and who is there may do all
	hosts   []string       // further names of this machine
	secure  bool           // browsers reach it by TLS
	storage func() (work.Storage, error)
}

// api answers requests. streams ends those that would last for ever.
type api struct {
	site
	gate    *gate
	streams context.Context
}

// newHandler is all that a station answers.
func newHandler(streams context.Context, s site) http.Handler {
	mux := &gate{http.NewServeMux(), s.people, s.secure}
	a := &api{s, mux, streams}
	a.register(mux)
	metrics(mux, s.Station)
	servePages(mux, s.Name())
	return guard(mux, s.hosts)
}

// register adds all operations, and the document at /openapi.json.
func (a *api) register(mux *gate) huma.API {
	config := huma.DefaultConfig("Mekiki station", version)
	config.Info.Description = "Parts in, verdicts out. A result belongs to a trigger number; a part without one, or with NONE, is not OK. Problems follow RFC 9457; their type tells programs what happened."
	config.DocsPath = ""     // its page would load programs from elsewhere
	config.CreateHooks = nil // no links to schemas in answers
	config.SchemasPath = ""  // they stand in the document
	config.RejectUnknownQueryParameters = true
	secured(&config)
	h := humago.New(mux, config)
	a.parts(h)
	a.results(h)
	a.reviews(h)
	a.commands(h)
	a.events(h)
	a.health(h)
	a.sessions(h)
	a.users(h)
	a.keys(h)
	a.audit(h)
	a.disk(h)
	return h
}

// OpenAPI is the document of the API, as docs/openapi.json has it.
func OpenAPI() ([]byte, error) {
	h := (&api{}).register(&gate{ServeMux: http.NewServeMux()})
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

// say is a sentence that is stored in English, in the language that was asked for.
func (s Speaks) say(text string) string {
	l, err := lang.Parse(s.Lang)
	if err != nil || text == "" {
		return text
	}
	return lang.Saved(text).In(l)
}
