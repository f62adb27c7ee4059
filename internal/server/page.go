package server

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/station/people"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// The page is plain ES modules without a build step. It asks this server alone, and the
// Content-Security-Policy holds it to that.
//
//go:embed ui
var ui embed.FS

// shown is what a template needs; whose page it is stands in the first fields.
type shown struct {
	Station  string
	Plant    bool // of all stations of a plant
	Verdicts []word
	States   []word
	Meanings []word // of states
	Commands []word
	Does     []word // what commands do
	Roles    []word
}

// word is a name of the API with what people read.
type word struct {
	Name string
	Text lang.Message
}

func words() (verdicts, states []word) {
	called := map[record.Verdict]lang.Message{record.None: lang.T("no verdict"), record.OK: lang.T("OK"), record.NG: lang.T("NG"), record.Review: lang.T("REVIEW")}
	for _, v := range record.Verdicts() {
		verdicts = append(verdicts, word{string(v), called[v]})
	}
	named := map[state.State]lang.Message{
		state.Preoperational: lang.T("started"), state.Halted: lang.T("halted"), state.Error: lang.T("error"), state.LocalControl: lang.T("a person has control"),
		state.Initialized: lang.T("no inspector is prepared"), state.Ready: lang.T("ready"), state.SingleExecution: lang.T("judging one part"), state.ContinuousExecution: lang.T("judging parts"),
	}
	for _, s := range state.All() {
		states = append(states, word{s.String(), named[s]})
	}
	return verdicts, states
}

func roleWords() (list []word) {
	named := map[people.Role]lang.Message{
		people.Operator: lang.T("operator"), people.Engineer: lang.T("engineer"), people.Approver: lang.T("approver"), people.Admin: lang.T("admin"), people.Auditor: lang.T("auditor"),
	}
	for _, r := range people.All() {
		list = append(list, word{string(r), named[r]})
	}
	return list
}

// servePages answers with the pages, in a language that was chosen, and /assets/ with what
// they are made of.
func servePages(mux *gate, of shown, templates map[string]string) {
	for pattern, template := range templates {
		said := map[lang.Language]packed{}
		for _, l := range []lang.Language{lang.English, lang.Japanese} {
			said[l] = pack(rendered(template, l, of))
		}
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Type", "text/html; charset=utf-8")
			h.Set("Vary", "Accept-Language, Cookie")
			h.Set("Cache-Control", "no-cache")
			said[chosen(w, r)].send(w, r)
		})
	}
	assets(mux)
}

// closedPage says that a page is for others, and how to log in as somebody else.
func closedPage(of shown) http.Handler {
	said := map[lang.Language][]byte{lang.English: rendered("closed.tmpl", lang.English, of), lang.Japanese: rendered("closed.tmpl", lang.Japanese, of)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		l := chosen(w, r)
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write(said[l]) // whoever asked may have gone
	})
}

// kinds are the files of ui that browsers may ask for; the rest is ours alone.
var kinds = map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}

// asset is a file of ui.
type asset struct {
	kind, tag string
	content   packed
}

// assets answers /assets/ with what pages are made of.
func assets(mux *gate) {
	files := map[string]asset{}
	err := fs.WalkDir(ui, "ui", func(name string, d fs.DirEntry, err error) error {
		kind := kinds[path.Ext(name)]
		if err != nil || d.IsDir() || kind == "" {
			return err
		}
		b, err := ui.ReadFile(name)
		sum := sha256.Sum256(b)
		files["/assets"+strings.TrimPrefix(name, "ui")] = asset{kind, `"` + hex.EncodeToString(sum[:8]) + `"`, pack(b)}
		return err
	})
	if err != nil {
		panic(err) // the files are in the program
	}
	mux.HandleFunc("GET /assets/", func(w http.ResponseWriter, r *http.Request) {
		f, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("ETag", "W/"+f.tag) // weak: the same content, packed or not
		h.Set("Cache-Control", "no-cache")
		if strings.TrimPrefix(r.Header.Get("If-None-Match"), "W/") == f.tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		f.content.send(w, r)
	})
}

func rendered(name string, l lang.Language, of shown) []byte {
	t := template.Must(template.New(name).Funcs(l.Funcs()).ParseFS(ui, "ui/*.tmpl"))
	of.Verdicts, of.States = words()
	of.Commands, of.Does = commandWords()
	of.Meanings, of.Roles = meanings(), roleWords()
	var b bytes.Buffer
	if err := t.Execute(&b, of); err != nil {
		panic(err) // the template is ours, and it reads nothing else
	}
	return b.Bytes()
}

// spoken is the cookie that holds the language in which somebody reads the pages.
const spoken = "mekiki-lang"

// chosen is the language of a page: the one of ?lang, which the next pages remember, or that of a page
// before, or what the browser wants.
func chosen(w http.ResponseWriter, r *http.Request) lang.Language {
	if code := r.URL.Query().Get("lang"); code != "" {
		if l, err := lang.Parse(code); err == nil {
			http.SetCookie(w, &http.Cookie{Name: spoken, Value: l.Code(), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode})
			return l
		}
	} else if k, err := r.Cookie(spoken); err == nil {
		if l, err := lang.Parse(k.Value); err == nil {
			return l
		}
	}
	return wanted(r)
}

// wanted is the language of a request: ?lang, else the first of Accept-Language that we speak.
func wanted(r *http.Request) lang.Language {
	return speaks(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))
}

// speaks is the first language that we speak of one that was asked for and those that a browser accepts.
func speaks(asked, accepted string) lang.Language {
	for _, a := range append([]string{asked}, strings.Split(accepted, ",")...) {
		code, _, _ := strings.Cut(strings.TrimSpace(a), ";")
		code, _, _ = strings.Cut(code, "-")
		if l, err := lang.Parse(strings.ToLower(code)); err == nil {
			return l
		}
	}
	return lang.English
}
