package walk

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// limit is how long anything may take that a person would wait for; a busy machine is slow.
const limit = 3 * time.Minute

// browser starts the browser of this computer, or skips the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium on this computer: nobody walks through the pages")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1280, 1000), chromedp.WSURLReadTimeout(limit))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return ctx
}

// page is a tab at a station. What is red in its console, and what it asks of others, is an error of the test.
type page struct {
	*testing.T
	ctx     context.Context
	station string

	mu      sync.Mutex
	allowed *regexp.Regexp // addresses that may answer with an error
}

// gone are pictures that are not kept, or not yet: the page says so.
var gone = regexp.MustCompile(`/api/v1/results/[0-9a-f./]+/(picture|heat)`)

// open opens a tab with cookies of its own.
func open(t *testing.T, browser context.Context, s *station, path string) *page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &page{T: t, ctx: ctx, station: s.address, allowed: gone}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	p.visit(path)
	return p
}

// hear is called by the browser, from another goroutine.
func (p *page) hear(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Scheme != "data" && u.Scheme != "blob" && u.Scheme+"://"+u.Host != p.station {
			p.Errorf("a request leaves the station: %s", e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		b, _ := json.Marshal(e.ExceptionDetails)
		p.Errorf("console: %s", b)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b, _ := json.Marshal(e.Args)
			p.Errorf("console: %s", b)
		}
	case *log.EventEntryAdded:
		p.mu.Lock()
		defer p.mu.Unlock()
		if e.Entry.Level == log.EntryLevelError && !p.allowed.MatchString(e.Entry.URL) {
			p.Errorf("console: %s %s", e.Entry.Text, e.Entry.URL)
		}
	}
}

// refused says that from now on the station refuses what asks for an address.
func (p *page) refused(address string) {
	p.mu.Lock()
	p.allowed = regexp.MustCompile(gone.String() + "|" + address)
	p.mu.Unlock()
}

func (p *page) run(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.Fatalf("%s: %v\n%s", what, err, p.text())
	}
}

// evaluate runs JavaScript that promises a text.
func (p *page) evaluate(what, js string) string {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](js, chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("%s: %v", what, err)
	}
	return text
}

// visit goes to a path of the station.
func (p *page) visit(path string) {
	p.Helper()
	p.run(path, chromedp.Navigate(p.station+path))
}

// text is what stands on the page, for messages.
func (p *page) text() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}

// until asks the page again and again until the JavaScript is true, and returns its value. It asks from here,
// since the page may go to another address meanwhile, and since its policy forbids code that is made of text.
func (p *page) until(js string) (value string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	var wrong error
	for {
		now, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(() => { const v = `+js+`; return v ? String(v) : ""; })()`))
		wrong = err
		if now != "" {
			return now
		}
		select {
		case <-ctx.Done():
			p.Fatalf("after %v there is still no %s (%v) on\n%s", limit, js, wrong, p.text())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// quoted is text as JavaScript reads it.
func quoted(text string) string {
	b, _ := json.Marshal(text) // a string always can be
	return string(b)
}

// says waits until a text stands in what a selector names.
func (p *page) says(selector, text string) {
	p.Helper()
	p.until(fmt.Sprintf(`[...document.querySelectorAll(%s)].some((e) => e.innerText.includes(%s))`, quoted(selector), quoted(text)))
}

// named is the element of a selector that begins with a text.
func named(selector, text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%s)].find((e) => e.innerText.trim().startsWith(%s))`, quoted(selector), quoted(text))
}

// click presses the mouse in the middle of an element, once it can be seen, is in force, lies still and nothing lies
// on it: a page moves while its parts come.
func (p *page) click(element string) {
	p.Helper()
	where := `(() => { const e = ` + element + `; if (!e || e.disabled) return ""; e.scrollIntoView({ block: "center" });
		const b = e.getBoundingClientRect(), x = b.x + b.width / 2, y = b.y + b.height / 2, top = document.elementFromPoint(x, y);
		return b.width && top && (e.contains(top) || top.contains(e)) ? x + " " + y : ""; })()`
	at := p.until(where)
	for range 100 {
		time.Sleep(50 * time.Millisecond)
		before := at
		if at = p.until(where); at == before {
			break
		}
	}
	var x, y float64
	if _, err := fmt.Sscan(at, &x, &y); err != nil {
		p.Fatal(err)
	}
	p.run("click "+element, chromedp.MouseClickXY(x, y))
}

// word is a text of the page in its language, with values in the places of {}; where some are missing it is what stands
// before, between or behind them first.
func (p *page) word(name string, values ...string) string {
	p.Helper()
	text := p.until(`document.getElementById("words")?.content.querySelector('[data-word="` + name + `"]')?.textContent`)
	for _, v := range values {
		text = strings.Replace(text, "{}", v, 1)
	}
	for part := range strings.SplitSeq(text, "{}") {
		if part = strings.TrimSpace(part); part != "" {
			return part
		}
	}
	p.Fatalf("the word %q has no text", name)
	return ""
}

func (p *page) press(button string) { p.Helper(); p.click(named("button", button)) }
func (p *page) follow(link string)  { p.Helper(); p.click(named("a", link)) }

// drag moves an element to the right by the mouse, in steps as a hand does.
func (p *page) drag(selector string, by float64) {
	p.Helper()
	at := p.until(`(() => { const e = document.querySelector(` + quoted(selector) + `); e.scrollIntoView({ block: "center" }); const b = e.getBoundingClientRect(); return (b.x + b.width / 2) + " " + (b.y + b.height / 2); })()`)
	var x, y float64
	if _, err := fmt.Sscan(at, &x, &y); err != nil {
		p.Fatal(err)
	}
	p.run("drag "+selector, chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x+by/2, y, chromedp.ButtonLeft), chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x+by, y, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, x+by, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

// keys types, as a person or a scanner does.
func (p *page) keys(text string) {
	p.Helper()
	p.run("type "+text, chromedp.KeyEvent(text))
}

// fill types into a field, over what stands in it.
func (p *page) fill(selector, text string) {
	p.Helper()
	p.click("document.querySelector(" + quoted(selector) + ")")
	p.until(`(() => { const e = document.activeElement; if (!e?.matches(` + quoted(selector) + `)) return false; e.select?.(); return true; })()`)
	p.keys(text)
}

// choose takes a value from a list.
func (p *page) choose(selector, value string) {
	p.Helper()
	p.until(fmt.Sprintf(`(() => { const s = document.querySelector(%s); if (!s) return false; s.value = %s; s.dispatchEvent(new Event("change", { bubbles: true })); return s.value === %[2]s; })()`, quoted(selector), quoted(value)))
}

// get is what the station answers to the page itself, with the page's session.
func (p *page) get(method, path, body string) (status int, text string) {
	p.Helper()
	js := fmt.Sprintf(`(async () => { const s = await (await fetch("/api/v1/session")).json(); const r = await fetch(%s, { method: %s, headers: { "Content-Type": "application/json", "X-CSRF-Token": s.csrf ?? "" }, body: %s || undefined }); return r.status + " " + await r.text(); })()`, quoted(path), quoted(method), quoted(body))
	answer := p.evaluate(path, js)
	number, text, _ := strings.Cut(answer, " ")
	if _, err := fmt.Sscan(number, &status); err != nil {
		p.Fatal(err)
	}
	return status, text
}
