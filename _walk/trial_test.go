package walk

import (
	"strings"

	"github.com/chromedp/chromedp/kb"
)

// tries looks at what a version with other thresholds would have said, and makes another one of it that judges a region.
func tries(p *page, dragged string) (changed string) {
	p.follow(p.word("view-recipes"))
	p.click(`document.querySelector("a[href='#recipes/` + dragged + `']")`)
	p.says("p", p.word("trial-first"))
	p.fill("input[name=try-days]", "2")
	p.press(p.word("try"))
	p.says("h3", p.word("trial-of"))
	p.says("main p", p.word("trial-whole"))
	p.until(`(() => { const i = [...document.querySelectorAll(".sides li:first-child img")]; return i.length === 4 && i.every((i) => i.complete && i.naturalWidth > 0 && !i.hidden); })()`)
	all := p.until(`document.querySelectorAll(".sides li").length`)
	p.says("button.hold", p.word("hold-heat"))
	strength(p, "main", "0.6")
	p.accessible("trial")

	// One pair of verdicts, by the keyboard, and all again.
	p.until(`(document.querySelector(".matrix button").focus(), document.activeElement.matches(".matrix button"))`)
	p.keys(kb.Enter)
	count := p.until(`document.querySelector(".matrix button[aria-pressed=true]")?.innerText`)
	p.until(`document.querySelectorAll(".sides li").length === Math.min(12, ` + count + `) && document.querySelector("main p[role=status]").innerText.includes(` + quoted(count) + `)`)
	p.press(p.word("all-again"))
	p.until(`document.querySelectorAll(".sides li").length === ` + all)

	p.click(`document.querySelector(".change-of summary")`)
	p.click(`document.querySelector("input[name=roi]")`)
	p.until(`document.querySelector(".roi img")?.naturalWidth > 0`)
	p.drag(".roi rect", 40) // a box without a height, which no version has
	p.until(`Number(document.querySelector("input[name=roi-height]").value) === 0`)
	p.refused("/recipes$")
	p.press(p.word("make-draft"))
	p.until(`location.hash.endsWith(` + quoted(dragged) + `) && document.querySelector("p.alarm")`)
	for field, share := range map[string]string{"x": "10", "y": "20", "width": "60", "height": "50"} {
		p.fill("input[name=roi-"+field+"]", share+kb.Tab)
	}
	p.choose("select[name=limit-displaced]", "off")
	p.choose("select[name=limit-dark]", "other")
	p.fill("input[name=at-dark]", "5"+kb.Tab)
	p.accessible("change of a recipe")
	p.press(p.word("make-draft"))
	changed = strings.TrimPrefix(p.until(`location.hash.includes("recipes/") && !location.hash.endsWith(`+quoted(dragged)+`) && document.querySelectorAll("dd .changed").length === 2 && location.hash`), "#recipes/")
	p.says("dd", p.word("region-is", "10%", "20%", "60%", "50%"))
	p.press(p.word("try"))
	p.says("h3", p.word("trial-of"))
	p.until(`[...document.querySelectorAll(".sides li:first-child img")].filter((i) => i.complete && i.naturalWidth > 0 && !i.hidden).length === 4`)
	p.accessible("trial of a region")
	return changed
}
