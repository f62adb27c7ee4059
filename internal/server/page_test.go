package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"mekiki/internal/lang"
)

// TestPage comes in the language that is asked for, and in English else.
func TestPage(t *testing.T) {
	r := newRig(t)
	for query, c := range map[string]struct{ accept, want string }{
		"":         {"", "en"},
		"?lang=ja": {"en", "ja"},
		"?lang=en": {"ja", "en"},
		"?lang=xx": {"fr-FR,ja-JP;q=0.8,en;q=0.5", "ja"},
	} {
		a, b := r.ask(t, "GET", "/"+query, nil, "Accept-Language", c.accept)
		if a.Code != http.StatusOK || !bytes.Contains(b, []byte(`<html lang="`+c.want+`">`)) || !bytes.Contains(b, []byte("s&lt;1&gt;")) {
			t.Errorf("%s: %d, %.200s", query, a.Code, b)
		}
	}
	a, _ := r.ask(t, "GET", "/?lang=ja", nil)
	k, err := http.ParseSetCookie(a.Header().Get("Set-Cookie"))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"/": "ja", "/engineer": "ja", "/admin?lang=en": "en"} {
		if _, b := r.ask(t, "GET", path, nil, "Cookie", k.Name+"="+k.Value, "Accept-Language", "en"); !bytes.Contains(b, []byte(`<html lang="`+want+`">`)) {
			t.Errorf("%s is not in %s, which was chosen before", path, want)
		}
	}
	for _, name := range []string{"station.js", "station.css", "icon.svg", "vendor/preact-htm.js"} {
		a, b := r.ask(t, "GET", "/assets/"+name, nil)
		again, _ := r.ask(t, "GET", "/assets/"+name, nil, "If-None-Match", a.Header().Get("ETag"))
		if a.Code != http.StatusOK || len(b) == 0 || again.Code != http.StatusNotModified {
			t.Errorf("%s: %d, %d", name, a.Code, again.Code)
		}
	}
}

// TestNothingFromElsewhere: the page needs nothing that its Content-Security-Policy forbids.
func TestNothingFromElsewhere(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+="|<script>|src="(http|//)|href="(http|//)|url\(|@import|eval\(|innerHTML`)
	fs.WalkDir(ui, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, "ui/vendor/") { // which has words for what we do not use
			return err
		}
		b, err := ui.ReadFile(name)
		if found := forbidden.Find(b); found != nil || err != nil {
			t.Errorf("%s has %s, %v", name, found, err)
		}
		return nil
	})
}

// TestVendored: the files of others are those that the README names.
func TestVendored(t *testing.T) {
	readme, err := ui.ReadFile("ui/vendor/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"preact-htm.js"} {
		b, err := ui.ReadFile("ui/vendor/" + name)
		if sum := sha256.Sum256(b); err != nil || !bytes.Contains(readme, []byte(hex.EncodeToString(sum[:]))) {
			t.Errorf("%s: %x, %v", name, sum, err)
		}
	}
}

// TestWordsAreSaid: all that people read of the pages goes through the catalogue, and each word
// that their programs ask for is there.
func TestWordsAreSaid(t *testing.T) {
	for template, programs := range map[string][]string{
		"index.tmpl":    {"station.js", "review.js", "heat.js", "near.js", "scan.js", "common.js", "account.js", "control.js", "alarms.js", "question.js"},
		"plant.tmpl":    {"plant.js", "where.js", "results.js", "part.js", "drift.js", "report.js", "histogram.js", "known.js", "period.js", "common.js", "account.js"},
		"engineer.tmpl": {"engineer.js", "where.js", "results.js", "part.js", "scores.js", "histogram.js", "known.js", "report.js", "period.js", "teach.js", "recipes.js", "inspectors.js", "lineage.js", "differ.js", "label.js", "map.js", "common.js", "account.js", "control.js", "alarms.js", "question.js"},
		"login.tmpl":    {"login.js"},
		"closed.tmpl":   {"closed.js", "account.js"},
		"admin.tmpl":    {"admin.js", "users.js", "records.js", "self.js", "dialog.js", "question.js", "account.js"},
	} {
		page := string(rendered(template, lang.Pseudo, shown{Station: "42"}))
		page = regexp.MustCompile(`(?s)<nav.*?</nav>|<title>.*?</title>|⟦[^⟧]*⟧|<[^>]*>`).ReplaceAllString(page, " ")
		if left := regexp.MustCompile(`[A-Za-z]{2,}`).FindAllString(page, -1); len(left) > 0 {
			t.Errorf("%s: not said: %q", template, left)
		}
		english := string(rendered(template, lang.English, shown{Station: "s"}))
		for _, name := range programs {
			js, err := ui.ReadFile("ui/" + name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`words\.([a-z]+)\b|words\["([a-z-]+)"\]|(?:fill|say)\("([a-z-]+)"[,)]`).FindAllStringSubmatch(string(js), -1) {
				if word := m[1] + m[2] + m[3]; !strings.Contains(english, `data-word="`+word+`"`) {
					t.Errorf("%s asks for the word %q, which %s lacks", name, word, template)
				}
			}
		}
	}
}

// TestImports: what a module takes from another one of ours, that one gives.
func TestImports(t *testing.T) {
	files, err := fs.Glob(ui, "ui/*.js")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		js, err := ui.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`import \{([^}]*)\} from "/assets/([a-z]+\.js)"`).FindAllStringSubmatch(string(js), -1) {
			from, err := ui.ReadFile("ui/" + m[2])
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for one := range strings.SplitSeq(m[1], ",") {
				one, _, _ = strings.Cut(strings.TrimSpace(one), " as ")
				if !regexp.MustCompile(`export (async )?(function|const) ` + one + `\b`).Match(from) {
					t.Errorf("%s takes %s from %s, which does not give it", name, one, m[2])
				}
			}
		}
	}
}
