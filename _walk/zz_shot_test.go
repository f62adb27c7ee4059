package walk

import (
	"context"
	"encoding/base64"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var _ = base64.StdEncoding

func TestShot(t *testing.T) {
	if os.Getenv("SHOT") == "" {
		t.Skip()
	}
	chrome := browser(t)
	s := &station{address: os.Getenv("SHOT")}
	p := open(t, chrome, s, os.Getenv("SHOTPATH"))
	for _, step := range strings.Split(os.Getenv("SHOTJS"), ";;") {
		if strings.TrimSpace(step) != "" {
			p.until(step)
		}
	}
	time.Sleep(700 * time.Millisecond)
	out := os.Getenv("SHOTOUT")
	for _, v := range strings.Split(os.Getenv("SHOTSIZES"), ",") {
		w, scheme, media := int64(1280), "light", ""
		if strings.Contains(v, "phone") {
			w = 390
		}
		if strings.Contains(v, "dark") {
			scheme = "dark"
		}
		if strings.Contains(v, "print") {
			media, w = "print", 800
		}
		p.run("view", chromedp.EmulateViewport(w, 900))
		p.run("media", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			return chromedp.Void{}, err
		})
		time.Sleep(400 * time.Millisecond)
		p.run("shot", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
			r, err := cdp.Call(ctx, t, cpage.CaptureScreenshot, cpage.CaptureScreenshotParams{CaptureBeyondViewport: new(true), Format: "png"})
			if err == nil {
				err = os.WriteFile(out+"-"+v+".png", r.Data, 0o644)
			}
			return chromedp.Void{}, err
		})
	}
	if os.Getenv("SHOTAXE") != "" {
		p.accessible("shot")
	}
}
