package walk

import (
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// near waits until a selector has the good part that is nearest, as a picture that can be seen.
func near(p *page, selector string) {
	p.Helper()
	p.until(`[...document.querySelectorAll(` + quoted(selector+" .spot img") + `)].some((i) => i.complete && i.naturalWidth > 0 && i.getClientRects().length > 0)`)
}

// hold presses the button that hides the heat map, and lets it go.
func hold(p *page, within string) {
	p.Helper()
	at := p.until(`(() => { const e = document.querySelector(` + quoted(within+" .hold") + `); if (!e) return ""; e.scrollIntoView({ block: "center" }); const b = e.getBoundingClientRect(); return (b.x + b.width / 2) + " " + (b.y + b.height / 2); })()`)
	var x, y float64
	if _, err := fmt.Sscan(at, &x, &y); err != nil {
		p.Fatal(err)
	}
	p.run("hold", chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	p.until(`document.querySelector(` + quoted(within+" .stage.bare") + `) && document.querySelector(` + quoted(within+" .hold[aria-pressed=true]") + `)`)
	p.run("let go", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	p.until(`!document.querySelector(` + quoted(within+" .stage.bare") + `)`)
}

// strength sets how strongly the heat map lies over the picture, and sees it.
func strength(p *page, within, share string) {
	p.Helper()
	p.until(`(() => { const s = document.querySelector(` + quoted(within+" .strength input") + `); if (!s) return false; s.value = ` + quoted(share) + `; s.dispatchEvent(new Event("input", { bubbles: true })); return true; })()`)
	faint(p, within, share)
}

// faint waits until a heat map, and the slider beside it, are as strong as was said.
func faint(p *page, within, share string) {
	p.Helper()
	p.until(`(() => { const h = document.querySelector(` + quoted(within+" .heat") + `), s = document.querySelector(` + quoted(within+" .strength input") + `); return h && s && getComputedStyle(h).opacity === ` + quoted(share) + ` && s.value === ` + quoted(share) + `; })()`)
}
