package walk

import (
	"context"
	"os"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axe is the source of axe-core (Deque, MPL-2.0), which is no part of this repository: $AXE names its axe.min.js.
var axe = sync.OnceValues(func() (string, error) {
	path := os.Getenv("AXE")
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
	return string(b), err
})

// accessible looks at the page as it stands: whether it fits a small screen and a phone, and, by axe-core, in light
// and dark, at the rules of WCAG 2.0 to 2.2, A and AA.
func (p *page) accessible(name string) {
	p.Helper()
	p.until(`document.readyState === "complete"`)
	for _, size := range [][2]int64{{1024, 768}, {360, 740}} {
		p.run(name, chromedp.EmulateViewport(size[0], size[1]))
		if over := p.until(`String(document.documentElement.scrollWidth - document.documentElement.clientWidth)`); over != "0" {
			p.Errorf("%s is %s pixels wider than a screen of %d", name, over, size[0])
		}
	}
	p.run(name, chromedp.ResetViewport())
	source, err := axe()
	if err != nil {
		p.Fatal(err)
	}
	if source == "" {
		p.Log("AXE names no axe.min.js: nobody looks whether the page is accessible:", name)
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		p.run(name, func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			return chromedp.Void{}, err
		})
		found := p.evaluate(name, source+`; axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }).then((r) => r.violations.map((v) =>
			[v.id + ": " + v.help, ...v.nodes.map((n) => "    " + n.html + " " + n.failureSummary)].join("\n")).join("\n"))`)
		if found != "" {
			p.Errorf("%s, %s: %s", name, scheme, found)
		}
	}
}
