package walk

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// manned starts a station for drawn rings at which people log in.
func manned(t *testing.T) (parts, plant string, s *station) {
	t.Helper()
	dir := t.TempDir()
	parts, plant = filepath.Join(dir, "parts"), filepath.Join(dir, "plant")
	inspector := filepath.Join(dir, "ring.mekiki")
	mekiki(t, "inspect", "draw", "--size", "128x128", "--good", "12", "--test-good", "1", "--bad", "1", "--out", parts)
	mekiki(t, "inspect", "fit", "--good", filepath.Join(parts, "train", "good"), "--size", "128x128", "--out", inspector)
	s = serve(t, "--dir", plant, "--inspector", inspector)
	return parts, plant, s
}

// TestPeople walks through a station at which people log in: the first password, a new operator, what an
// operator may not do, and what the records say of it.
func TestPeople(t *testing.T) {
	t.Parallel()
	chrome := browser(t)
	parts, plant, s := manned(t)
	if s.password == "" {
		t.Fatal("the first password is not printed")
	}

	admin := open(t, chrome, s, "/?lang=en")
	admin.until(`location.pathname === "/login"`)
	admin.says("#door h2", "Log in")
	admin.accessible("log-in")
	admin.refused("/api/v1/session$")
	logIn(admin, "admin", "not the password")
	admin.says(".wrong", "do not fit")
	logIn(admin, "admin", s.password)
	changed(admin, "a lathe turns at dawn")
	admin.says(".who", "admin")

	admin.follow("Admin")
	first := user(admin, "sato")
	key := program(t, admin)
	told := webhook(t, admin)
	for name, picture := range drawn(t, parts) {
		s.post(t, name, picture, key)
	}
	for _, picture := range dark(t, 2, 128, 1) {
		s.post(t, "dark", picture, key)
	}

	engineerButtons(admin, true)

	sato := open(t, chrome, s, "/login?lang=en")
	logIn(sato, "sato", first)
	changed(sato, "seven quiet presses")
	sato.says(".who", "sato")
	mayNot(sato)
	sato.visit("/admin?lang=ja")
	sato.says("#yours", "sato")
	sato.accessible("a page for others")
	sato.press("別の利用者でログイン")
	sato.until(`location.pathname === "/login" && document.querySelector("input[name=password]")`)
	logIn(sato, "admin", "a lathe turns at dawn")
	sato.says("#admin td", "sato")
	sato.press("ログアウト")
	sato.until(`location.pathname === "/login" && document.querySelector("input[name=password]")`)
	logIn(sato, "sato", "seven quiet presses")
	sato.says(".who", "sato")
	sato.visit("/?lang=en")
	sato.click(`document.getElementById("todo")`)
	sato.until(`document.querySelector("#review h2")?.innerText.match(/\d+/)`)
	sato.keys("2")
	sato.until(`(() => { const undo = ` + named("#review button", "Undo") + `; return undo && !undo.disabled; })()`)
	sato.keys(kb.Escape)
	sato.refused("/api/v1/results/[0-9]+/nearest$") // what the page was asking when she left
	sato.press("Log out")
	sato.until(`location.pathname === "/login"`)

	audit(admin)
	told()
	s.stop()
	mekiki(t, "station", "verify", plant)
	if out, err := exec.Command(binary(t), "station", "verify", plant, "--head", "1:"+strings.Repeat("0", 64)).CombinedOutput(); err == nil {
		t.Errorf("a head that never was is verified: %s", out)
	}
}

func logIn(p *page, name, password string) {
	p.Helper()
	p.fill("input[name=name]", name)
	p.fill("input[name=password]", password+kb.Enter)
}

// changed chooses a password in the place of the first one; until then no page opens.
func changed(p *page, password string) {
	p.Helper()
	p.until(`document.querySelector("input[name=again]")`)
	p.accessible("new password")
	p.fill("input[name=new]", password)
	p.fill("input[name=again]", password+"!"+kb.Enter)
	p.says(".wrong", "not the same")
	p.fill("input[name=new]", password)
	p.fill("input[name=again]", password+kb.Enter)
	p.until(`location.pathname === "/"`)
}

// user makes an operator, and returns the first password.
func user(p *page, name string) string {
	p.Helper()
	p.says("#admin td", "admin")
	p.accessible("admin")
	p.press("Add user")
	p.accessible("new user")
	p.fill("dialog input[name=name]", name)
	p.fill("dialog input[name=reason]", "new at the line")
	p.click(named("dialog button", "Add user"))
	password := p.until(`document.querySelector("dialog .secret")?.innerText`)
	p.accessible("first password")
	p.click(named("dialog button", "Close"))
	p.says("#admin td", name)
	return password
}

// program makes a key for a program that gives parts.
func program(t *testing.T, p *page) string {
	p.Helper()
	p.press("Make API key")
	p.fill("dialog input[name=name]", "camera")
	p.click(named("dialog button", "Make API key"))
	key := p.until(`document.querySelector("dialog .secret")?.innerText`)
	if !strings.HasPrefix(key, "mekiki_") {
		t.Fatalf("an API key is %q", key)
	}
	p.click(named("dialog button", "Close"))
	return key
}

// webhook lets a program hear of results, and tries it. What it gives checks that results came.
func webhook(t *testing.T, p *page) (told func()) {
	p.Helper()
	var mu sync.Mutex
	kinds := map[string]int{}
	mes := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m struct{ Type string }
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil || !strings.HasPrefix(r.Header.Get("webhook-signature"), "v1,") {
			t.Errorf("a message: %v, %v", err, r.Header)
		}
		mu.Lock()
		defer mu.Unlock()
		kinds[m.Type]++
	}))
	t.Cleanup(mes.Close)
	p.press("Add webhook")
	p.accessible("new webhook")
	p.fill("dialog input[name=url]", mes.URL+"/mekiki")
	p.click(named("dialog button", "Add webhook"))
	if secret := p.until(`document.querySelector("dialog .secret")?.innerText`); !strings.HasPrefix(secret, "whsec_") {
		t.Fatalf("a secret is %q", secret)
	}
	p.click(named("dialog button", "Close"))
	p.says("#admin td", mes.URL)
	p.accessible("webhooks")
	p.press("Test")
	p.until(`document.querySelector("#admin [role=status]")?.innerText.includes("was taken")`)
	return func() {
		mu.Lock()
		defer mu.Unlock()
		if kinds["test"] != 1 || kinds["result"] < 3 {
			t.Errorf("a webhook heard of %v", kinds)
		}
	}
}

// mayNot opens what is an operator's not to do: buttons are missing, and the station refuses.
func mayNot(p *page) {
	p.Helper()
	p.refused("/admin|/api/v1/(recipes|users|audit|shadow)")
	p.until(`!document.querySelector("#account a[href='/admin']")`)
	engineerButtons(p, false)
	for _, r := range [][3]string{{"POST", "/api/v1/recipes", `{}`}, {"POST", "/api/v1/shadow", `{}`}, {"POST", "/api/v1/users", `{}`}, {"GET", "/api/v1/users", ""}, {"GET", "/api/v1/audit", ""}, {"GET", "/admin", ""}} {
		if status, body := p.get(r[0], r[1], r[2]); status != 403 {
			p.Errorf("%s %s of an operator: %d %s", r[0], r[1], status, body)
		}
	}
}

// engineerButtons looks whether the views offer what only an engineer may do.
func engineerButtons(p *page, offered bool) {
	p.Helper()
	for _, view := range []struct{ name, whole, button string }{{"scores", ".histogram", "Make a draft"}, {"teach", "main > p + form + p", "Learn"}, {"recipes", "tbody tr", "Draft from"}} {
		p.visit("/engineer?lang=en#" + view.name)
		p.until(`document.querySelector(".tabs a[aria-current]")?.hash === ` + quoted("#"+view.name) + ` && document.querySelector(` + quoted(view.whole) + `)`)
		if seen := p.until(`String([...document.querySelectorAll("main button, main summary")].some((b) => b.textContent.startsWith(` + quoted(view.button) + `)))`); seen != strconv.FormatBool(offered) {
			p.Errorf("%s: is %q offered? %s, and it should be %v", view.name, view.button, seen, offered)
		}
	}
}

// audit looks at what the page tells of what was done.
func audit(p *page) {
	p.Helper()
	p.visit("/admin?lang=en")
	for _, row := range []string{"sato", "new at the line", "review", "log-in", "API key", "user"} {
		p.says("section[aria-labelledby=audit] tbody", row)
	}
	p.choose("section[aria-labelledby=audit] select", "what=review")
	p.until(`(() => { const rows = [...document.querySelectorAll("section[aria-labelledby=audit] tbody tr")]; return rows.length === 1 && rows[0].cells[2].innerText === "sato" && rows[0].cells[5].innerText.includes("NG"); })()`)
	p.says("section[aria-labelledby=self] dd", "users and API keys")
	p.says("section[aria-labelledby=self] td", "webhook 1")
	p.visit("/admin?lang=ja")
	p.says("#admin h2", "監査証跡")
	p.says("section[aria-labelledby=self] dt", "待ち受けアドレス")
	p.accessible("admin in Japanese")
}
