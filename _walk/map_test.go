package walk

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// partsMap draws the map of parts, encloses all of them by the mouse and some by keys, looks at them in the table, and leaves
// another map while it is drawn.
func partsMap(p *page) {
	p.follow(p.word("view-map"))
	p.says("main", p.word("map-none"))
	p.press(p.word("map-draw"))
	p.until(`document.querySelector(".plane canvas")`)
	p.until(`!document.querySelector(".job")`)
	p.accessible("map of parts")
	all := p.until(`document.querySelector("p.faint").innerText.match(/[\d,]+/)?.[0]`)

	p.around(".plane canvas")
	p.says("p.chosen", p.word("map-chosen", all))
	p.until(`document.querySelectorAll(".places .change").length > 0`)
	p.accessible("parts chosen on the map")
	p.until(`(document.querySelector(".plane canvas").focus(), document.activeElement.matches(".plane canvas"))`)
	p.keys(kb.Escape)
	p.says("p.chosen", p.word("map-chosen", "0"))
	for range 12 { // to the left upper corner, and as large as the plane
		p.keys(kb.ArrowLeft)
		p.keys(kb.ArrowUp)
	}
	p.run("shift and arrows", chromedp.KeyEvent(strings.Repeat(kb.ArrowRight+kb.ArrowDown, 22), chromedp.KeyModifiers(chromedp.ModifierShift)))
	p.says("p.chosen", p.word("map-chosen", all))
	p.press(p.word("map-table"))
	p.says("main", p.word("only-chosen", all))
	p.until(`document.querySelectorAll("tbody tr").length === Math.min(50, ` + all + `)`)
	p.accessible("table of chosen parts")
	p.press(p.word("all-again"))

	p.follow(p.word("view-map"))
	p.until(`document.querySelector(".plane canvas")`) // the same map is still there
	p.press(p.word("map-draw"))
	p.until(`document.querySelector(".job")`)
	p.follow(p.word("view-results"))
	p.until(`!document.querySelector(".job")`)
	if _, body := p.get("GET", "/api/v1/jobs", ""); strings.Contains(body, `"running"`) {
		p.Errorf("nobody waits for the map, and it is still drawn: %s", body)
	}
}

// around draws around all of an element with the mouse.
func (p *page) around(selector string) {
	p.Helper()
	at := p.until(`(() => { const e = document.querySelector(` + quoted(selector) + `); e.scrollIntoView({ block: "center" }); const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height].join(" "); })()`)
	var x, y, w, h float64
	if _, err := fmt.Sscan(at, &x, &y, &w, &h); err != nil {
		p.Fatal(err)
	}
	// Its corners are round, and what lies beyond them is not its own.
	corner := func(kind input.DispatchMouseEventType, right, down float64) chromedp.Action[chromedp.Void] {
		return chromedp.MouseEvent(kind, x+5+right*(w-10), y+5+down*(h-10), chromedp.ButtonLeft, chromedp.ClickCount(1))
	}
	p.run("draw around "+selector, corner(input.DispatchMouseEventTypeMousePressed, 0, 0), corner(input.DispatchMouseEventTypeMouseMoved, 1, 0),
		corner(input.DispatchMouseEventTypeMouseMoved, 1, 1), corner(input.DispatchMouseEventTypeMouseMoved, 0, 1), corner(input.DispatchMouseEventTypeMouseReleased, 0, 0.5))
}
