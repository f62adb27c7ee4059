package walk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPages takes the pictures of README into the folder that PAGES names: make pages asks for that.
func TestPages(t *testing.T) {
	dir := os.Getenv("PAGES")
	if dir == "" {
		t.Skip("PAGES names no folder: nobody wants pictures of the pages")
	}
	chrome, parts := browser(t), t.TempDir()
	s := demo(t, parts)
	mekiki(t, "inspect", "draw", "--good", "1", "--test-good", "36", "--bad", "16", "--faintest", "0.1", "--seed", "8", "--out", filepath.Join(parts, "more"))
	for name, picture := range drawn(t, filepath.Join(parts, "more")) {
		s.post(t, name, picture, "")
	}
	take := func(name, path, ready string) {
		p := open(t, chrome, s, path)
		p.run(name, chromedp.EmulateViewport(1280, 900))
		p.until(ready)
		b, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o666)
		}
		if err != nil {
			t.Error(err)
		}
	}
	seen := `[...document.querySelectorAll(".stage img")].every((i) => i.hidden || i.complete && i.naturalWidth > 0)`
	take("station-operator.png", "/?lang=en", `document.querySelector("#verdict.NG") && document.querySelectorAll(".nearest .spot").length > 0 && `+seen)
	take("station-engineer.png", "/engineer?lang=en#scores", `document.querySelectorAll(".histogram .bar").length > 20 && document.querySelector(".two table")`)
}
