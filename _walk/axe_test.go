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

// accessible lets axe-core look at the page as it stands, in light and dark, by the rules of WCAG 2.0 to 2.2, A and AA.
func (p *page) accessible(name string) {
	p.Helper()
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
