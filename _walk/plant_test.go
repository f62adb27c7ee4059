package walk

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestPlant walks through the pages over all stations of a plant, as who reads there does: two stations send what they did
// to a database and their pictures to a bucket.
func TestPlant(t *testing.T) {
	t.Parallel()
	chrome, database := browser(t), newDatabase(t)
	dir := t.TempDir()
	keys := filepath.Join(dir, "keys")
	if err := os.WriteFile(keys, []byte("[default]\naws_access_key_id = walk\naws_secret_access_key = walk\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	objects := newBucket(t)
	bucket := []string{"--plant-pictures", "s3://pictures/walk", "--s3-endpoint", objects.URL, "--s3-credentials", keys}
	parts, inspector := filepath.Join(dir, "parts"), filepath.Join(dir, "ring.mekiki")
	mekiki(t, "inspect", "draw", "--size", "128x128", "--good", "12", "--test-good", "4", "--bad", "6", "--faintest", "0.3", "--out", parts)
	mekiki(t, "inspect", "fit", "--good", filepath.Join(parts, "train", "good"), "--size", "128x128", "--out", inspector)
	pictures := drawn(t, parts)
	for _, name := range []string{"press 1", "press 2"} {
		s := serve(t, append([]string{"--open", "--name", name, "--dir", filepath.Join(dir, name), "--inspector", inspector, "--one-in-ok", "1", "--plant", database}, bucket...)...)
		for part, picture := range pictures {
			s.post(t, part, picture, "")
		}
	}
	objects.wait(t, len(pictures))

	s := start(t, append([]string{"station", "view", database, "--name", "the plant", "--dir", filepath.Join(dir, "view")}, bucket...)...)
	p := open(t, chrome, s, "/?lang=en")
	p.until(`location.pathname === "/login"`)
	p.accessible("log-in of a plant")
	logIn(p, "admin", s.password)
	changed(p, "a lathe turns at dawn")
	arrived(p, 2*len(pictures))
	for _, w := range languages {
		t.Run(w.lang, func(t *testing.T) { readPlant(t, p, w, len(pictures)) })
	}
	p.visit("/admin?lang=en")
	p.says("#admin td", "admin")
	p.says("section[aria-labelledby=stations] td", "press 2")
	p.until(`document.querySelectorAll("section[aria-labelledby=stations] tbody tr").length === 2 && Number(document.querySelector("section[aria-labelledby=stations] td[data-of='OK today']").innerText) > 0`)
	p.accessible("admin of a plant")
}

// arrived waits until all results are there.
func arrived(p *page, want int) {
	p.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(100 * time.Millisecond) {
		_, body := p.get("GET", "/api/v1/results?limit=1000", "")
		var list struct{ Results []struct{ Trigger int64 } }
		if err := json.Unmarshal([]byte(body), &list); err != nil {
			p.Fatalf("%v: %s", err, body)
		}
		if len(list.Results) == want {
			return
		}
		if time.Now().After(end) {
			p.Fatalf("%d results have come, not %d", len(list.Results), want)
		}
	}
}

// readPlant looks at how the stations stand, at bad parts of one of them, at one of these, and at the control charts.
func readPlant(t *testing.T, of *page, w words, each int) {
	p := &page{T: t, ctx: of.ctx, station: of.station}
	p.visit("/?lang=" + w.lang)
	p.until(`document.documentElement.lang === ` + quoted(w.lang) + ` && document.querySelectorAll("tbody tr").length === 2`)
	p.says("tbody th", "press 2")
	counted := p.until(`String([...document.querySelector("tbody tr").cells].slice(4, 8).reduce((sum, c) => sum + Number(c.innerText), 0))`)
	if counted != strconv.Itoa(each) {
		t.Errorf("%s parts are counted of %d", counted, each)
	}
	p.accessible("stations of a plant, " + w.lang)

	p.click(`document.querySelector("tbody tr").cells[5].querySelector("a")`)
	p.until(`(() => { const rows = [...document.querySelectorAll("tbody tr")]; return rows.length > 0 && rows.every((r) => r.cells[2].innerText.trim() === ` + quoted(w.verdict["NG"]) + ` && r.cells[7].innerText === "press 1"); })()`)
	p.until(`[...document.querySelectorAll("img.thumb")].every((i) => i.complete && i.naturalWidth > 0 && !i.hidden)`)
	p.accessible("results of a plant, " + w.lang)
	name := p.until(`document.querySelector("tbody tr").cells[5].innerText`)

	p.click(`document.querySelector("tbody tr").cells[1].querySelector("a")`)
	p.until(`(() => { const shown = [...document.querySelectorAll(".stage img")]; return shown.length === 2 && shown.every((i) => i.complete && i.naturalWidth > 0 && !i.hidden); })()`)
	p.says("dl", name)
	p.accessible("part of a plant, " + w.lang)

	p.visit("/?lang=" + w.lang + "#drift")
	p.choose("select[name=by]", "p50")
	p.until(`document.querySelectorAll("select[name=recipe] option").length === 2 && document.querySelector(".charts, main p b")`)
	p.accessible("drift of a plant, " + w.lang)

	p.visit("/?lang=" + w.lang + "#results")
	p.choose("select[name=station]", p.until(`[...document.querySelectorAll("select[name=station] option")].find((o) => o.innerText === "press 2")?.value`))
	p.click(`document.querySelector("a.button[href^='#report/']")`)
	p.says(".report h2", "press 2")
	p.until(`document.querySelectorAll(".shot").length > 0 && [...document.querySelectorAll(".shot .stage img:not([hidden])")].every((i) => i.complete && i.naturalWidth > 0) && document.querySelector(".report .histogram")`)
	p.accessible("report of a plant, " + w.lang)
	p.click(`document.querySelector(".shot a")`)
	p.says("dl", "press 2")
}

// newDatabase makes an empty database of the PostgreSQL server that MEKIKI_POSTGRES names, or skips the test.
func newDatabase(t *testing.T) (address string) {
	t.Helper()
	server := os.Getenv("MEKIKI_POSTGRES")
	psql, err := exec.LookPath("psql")
	if server == "" || err != nil {
		t.Skip("MEKIKI_POSTGRES names no PostgreSQL server, or there is no psql: nobody walks through the pages of a plant")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	name := "mekiki_walk_" + strconv.FormatInt(time.Now().UnixNano(), 36)
	do := func(text string) {
		if out, err := exec.Command(psql, server, "--quiet", "--command", text).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", text, err, out)
		}
	}
	do("CREATE DATABASE " + name)
	t.Cleanup(func() { do("DROP DATABASE " + name + " WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
}

// bucket is an S3 server in memory that believes everybody: the tests of output/s3 have a real one.
type bucket struct {
	*httptest.Server
	mu      sync.Mutex
	objects map[string][]byte
}

func newBucket(t *testing.T) *bucket {
	b := &bucket{objects: map[string][]byte{}}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		b.mu.Lock()
		defer b.mu.Unlock()
		object, there := b.objects[r.URL.Path]
		switch {
		case r.Method == http.MethodPut:
			b.objects[r.URL.Path] = body
		case there:
			_, _ = w.Write(object)
		default:
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, "<Error><Code>NoSuchKey</Code></Error>")
		}
	}))
	t.Cleanup(b.Close)
	return b
}

// wait waits until so many pictures are there, each with its heat map.
func (b *bucket) wait(t *testing.T, pictures int) {
	t.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(50 * time.Millisecond) {
		b.mu.Lock()
		n, heats := len(b.objects), 0
		for name := range b.objects {
			if strings.HasSuffix(name, "-heat.png") {
				heats++
			}
		}
		b.mu.Unlock()
		if heats == pictures && n == 2*pictures {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d objects, %d of them heat maps, of %d pictures", n, heats, pictures)
		}
	}
}
