package walk

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
)

// The words of a language in which a page is looked for.
type words struct {
	lang    string
	verdict map[string]string
	mine    string // how the page says what a person called a part
	noPart  string
}

var languages = []words{
	{"en", map[string]string{"OK": "OK", "NG": "NG", "REVIEW": "REVIEW", "NONE": "no verdict"}, "You called it NG", "No part waits for a person."},
	{"ja", map[string]string{"OK": "OK", "NG": "NG", "REVIEW": "要確認", "NONE": "未判定"}, "あなたの判定：NG", "確認待ちの部品はありません。"},
}

// operator is the day of an operator at the demo: verdicts, the lot, and the parts that wait.
func operator(t *testing.T, chrome context.Context, s *station, w words) {
	p := open(t, chrome, s, "/?lang="+w.lang)
	said := p.until(`document.documentElement.lang === ` + quoted(w.lang) + ` && ["OK", "NG", "REVIEW"].includes(document.getElementById("verdict").className) && (() => {
		const v = document.getElementById("verdict"), colour = document.createElement("i");
		colour.style.color = "var(--" + v.className.toLowerCase() + ")"; v.append(colour);
		const same = getComputedStyle(colour).color === getComputedStyle(v).backgroundColor; colour.remove();
		return JSON.stringify([v.className, v.querySelector(".word").innerText, v.querySelector("use").getAttribute("href"), String(same)]); })()`)
	var seen [4]string
	if err := json.Unmarshal([]byte(said), &seen); err != nil {
		t.Fatal(err)
	}
	if v := seen[0]; seen[1] != w.verdict[v] || seen[2] != "#shape-"+v || seen[3] != "true" {
		t.Errorf("a verdict has word, shape and colour %q", seen)
	}

	// The camera goes on: counts and the newest part change by themselves.
	count := p.until(`document.getElementById("counts").innerText`)
	p.until(`document.getElementById("counts").innerText !== ` + quoted(count))
	p.accessible("operator")
	hold(p, "#part")
	strength(p, "#part", "0.5")

	// A scanner types the lot and the serial number, each with Enter, and waits for no station, which is slow here. A part that has neither gets both.
	serial := "S-" + w.lang
	p.until(`(() => { const quick = window.fetch; window.fetch = async (...what) => { if (String(what[0]).includes("/next")) await new Promise((on) => setTimeout(on, 300)); return quick(...what); }; return true; })()`)
	p.fill("#scan-lot", "L7\r"+serial+"\r")
	p.says("#scanned", serial)
	if status, body := p.get("GET", "/api/v1/next", ""); status != 200 || !json.Valid([]byte(body)) {
		t.Errorf("the next part: %d %s", status, body)
	} else {
		var next struct{ Lot, Part string }
		if err := json.Unmarshal([]byte(body), &next); err != nil || next.Lot != "L7" || next.Part != serial {
			t.Errorf("what was scanned is %s", body)
		}
	}

	queue(t, p, s, w)
}

// queue goes through parts that wait for a person, by keys alone.
func queue(t *testing.T, p *page, s *station, w words) {
	for i, picture := range dark(t, 4, 256, uint64(w.lang[0])) {
		if v := s.post(t, fmt.Sprintf("dark-%s-%d", w.lang, i), picture, ""); v != "REVIEW" {
			t.Fatalf("a dark picture is %s", v)
		}
	}
	p.until(`(() => { const b = [...document.querySelectorAll("#last tr")].find((r) => r.querySelector(".is-REVIEW"))?.querySelector("button"); b?.click(); return b; })()`)
	near(p, "#nearest")
	p.accessible("the nearest good part")
	p.click(`document.getElementById("todo")`)
	faint(p, "#review", "0.5")
	near(p, "#review .nearest")
	hold(p, "#review")
	number := func() string { // of the part that is shown
		return p.until(`document.querySelector("#review h2")?.innerText.match(/\d+/)?.[0]`)
	}
	goes := func(key, from string) string { // what is shown after a key
		p.until(`performance.now() - window.lastKey > 100`) // faster is a scanner, which calls no parts
		p.keys(key)
		p.until(`document.querySelector("#review h2")?.innerText.match(/\d+/)?.[0] !== ` + quoted(from))
		return number()
	}
	p.until(`(window.lastKey = 0, addEventListener("keydown", (e) => { window.lastKey = e.timeStamp; }, true), true)`)
	first := number()
	p.until(`document.getElementById("main").getClientRects().length === 0`) // nothing but the part that waits
	second := goes("2", first)
	third := goes("1", second)
	if back := goes(left, third); back != second {
		t.Errorf("the arrow leads from %s to %s, not to %s", third, back, second)
	}
	if back := goes(left, second); back != first {
		t.Errorf("the arrow leads from %s to %s, not to %s", second, back, first)
	}
	p.says("#review", w.mine)
	goes(right, first)
	goes(right, second)
	if back := goes("u", third); back != second {
		t.Errorf("u leads from %s to %s, not to the last one that was called, %s", third, back, second)
	}
	if word := lastWord(t, p, second); word != "NONE" {
		t.Errorf("u leaves the word %q", word)
	}
	p.until(`document.querySelectorAll("#review .call[aria-pressed=true]").length === 0`)
	goes("3", second)
	p.accessible("queue of reviews")
	p.run("hide the heat map", space(input.DispatchKeyEventTypeRawKeyDown))
	p.until(`document.querySelector("#review .stage.bare")`)
	p.run("show the heat map", space(input.DispatchKeyEventTypeKeyUp))
	p.until(`!document.querySelector("#review .stage.bare")`)
	p.keys(escape)
	p.until(`document.getElementById("review").hidden && !document.getElementById("main").hidden`)
	for trigger, called := range map[string]string{first: "NG", second: "REVIEW", third: ""} {
		if last := lastWord(t, p, trigger); last != called {
			t.Errorf("part %s was called %q, not %q", trigger, last, called)
		}
	}
}

// lastWord is the verdict of the last review of a part, "" without one.
func lastWord(t *testing.T, p *page, trigger string) string {
	t.Helper()
	var r struct{ Reviews []struct{ Verdict string } }
	p.answer("GET", "/api/v1/results/"+trigger, "", 200, &r)
	if n := len(r.Reviews); n > 0 {
		return r.Reviews[n-1].Verdict
	}
	return ""
}
