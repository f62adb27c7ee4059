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
	"mekiki/internal/work"
)

// version is that of the API. What a program relies on stays as it is within one; fields may
// come in addition.
const version = "1"

// api answers requests for a station. streams ends those that would last for ever.
type api struct {
	*work.Plant
	streams context.Context
}

// newHandler is all that a station answers; hosts are further names of this machine.
func newHandler(streams context.Context, p *work.Plant, hosts []string) http.Handler {
	mux := &gate{ServeMux: http.NewServeMux(), people: p.People, closed: closedPage(p.Name())}
	h := (&api{p, streams}).register(mux)
	document := sync.OnceValues(func() ([]byte, error) { return document(h) })
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		b, err := document()
		if err != nil {
			panic(err) // a test has made it
		}
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(b) // whoever asked may have gone
	})
	metrics(mux, p)
	servePages(mux, p.Name())
	return guard(mux, hosts)
}

// register adds all operations.
func (a *api) register(mux *gate) huma.API {
	config := huma.DefaultConfig("Mekiki station", version)
	config.Info.Description = "Parts in, verdicts out. A result belongs to a trigger number; a part without one, or with NONE, is not OK. Problems follow RFC 9457; their type tells programs what happened, their detail people, in the language of lang or Accept-Language."
	config.OpenAPIPath = ""  // huma makes it with the first request, and two at a time race
	config.DocsPath = ""     // its page would load programs from elsewhere
	config.CreateHooks = nil // no links to schemas in answers
	config.SchemasPath = ""  // they stand in the document
	config.RejectUnknownQueryParameters = true
	config.Transformers = append(config.Transformers, sayProblems)
	secured(&config)
	h := humago.New(mux, config)
	a.parts(h)
	a.results(h)
	a.reviews(h)
	a.labels(h)
	a.commands(h)
	a.alarms(h)
	a.events(h)
	a.recipes(h)
	a.jobs(h)
	a.scores(h)
	a.drift(h)
	a.maps(h)
	a.studies(h)
	a.near(h)
	a.next(h)
	a.masters(h)
	a.health(h)
	a.sessions(h)
	a.users(h)
	a.keys(h)
	a.audit(h)
	a.disk(h)
	a.webhooks(h)
	return h
}

// OpenAPI is the document of the API, as docs/openapi.json has it.
func OpenAPI() ([]byte, error) {
	return document((&api{}).register(&gate{ServeMux: http.NewServeMux()}))
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
