package server

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// TestProblemsAreSaid in the language of the request, whoever has found them; their type stays.
func TestProblemsAreSaid(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct{ method, path, body, accept, kind, want string }{
		{"GET", "/api/v1/results/99", "", "", "not-found", "there is none"},
		{"GET", "/api/v1/results/99", "", "fr,ja;q=0.5", "not-found", "見つかりません"},
		{"GET", "/api/v1/results/99?lang=ja", "", "en", "not-found", "見つかりません"},
		{"GET", "/api/v1/results/99?lang=en", "", "ja", "not-found", "there is none"},
		{"POST", "/api/v1/commands", `{"command":"Fly"}`, "ja-JP,en;q=0.5", "command", "コマンド \"Fly\" はありません"},
		{"POST", "/api/v1/commands", `{"command":"ConfirmAll"}`, "ja", "refused", "受け付けられません"},
		{"POST", "/api/v1/commands", `{}`, "ja", "", "入力内容に誤りがあります"},
		{"POST", "/api/v1/commands", `{}`, "", "", "validation failed"},
	} {
		var p huma.ErrorModel
		a, b := r.ask(t, c.method, c.path, []byte(c.body), "Content-Type", "application/json", "Accept-Language", c.accept)
		if err := json.Unmarshal(b, &p); err != nil || a.Header().Get("Content-Type") != "application/problem+json" || p.Status != a.Code || !strings.Contains(p.Detail, c.want) || c.kind != "" && p.Type != problemType+c.kind {
			t.Errorf("%s %s in %s: %v, %d %s", c.method, c.path, c.accept, err, a.Code, b)
		}
	}
	a, b := r.ask(t, "GET", "/", nil, "Host", "evil.example", "Accept-Language", "ja")
	if a.Code != http.StatusMisdirectedRequest || !strings.Contains(string(b), "ステーション") {
		t.Errorf("%d %s", a.Code, b)
	}
}

// TestRecipesAreSaid: the reason of a step that the program took is said in the language of who asks.
func TestRecipesAreSaid(t *testing.T) {
	b := recipe.NewBook([]recipe.Version{{Product: "ring"}}, nil)
	b.Entries[0].Steps = []recipe.Act{{ID: 1, Who: "station", Reason: "started with ring.mekiki"}, {ID: 2, Who: "sato", Reason: "started by mekiki serve"}}
	if said := (Speaks{Lang: "ja"}).book(b).Said; len(said) != 1 || said["1"] != "ring.mekiki で起動" {
		t.Errorf("%q", said)
	}
}

// TestAuditIsSaid: rows are as they are stored, and beside that in words of the reader; what a person
// has typed stays, though it reads like ours.
func TestAuditIsSaid(t *testing.T) {
	s := Speaks{Lang: "ja"}
	for _, c := range []struct {
		row  audit.Entry
		want Said
	}{
		{audit.Entry{Who: "sato", What: "command", Subject: "Halt", Old: "Ready", New: "Halted", Reason: "started by mekiki serve"}, Said{"sato", "ステーションを停止する", "待機中", "停止", "started by mekiki serve"}},
		{audit.Entry{Who: "station", What: "command", Subject: "StartContinuous", Old: "Ready", New: "ContinuousExecution", Reason: "started by mekiki serve"}, Said{"ステーション", "判定を開始する", "待機中", "判定中", "mekiki serve による起動"}},
		{audit.Entry{Who: "api", What: record.EventResult, Subject: "7", Old: "NONE", New: "NONE", Reason: "judged too late for the line"}, Said{"api", "7", s.value("result", "NONE"), s.value("result", "NONE"), "判定がラインの待ち時間に間に合いませんでした"}},
		{audit.Entry{Who: "sato", What: "login", Subject: "sato", New: "refused: wrong password", Reason: "from 10.0.0.3"}, Said{"sato", "sato", "", "拒否：パスワード誤り", "10.0.0.3 から"}},
		{audit.Entry{Who: "admin", What: "user", Subject: "sato", Old: "operator, enabled", New: "operator, engineer, disabled", Reason: "new"}, Said{"admin", "sato", "作業者、ログイン可", "作業者、技術者、無効", "new"}},
		{audit.Entry{Who: "station", What: "pictures", Subject: "x", New: "removed", Reason: "policy: 24 hours, 5 bytes, up to 2026-01-02 UTC"}, Said{"ステーション", "x", "", "削除", "保存方針：24 時間、5 バイト、2026-01-02 UTC まで"}},
		{audit.Entry{Who: "sato", What: "alarm", Subject: "late", Old: "verdicts come too late: the line waits 3s", New: "confirmed", Reason: "failed"}, Said{"sato", "判定の遅れ", s.say("verdicts come too late: the line waits 3s"), "確認済み", "failed"}},
		{audit.Entry{Who: "station", What: "alarm", Subject: outbox.AlarmWebhook}, Said{"ステーション", "Webhook", "", "", ""}},
		{audit.Entry{Who: "station", What: "alarm", Subject: outbox.AlarmPlant}, Said{"ステーション", "工場のデータベース", "", "", ""}},
		{audit.Entry{Who: "admin", What: outbox.WhatHook, Old: "https://mes.example, result", New: "removed"}, Said{"admin", "", "https://mes.example, result", "削除", ""}},
		{audit.Entry{Who: "ito", What: "study call", Subject: "1#5", New: "REVIEW"}, Said{"ito", "1#5", "", s.value("result", "REVIEW"), ""}},
		{audit.Entry{Who: "api", What: "trial", Subject: "2", Old: "abc", New: "3 of 40"}, Said{"api", "2", "abc", "40 個中 3 個で判定が変わる", ""}},
	} {
		if got := s.row(audit.Row{Entry: c.row}); got.Said != c.want || got.Entry != c.row {
			t.Errorf("%+v: %+v, want %+v", c.row, got.Said, c.want)
		}
	}
}

// TestAuditKinds: each kind of rows that the admin page lets choose has a word, and those that came late are there.
func TestAuditKinds(t *testing.T) {
	js, err := ui.ReadFile("ui/records.js")
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`const kinds = (\[.*\]);`).FindSubmatch(js)
	var kinds []string
	if len(list) != 2 || json.Unmarshal(list[1], &kinds) != nil {
		t.Fatalf("%s", list)
	}
	for _, kind := range kinds {
		if page := string(rendered("admin.tmpl", lang.English, shown{Station: "s"})); !strings.Contains(page, `data-word="what-`+kind+`"`) {
			t.Errorf("there is no word for %q", kind)
		}
	}
	for _, kind := range []string{"study", "study call", "study end", outbox.WhatHook + " lost"} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("%q cannot be chosen", kind)
		}
	}
}

// TestFormsAreSaid: what huma says of values that a page may send is said in Japanese, too.
func TestFormsAreSaid(t *testing.T) {
	r := newRig(t)
	long := strings.Repeat("x", 2000)
	many := strings.Repeat("1,", 5001) + "1"
	foreign := regexp.MustCompile(`[A-Za-z]{3,}`)
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/api/v1/results?from=x", ""}, {"GET", "/api/v1/results?limit=0", ""}, {"GET", "/api/v1/results?limit=1001", ""}, {"GET", "/api/v1/results?limit=x", ""}, {"GET", "/api/v1/results?unknown=1", ""},
		{"GET", "/api/v1/results?number=" + many, ""}, {"GET", "/api/v1/results?number=a", ""}, {"GET", "/api/v1/scores/effect?high=1", ""}, {"GET", "/api/v1/scores/effect?low=x&high=1", ""}, {"GET", "/api/v1/inspectors/ab", ""},
		{"POST", "/api/v1/results/1/reviews", ""}, {"POST", "/api/v1/results/1/reviews", `{"verdict":3}`}, {"POST", "/api/v1/results/1/reviews", `{"verdict":"OK","reason":"` + long + `"}`}, {"POST", "/api/v1/results/1/reviews", `{"verdict":"OK","other":1}`},
		{"POST", "/api/v1/results/1/reviews", `[]`}, {"POST", "/api/v1/results/1/reviews", `{"verdict":"OK","reason":"` + strings.Repeat("x", 1<<20) + `"}`}, {"POST", "/api/v1/results/x/reviews", `{"verdict":"OK"}`},
		{"POST", "/api/v1/recipes", `{"product":"","inspector":"` + strings.Repeat("a", 64) + `","low":"x"}`}, {"POST", "/api/v1/recipes", `{"product":"p","inspector":"` + strings.Repeat("a", 64) + `","no_guard":3}`},
		{"POST", "/api/v1/recipes/a/teach", `{"parts":[]}`}, {"POST", "/api/v1/recipes/a/teach", `{"parts":3}`}, {"POST", "/api/v1/recipes/a/teach", `{"parts":["a"]}`}, {"POST", "/api/v1/recipes/a/trial", `{"last":1.5}`},
	} {
		var p huma.ErrorModel
		a, b := r.ask(t, c.method, c.path, []byte(c.body), "Content-Type", "application/json", "Accept-Language", "ja")
		if err := json.Unmarshal(b, &p); err != nil || a.Code < 400 || p.Detail == "" {
			t.Errorf("%.80s %.80s: %d, %v, %.200s", c.path, c.body, a.Code, err, b)
		}
		said := []string{p.Detail}
		for _, e := range p.Errors {
			said = append(said, e.Message)
		}
		for _, s := range said {
			if words := foreign.FindAllString(strings.NewReplacer("verdict", "", "JSON", "", "REVIEW", "").Replace(s), -1); len(words) > 0 {
				t.Errorf("%.80s %.80s: %q", c.path, c.body, s)
			}
		}
	}
}
