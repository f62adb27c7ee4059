package walk

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	left   = kb.ArrowLeft
	right  = kb.ArrowRight
	escape = kb.Escape
)

// space holds the space bar, or lets it go.
func space(kind input.DispatchKeyEventType) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: " ", Code: "Space"})
		return chromedp.Void{}, err
	}
}
