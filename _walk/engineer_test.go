package walk

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// engineer is the day of an engineer at the demo, in a language: results, labels, thresholds, teaching, a release.
func engineer(t *testing.T, chrome context.Context, s *station, lang string) {
	p := open(t, chrome, s, "/engineer?lang="+lang)
	p.until(`document.documentElement.lang === ` + quoted(lang))
	table(p)
	label(p, "good-000", "1")
	label(p, "stain-000", "2")
	mark(p)
	partsMap(p)
	dragged := thresholds(p)
	changed := tries(p, dragged)
	taught := teach(p)
	release(p)
	inspectors(p)
	_, body := p.get("GET", "/api/v1/recipes", "")
	var book struct {
		Active  string
		Recipes []struct{ Hash, Status string }
	}
	if err := json.Unmarshal([]byte(body), &book); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if book.Active != taught {
		t.Errorf("%s judges, not what was taught, %s", book.Active, taught)
	}
	for _, r := range book.Recipes {
		if want := map[string]string{dragged: "trial", changed: "trial", taught: "released"}[r.Hash]; want != "" && r.Status != want {
			t.Errorf("%s is %s, not %s", r.Hash, r.Status, want)
		}
	}
	if len(book.Recipes) != 4 {
		t.Errorf("there are %d versions, not the first, the dragged, the changed and the taught one", len(book.Recipes))
	}
}

// table filters results by verdict, and clears the filter.
func table(p *page) {
	p.until(`document.querySelectorAll("tbody tr").length > 5`)
	p.accessible("results")
	p.choose("select[name=verdict]", "NG")
	p.until(`(() => { const rows = [...document.querySelectorAll("tbody tr")]; return rows.length > 0 && rows.every((r) => r.cells[2].innerText.trim() === "NG"); })()`)
	p.press(p.word("clear"))
	p.until(`[...document.querySelectorAll("tbody tr")].some((r) => r.cells[2].innerText.trim() === "OK")`)
}

// label finds a part by its name, looks at it, and calls it by a key.
func label(p *page, name, key string) {
	p.follow(p.word("view-results"))
	p.fill("input[name=part]", name+kb.Enter)
	p.until(`document.querySelectorAll("tbody tr").length === 1 && document.querySelector("tbody tr").cells[5].innerText === ` + quoted(name))
	p.click(`document.querySelector("tbody tr").cells[1].querySelector("a")`)
	p.until(`[...document.querySelectorAll(".stage img")].length > 1 && [...document.querySelectorAll(".two .stage img")].every((i) => i.complete && i.naturalWidth > 0 && !i.hidden)`)
	p.until(`document.querySelector(".places .spot")`) // the known parts that are nearest
	strength(p, ".two", "0.4")
	p.accessible("part")
	p.keys(key)
	p.until(`document.querySelector("ul.plain .called.is-` + map[string]string{"1": "OK", "2": "NG"}[key] + `")`)
}

// thresholds drags one line by keys and one by the mouse, and makes a draft.
func thresholds(p *page) (draft string) {
	p.follow(p.word("view-scores"))
	p.until(`document.querySelectorAll(".handle").length === 2 && document.querySelector(".two table")`)
	p.accessible("scores")
	drawn := p.until(`document.querySelector(".histogram + p").innerText`)
	p.until(`document.querySelector(".histogram + p").innerText !== ` + quoted(drawn)) // as parts come
	low := p.until(`document.querySelector(".handle.is-REVIEW").getAttribute("aria-valuenow")`)
	facts := p.until(`document.querySelector(".facts").innerText`)
	p.until(`(document.querySelector(".handle.is-REVIEW").focus(), document.activeElement.matches(".handle.is-REVIEW"))`)
	for range 4 {
		p.keys(kb.PageDown)
	}
	p.until(`Number(document.querySelector(".handle.is-REVIEW").getAttribute("aria-valuenow")) < ` + low)
	p.until(`document.querySelector(".facts").innerText !== ` + quoted(facts))

	high := p.until(`document.querySelector(".handle.is-NG").getAttribute("aria-valuenow")`)
	p.drag(".handle.is-NG .grip", 60)
	p.until(`Number(document.querySelector(".handle.is-NG").getAttribute("aria-valuenow")) > ` + high)
	short := `[...document.querySelectorAll(".filters input[type=number]")].every((f) => f.value.replace(/[^0-9]/g, "").replace(/^0+/, "").length <= 5)`
	p.until(short)
	line := func(which string) string {
		return `document.querySelector(".handle.is-` + which + `").getAttribute("aria-valuenow")`
	}
	set := p.until(line("REVIEW") + ` + " " + ` + line("NG"))
	p.fill("form.row input", "fewer escapes")
	p.press(p.word("make-draft"))
	draft = p.until(`document.querySelector("a[href^='#recipes/']")?.hash.split("/")[1]`)
	_, body := p.get("GET", "/api/v1/recipes", "")
	if made := p.evaluate("the draft", `(async () => { const r = JSON.parse(`+quoted(body)+`).recipes.find((r) => r.hash === `+quoted(draft)+`); return r.low + " " + r.high; })()`); made != set {
		p.Errorf("the draft has %s, and the lines were at %s", made, set)
	}
	return draft
}

// teach lets the inspector learn what was labelled, and waits for the end of the job.
func teach(p *page) (draft string) {
	p.follow(p.word("view-teach"))
	p.until(`(() => {
		const boxes = [...document.querySelectorAll("tbody input[type=checkbox]")];
		const wrong = boxes.find((b) => b.checked !== /^(good|stain)-/.test(b.closest("tr").cells[6].innerText));
		wrong?.click();
		return boxes.length >= 2 && !wrong;
	})()`)
	p.fill(".grow input", "the day's misses")
	p.press(p.word("teach-these", "1", "1"))
	draft = p.until(`document.querySelector(".card a[href^='#recipes/']")?.hash.split("/")[1]`)
	p.says(".card", p.word("learned-marked", "1"))
	p.says(".card", p.word("good-moved"))
	p.accessible("what was learned")
	return draft
}

// release brings the draft of teaching by a trial to its release, and lets it judge.
func release(p *page) {
	p.follow(p.word("draft-of"))
	p.says("b", p.word("status-draft"))
	if p.until(`String([...document.querySelectorAll("button")].some((b) => b.innerText === `+quoted(p.word("release"))+`))`) != "false" {
		p.Error("a draft can be released without a trial")
	}
	p.press(p.word("try"))
	p.says("h3", p.word("trial-of"))
	p.says("b", p.word("status-trial"))
	p.accessible("recipe")
	p.fill(".card .grow input", "trial looked at")
	p.press(p.word("release"))
	p.says("b", p.word("status-released"))
	p.press(p.word("use"))
	p.says(".row b", p.word("judges-now"))
	p.until(`!document.querySelector("p.alarm")`)
	p.follow(p.word("view-recipes"))
	p.says("tbody b", p.word("judges-now"))
	p.accessible("recipes")
	p.visit("/")
	p.says("#recipe", p.word("recipe"))
}

// japanese opens all views of the engineer and the admin page in Japanese.
func japanese(t *testing.T, chrome context.Context, s *station) {
	p := open(t, chrome, s, "/engineer?lang=ja")
	for view, says := range map[string]string{"results": "判定", "scores": "期間", "teach": "学習", "recipes": "レシピ", "drift": "管理図", "map": "囲んだ部品", "studies": "MSA", "inspectors": "系譜"} {
		p.visit("/engineer?lang=ja#" + view)
		p.until(`document.documentElement.lang === "ja"`)
		p.says("main", says)
		p.says("nav.tabs a[aria-current]", map[string]string{"results": "検査結果", "scores": "スコア", "teach": "学習", "recipes": "レシピ", "drift": "傾向監視", "map": "部品マップ", "studies": "判定の一致性", "inspectors": "検査器"}[view])
	}
	p.visit("/admin?lang=ja")
	p.says("#admin h2", "監査")
}
