package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/station"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
	"mekiki/internal/station/store"
	"mekiki/internal/work"
	"mekiki/internal/work/desk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// byGrey judges a picture by its first pixel: 0 is NG, 255 OK, all else REVIEW.
type byGrey struct{}

func (byGrey) Judge(picture []byte) station.Judgement {
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return station.Judgement{Judgement: record.Judgement{Verdict: record.Review, Reason: "darker than all good pictures"}}
	}
	v := color.GrayModel.Convert(img.At(0, 0)).(color.Gray).Y
	verdict := map[uint8]record.Verdict{0: record.NG, 255: record.OK}[v]
	if verdict == "" {
		verdict = record.Review
	}
	return station.Judgement{Judgement: record.Judgement{Verdict: verdict, Score: float64(v)}, Heat: func() []byte { return []byte("a heat map") }}
}

func (byGrey) About() station.About {
	return station.About{Inspector: "0123456789abcdef", Low: 1, High: 2}
}
func (byGrey) Close() {}

// rig is a station behind a handler.
type rig struct {
	*work.Plant
	handler http.Handler
	dir     string
	end     context.CancelFunc
}

func newRig(t testing.TB, change ...func(*station.Config)) *rig {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	plant := work.NewPlant(desk.New(desk.Silent{}), dir, nil)
	cfg := station.Config{Name: "s<1>", Store: db, Disk: root, Policy: pictures.Policy{OneInOK: 1}, Workers: 2, Waiting: 16, Now: time.Now,
		Prepare: func(recipe.Version, int) (station.Judge, error) { return byGrey{}, nil }}
	for _, f := range change {
		f(&cfg)
	}
	s := station.Open(cfg)
	plant.Station = s
	e, err := s.AdoptRecipe(t.Context(), recipe.Version{Product: "grey", Inspector: strings.Repeat("ab", 32), Low: 1, High: 2, Who: "test"}, "test")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Command(state.SelectModeAutomatic, "test", "")
	if err == nil {
		_, err = s.PrepareRecipe(t.Context(), e.Hash, "test", "")
	}
	if err == nil {
		_, err = s.Command(state.StartContinuous, "test", "")
	}
	if err != nil {
		t.Fatal(err)
	}
	streams, end := context.WithCancel(context.Background())
	t.Cleanup(func() {
		end()
		plant.Jobs.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		root.Close()
	})
	return &rig{plant, newHandler(streams, plant, []string{"line.example"}), dir, end}
}

// grey is a PNG of one grey.
func grey(v uint8) []byte {
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range img.Pix {
		img.Pix[i] = v
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// ask sends a request, with headers as key, value, and gives the answer with its body.
func (r *rig) ask(t testing.TB, method, path string, body []byte, header ...string) (*httptest.ResponseRecorder, []byte) {
	t.Helper()
	q := httptest.NewRequest(method, "http://127.0.0.1"+path, bytes.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			q.Host = header[i+1]
		}
	}
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, q)
	return w, w.Body.Bytes()
}

// into asks and reads the JSON of an answer that must have a status.
func (r *rig) into(t testing.TB, v any, status int, method, path string, body []byte, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	a, b := r.ask(t, method, path, body, header...)
	if a.Code != status {
		t.Errorf("%s %s: status %d, want %d: %s", method, path, a.Code, status, b)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Errorf("%s %s: %v: %s", method, path, err, b)
	}
	return a
}

// refused wants a problem of a kind; "" is one of the library's, without a type.
func (r *rig) refused(t testing.TB, status int, kind, method, path string, body []byte, header ...string) {
	t.Helper()
	var p struct {
		Type, Title, Detail string
		Status              int
	}
	a := r.into(t, &p, status, method, path, body, header...)
	if kind != "" {
		kind = problemType + kind
	}
	if p.Type != kind || p.Status != status || p.Title == "" || p.Detail == "" || a.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s %s: %+v, %s; want %s", method, path, p, a.Header().Get("Content-Type"), kind)
	}
}

var jsonBody = []string{"Content-Type", "application/json"}

func TestParts(t *testing.T) {
	r := newRig(t)
	var v Result
	a := r.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts?part=A1&lot=L7", grey(0), "Content-Type", "image/png", "Idempotency-Key", "k1")
	if v.Verdict != record.NG || v.Trigger != 1 || v.Part != "A1" || v.Lot != "L7" || v.Format != "PNG" || a.Header().Get("Location") != "/api/v1/results/1" {
		t.Errorf("%+v, %v", v, a.Header())
	}
	a = r.into(t, &v, http.StatusOK, "POST", "/api/v1/parts", grey(0), "Idempotency-Key", "k1")
	if v.Trigger != 1 || a.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("%+v, %v", v, a.Header())
	}
	r.refused(t, http.StatusUnprocessableEntity, "key-reused", "POST", "/api/v1/parts", grey(255), "Idempotency-Key", "k1")
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	f, _ := m.CreateFormFile("picture", "a.png")
	f.Write(grey(255))
	m.WriteField("part", "部品2")
	m.Close()
	if r.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts", form.Bytes(), "Content-Type", m.FormDataContentType()); v.Verdict != record.OK || v.Part != "部品2" {
		t.Errorf("%+v", v)
	}
	damaged := grey(255)
	if r.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts?lang=ja", damaged[:40]); v.Verdict != record.Review || v.Reason != "darker than all good pictures" || v.Said == v.Reason || v.Said == "" {
		t.Errorf("%+v", v)
	}
	r.refused(t, http.StatusUnsupportedMediaType, "no-picture", "POST", "/api/v1/parts", []byte("hello"))
	r.refused(t, http.StatusUnsupportedMediaType, "no-picture", "POST", "/api/v1/parts", []byte("GIF89a and so on and so forth..........."))
	r.refused(t, http.StatusRequestEntityTooLarge, "", "POST", "/api/v1/parts", make([]byte, mostBody+1), "Content-Type", "image/png")
	r.refused(t, http.StatusUnprocessableEntity, "", "POST", "/api/v1/parts?prat=1", grey(0))
	r.refused(t, http.StatusBadRequest, "form", "POST", "/api/v1/parts", []byte("no form"), "Content-Type", "multipart/form-data; boundary=x")
	r.refused(t, http.StatusUnprocessableEntity, "", "POST", "/api/v1/parts?part="+strings.Repeat("x", 201), grey(0))
	if n := r.Now().Counts; n != (station.Counts{OK: 1, NG: 1, Review: 1}) {
		t.Errorf("%+v", n)
	}
}

func TestResults(t *testing.T) {
	r := newRig(t)
	for i := range 7 {
		var v Result
		r.into(t, &v, http.StatusCreated, "POST", fmt.Sprint("/api/v1/parts?lot=L", i%2), grey(uint8(i%2*255)))
	}
	var b recipe.Book
	r.into(t, &b, http.StatusOK, "GET", "/api/v1/recipes", nil)
	pages := func(query string) (n []int64) {
		for cursor := ""; ; {
			var p Page
			r.into(t, &p, http.StatusOK, "GET", "/api/v1/results?limit=3"+query+cursor, nil)
			for _, v := range p.Results {
				n = append(n, v.Trigger)
			}
			if p.Next == "" {
				return n
			}
			cursor = "&cursor=" + p.Next
		}
	}
	for query, want := range map[string][]int64{
		"":                               {7, 6, 5, 4, 3, 2, 1},
		"&verdict=OK":                    {6, 4, 2},
		"&verdict=OK,NG&lot=L0":          {7, 5, 3, 1},
		"&from=2020-01-01T00:00:00Z":     {7, 6, 5, 4, 3, 2, 1},
		"&to=2020-01-01T00:00:00Z":       nil,
		"&part=none":                     nil,
		"&min_score=2&max_score=2":       nil, // an empty range
		"&recipe=none":                   nil,
		"&masters=no&recipe=" + b.Active: {7, 6, 5, 4, 3, 2, 1},
	} {
		if got := pages(query); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	for _, bad := range []string{"limit=0", "limit=1001", "verdict=GOOD", "from=yesterday", "lang=fr"} {
		r.refused(t, http.StatusUnprocessableEntity, "", "GET", "/api/v1/results?"+bad, nil)
	}
	r.refused(t, http.StatusBadRequest, "cursor", "GET", "/api/v1/results?cursor=x", nil)
	r.refused(t, http.StatusBadRequest, "score", "GET", "/api/v1/results?min_score=nan", nil)
	r.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/results/99", nil)
	r.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/results/99/picture", nil)
	r.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/results/99/heat", nil)
	if a, b := r.ask(t, "GET", "/api/v1/results/2/picture", nil); a.Code != http.StatusOK || a.Header().Get("Content-Type") != "image/png" || !bytes.Equal(b, grey(255)) {
		t.Errorf("%d, %v", a.Code, a.Header())
	}
	if a, b := r.ask(t, "GET", "/api/v1/results/2/heat", nil); a.Code != http.StatusOK || a.Header().Get("Content-Type") != "image/png" || string(b) != "a heat map" {
		t.Errorf("%d, %v, %q", a.Code, a.Header(), b)
	}
}

// TestReviews stand beside a result, which stays.
func TestReviews(t *testing.T) {
	r := newRig(t)
	var v Result
	r.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts", grey(9))
	var m record.Mark
	r.into(t, &m, http.StatusCreated, "POST", "/api/v1/results/1/reviews", []byte(`{"verdict":"NG","who":"sato","reason":"chip"}`), jsonBody...)
	if m.ID != 1 || m.Who != "sato" || m.Verdict != record.NG {
		t.Errorf("%+v", m)
	}
	var f Full
	if r.into(t, &f, http.StatusOK, "GET", "/api/v1/results/1", nil); f.Verdict != record.Review || f.Called != record.NG || len(f.Reviews) != 1 || f.Reviews[0].Reason != "chip" {
		t.Errorf("%+v", f)
	}
	for _, bad := range []string{`{"verdict":"WAIT","who":"x"}`, `{"verdict":"OK","who":"x","old":"NG"}`} {
		r.refused(t, http.StatusUnprocessableEntity, "", "POST", "/api/v1/results/1/reviews", []byte(bad), jsonBody...)
	}
	r.refused(t, http.StatusNotFound, "not-found", "POST", "/api/v1/results/9/reviews", []byte(`{"verdict":"OK","who":"x"}`), jsonBody...)

	// Taken back: the part waits again, nothing is removed, and what is not there cannot be taken back.
	waits := func(called int, unseen int64) {
		t.Helper()
		var p Page
		var s work.Shift
		r.into(t, &p, http.StatusOK, "GET", "/api/v1/results?verdict=REVIEW&called=NONE", nil)
		if r.into(t, &s, http.StatusOK, "GET", "/api/v1/shift", nil); len(p.Results) != called || s.Unseen != unseen {
			t.Errorf("%d parts and %d wait, not %d", len(p.Results), s.Unseen, called)
		}
	}
	waits(0, 0)
	none := []byte(`{"verdict":"NONE","who":"sato"}`)
	r.into(t, &m, http.StatusCreated, "POST", "/api/v1/results/1/reviews", none, jsonBody...)
	waits(1, 1)
	if r.into(t, &f, http.StatusOK, "GET", "/api/v1/results/1", nil); f.Called != record.Review || len(f.Reviews) != 2 {
		t.Errorf("%+v", f)
	}
	var p Page
	if r.into(t, &p, http.StatusOK, "GET", "/api/v1/results", nil); p.Results[0].Called != "" {
		t.Errorf("%+v", p)
	}
	r.refused(t, http.StatusConflict, "nothing-said", "POST", "/api/v1/results/1/reviews", none, jsonBody...)
}

func TestCommands(t *testing.T) {
	r := newRig(t)
	var n Now
	if r.into(t, &n, http.StatusOK, "GET", "/api/v1/state", nil); n.State != "ContinuousExecution" || n.Number != 8 || !slices.Contains(n.Commands, "Stop") || n.About == nil || n.Alarms == nil {
		t.Errorf("%+v", n)
	}
	r.refused(t, http.StatusConflict, "refused", "POST", "/api/v1/commands", []byte(`{"command":"StartContinuous"}`), jsonBody...)
	r.refused(t, http.StatusUnprocessableEntity, "command", "POST", "/api/v1/commands", []byte(`{"command":"JobDone"}`), jsonBody...)
	if r.into(t, &n, http.StatusOK, "POST", "/api/v1/commands", []byte(`{"command":"Halt","who":"sato","reason":"lunch"}`), jsonBody...); n.State != "Halted" {
		t.Errorf("%+v", n)
	}
	r.refused(t, http.StatusConflict, "refused", "POST", "/api/v1/parts", grey(0))
	r.refused(t, http.StatusServiceUnavailable, "not-ready", "GET", "/readyz", nil)
	if a, _ := r.ask(t, "GET", "/healthz", nil); a.Code != http.StatusOK {
		t.Errorf("%d", a.Code)
	}
	for _, c := range []string{"Reset", "SelectModeAutomatic", "PrepareRecipe"} {
		r.into(t, &n, http.StatusOK, "POST", "/api/v1/commands", []byte(`{"command":"`+c+`"}`), jsonBody...)
	}
	if a, _ := r.ask(t, "GET", "/readyz", nil); a.Code != http.StatusOK {
		t.Errorf("%d", a.Code)
	}
	last := ""
	for row, err := range r.Store().Audit(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		last = row.Who + " " + row.Subject
		if row.Subject == "Halt" && (row.Who != "sato" || row.Reason != "lunch" || row.New != "Halted") {
			t.Errorf("%+v", row)
		}
	}
	if last != "api PrepareRecipe" {
		t.Error(last)
	}
}

// TestGuard refuses other names of this machine and pages of other sites, and sends what
// browsers should know with each answer.
func TestGuard(t *testing.T) {
	r := newRig(t)
	for _, host := range []string{"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8640", ""} {
		r.refused(t, http.StatusMisdirectedRequest, "host", "GET", "/api/v1/state", nil, "Host", host)
	}
	for _, host := range []string{"127.0.0.1:8640", "localhost:8640", "[::1]:8640", "192.168.1.20", "line.example:80", "LOCALHOST"} {
		if a, b := r.ask(t, "GET", "/api/v1/state", nil, "Host", host); a.Code != http.StatusOK {
			t.Errorf("%s: %d, %s", host, a.Code, b)
		}
	}
	r.refused(t, http.StatusForbidden, "cross-origin", "POST", "/api/v1/commands", []byte(`{"command":"Halt"}`), "Content-Type", "text/plain", "Origin", "http://evil.example")
	r.refused(t, http.StatusForbidden, "cross-origin", "POST", "/api/v1/parts", grey(0), "Sec-Fetch-Site", "cross-site")
	if r.Now().State != "ContinuousExecution" {
		t.Error(r.Now().State)
	}
	a, _ := r.ask(t, "GET", "/", nil)
	if csp := a.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self';") || strings.Contains(csp, "unsafe") || a.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%v", a.Header())
	}
	for _, path := range []string{"/../station.sqlite", "/assets/../serve.go", "/station.sqlite", "/docs"} {
		if a, _ := r.ask(t, "GET", path, nil); a.Code == http.StatusOK {
			t.Errorf("%s is answered", path)
		}
	}
}

// event reads one event of a stream.
func event(t *testing.T, body *bufio.Reader) (id, kind, data string) {
	t.Helper()
	for {
		line, err := body.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		line = strings.TrimSuffix(line, "\n")
		switch name, value, _ := strings.Cut(line, ": "); name {
		case "id":
			id = value
		case "event":
			kind = value
		case "data":
			data = value
		case "":
			return id, kind, data
		}
	}
}

// TestEvents: how the station stands comes first, then what happens, in order; who was away
// hears what it missed.
func TestEvents(t *testing.T) {
	r := newRig(t)
	web := httptest.NewServer(r.handler)
	defer web.Close()
	defer r.end()
	listen := func(query, last string) *bufio.Reader {
		q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, web.URL+"/api/v1/events"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if last != "" {
			q.Header.Set("Last-Event-ID", last)
		}
		a, err := http.DefaultClient.Do(q)
		if err != nil || a.Header.Get("Content-Type") != "text/event-stream" {
			t.Fatalf("%v, %v", a, err)
		}
		t.Cleanup(func() { a.Body.Close() })
		return bufio.NewReader(a.Body)
	}
	first := listen("", "")
	if id, kind, data := event(t, first); id != "" || kind != "now" || !strings.Contains(data, `"ContinuousExecution"`) {
		t.Errorf("%s, %s, %s", id, kind, data)
	}
	var v Result
	r.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts", grey(0)[:40])
	id, kind, data := event(t, first)
	if kind != "result" || !strings.Contains(data, `"trigger":1`) || id == "" {
		t.Errorf("%s, %s, %s", id, kind, data)
	}
	r.into(t, &record.Mark{}, http.StatusCreated, "POST", "/api/v1/results/1/reviews", []byte(`{"verdict":"OK","who":"sato"}`), jsonBody...)
	r.into(t, &Now{}, http.StatusOK, "POST", "/api/v1/commands", []byte(`{"command":"Stop"}`), jsonBody...)
	r.into(t, &v, http.StatusCreated, "POST", "/api/v1/parts", grey(0)[:40])
	again := listen("?lang=ja", id)
	var kinds []string
	for range 4 {
		_, kind, data = event(t, again)
		kinds = append(kinds, kind)
	}
	if want := []string{"now", "review", "state", "result"}; !slices.Equal(kinds, want) || !strings.Contains(data, `"said":"`) || strings.Contains(data, `"said":"darker`) {
		t.Errorf("%v, %s", kinds, data)
	}
}

// TestDocument: the documents in docs are those of the APIs; make schema writes them.
func TestDocument(t *testing.T) {
	for name, document := range map[string]func() ([]byte, error){"openapi.json": OpenAPI, "openapi-plant.json": PlantOpenAPI} {
		want, err := document()
		got, err2 := os.ReadFile("../../docs/" + name)
		if err != nil || err2 != nil || !bytes.Equal(got, want) {
			t.Errorf("docs/%s is not up to date; run make schema (%v, %v)", name, err, err2)
		}
	}
	r := newRig(t)
	if a, b := r.ask(t, "GET", "/openapi.json", nil); a.Code != http.StatusOK || !json.Valid(b) || !bytes.Contains(b, []byte(`"3.1.0"`)) {
		t.Errorf("%d, %.100s", a.Code, b)
	}
}

// TestAllAtOnce asks all routes at the same time, while parts come.
func TestAllAtOnce(t *testing.T) {
	r := newRig(t)
	var wait sync.WaitGroup
	for w := range 6 {
		wait.Go(func() {
			for i := range 8 {
				switch a, b := r.ask(t, "POST", "/api/v1/parts", grey(uint8(w*i))); a.Code {
				case http.StatusCreated, http.StatusServiceUnavailable:
				default:
					t.Errorf("%d, %s", a.Code, b)
				}
				for _, path := range []string{"/", "/api/v1/state", "/api/v1/results?verdict=NG", "/api/v1/results/1", "/api/v1/results/1/picture", "/readyz", "/openapi.json", "/assets/station.js"} {
					if a, b := r.ask(t, "GET", path, nil); a.Code >= 500 {
						t.Errorf("%s: %d, %s", path, a.Code, b)
					}
				}
			}
		})
	}
	wait.Wait()
}

// FuzzPart: whatever comes is answered, and what is no picture is never OK.
func FuzzPart(f *testing.F) {
	f.Add("image/png", grey(255))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"picture\"\r\n\r\nhello\r\n--x--\r\n"))
	f.Add("multipart/form-data", []byte("x"))
	r := newRig(f)
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		a, b := r.ask(t, "POST", "/api/v1/parts", body, "Content-Type", kind)
		var v Result
		if a.Code >= 500 || json.Unmarshal(b, &v) != nil {
			t.Errorf("%d: %s", a.Code, b)
		}
		if _, _, err := image.Decode(bytes.NewReader(body)); v.Verdict == record.OK && err != nil && !strings.HasPrefix(kind, "multipart") {
			t.Errorf("OK without a picture: %s", b)
		}
	})
}
