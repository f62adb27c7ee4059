package walk

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
)

// TestSecondPerson releases a recipe where people log in: an engineer has made and tried it, an approver releases it, and a
// second person agrees by the password.
func TestSecondPerson(t *testing.T) {
	t.Parallel()
	chrome := browser(t)
	parts, plant, s := manned(t)

	admin := open(t, chrome, s, "/login?lang=en")
	logIn(admin, "admin", s.password)
	changed(admin, "a lathe turns at dawn")
	key := struct{ Text string }{}
	admin.made("/api/v1/keys", `{"name":"camera","roles":["operator"]}`, &key)
	for name, picture := range drawn(t, parts) {
		s.post(t, name, picture, key.Text)
	}
	engineer := admin.joins(t, chrome, s, "mori", "engineer", "a drill hums at noon")
	approver := admin.joins(t, chrome, s, "abe", "approver", "a press sings at dusk")

	var book struct {
		Recipes []struct{ Product, Inspector string }
	}
	engineer.answer("GET", "/api/v1/recipes", "", 200, &book)
	var draft struct{ Hash string }
	engineer.made("/api/v1/recipes", fmt.Sprintf(`{"product":%q,"inspector":%q,"intended_use":"rings"}`, book.Recipes[0].Product, book.Recipes[0].Inspector), &draft)
	engineer.visit("/engineer?lang=en#recipes/" + draft.Hash)
	engineer.press("Try it")
	engineer.says("b", "tried")
	engineer.until(`!document.querySelector("input[type=password]")`) // who may not release is not asked

	approver.visit("/engineer?lang=en#recipes/" + draft.Hash)
	approver.accessible("release by two")
	approver.fill(".card .grow input", "trial looked at")
	approver.fill("input[name=second]", "mori")
	approver.refused("/steps$")
	approver.press("Release")
	approver.says("p.alarm", "must give the password")
	approver.fill("input[name=second-password]", "not the password")
	approver.press("Release")
	approver.says("p.alarm", "the second person: name and password do not fit")
	approver.until(`location.pathname === "/engineer" && document.querySelector("input[name=second-password]").value === ""`)
	approver.fill("input[name=second-password]", "a drill hums at noon")
	approver.press("Release")
	approver.says("b", "released")
	approver.says("ul.plain li", "abe + mori: trial looked at")
	s.stop()
	mekiki(t, "station", "verify", plant)
}

// joins makes a user, who logs in and chooses a password.
func (p *page) joins(t *testing.T, chrome context.Context, s *station, name, role, password string) *page {
	t.Helper()
	first := struct{ Password string }{}
	p.made("/api/v1/users", fmt.Sprintf(`{"name":%q,"roles":[%q],"reason":"new"}`, name, role), &first)
	who := open(t, chrome, s, "/login?lang=en")
	logIn(who, name, first.Password)
	changed(who, password)
	who.says(".who", name)
	return who
}

// made posts what makes something, and reads the answer.
func (p *page) made(path, body string, to any) {
	p.Helper()
	p.answer("POST", path, body, 201, to)
}

// answer is what the station answers to the page, with a status that must be.
func (p *page) answer(method, path, body string, status int, to any) {
	p.Helper()
	got, text := p.get(method, path, body)
	if got != status {
		p.Fatalf("%s %s: %d %s", method, path, got, text)
	}
	if err := json.Unmarshal([]byte(text), to); err != nil {
		p.Fatalf("%s %s: %v: %s", method, path, err, text)
	}
}
