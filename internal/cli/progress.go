package cli

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/schollz/progressbar/v3"

	"mekiki/internal/train"
)

// watcher shows the events of a training run on stderr: as JSON lines with
// --json, with a bar on a terminal, else as one line an epoch.
func (a *app) watcher() func(train.Event) {
	switch {
	case a.json:
		return a.jsonEvents()
	case a.Terminal:
		return (&barWatcher{app: a}).event
	}
	return func(e train.Event) { a.eventLine(e) }
}

// jsonEvents writes each event as a JSON line, progress once a second only.
func (a *app) jsonEvents() func(train.Event) {
	var last time.Time
	return func(e train.Event) {
		if e.Kind == train.Progress {
			if time.Since(last) < time.Second {
				return
			}
			last = time.Now()
		}
		b, err := json.Marshal(e)
		if err != nil { // a figure that is not finite; the warning about it follows
			return
		}
		fmt.Fprintf(a.Err, "%s\n", b)
	}
}

// eventLine prints what is worth a line of its own.
func (a *app) eventLine(e train.Event) {
	switch e.Kind {
	case train.EpochEnd:
		fmt.Fprintf(a.Err, "epoch %*d/%d  loss %.5f  val_loss %.5f  live %3.0f %%  %6.0f triplets/s\n",
			digits(e.Epochs), e.Epoch, e.Epochs, e.Loss, e.ValLoss, 100*e.Live, e.TripletsPerSecond)
	case train.Warning:
		fmt.Fprintf(a.Err, "warning: %s\n", e.Message)
	case train.Resumed, train.Stopped:
		fmt.Fprintln(a.Err, e.Message)
	}
}

func digits(n int) int { return len(fmt.Sprint(n)) }

// barWatcher draws a bar for the epoch under way and keeps a line of each done.
type barWatcher struct {
	app     *app
	bar     *progressbar.ProgressBar
	valLoss float64
}

func (w *barWatcher) event(e train.Event) {
	switch e.Kind {
	case train.Progress:
		if w.bar == nil {
			w.bar = progressbar.NewOptions(e.Steps,
				progressbar.OptionSetWriter(w.app.Err), progressbar.OptionSetWidth(20),
				progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false),
				progressbar.OptionSetElapsedTime(false))
		}
		w.bar.Describe(w.describe(e))
		_ = w.bar.Set(e.Step) // its only error is that of the terminal
	case train.Checkpoint, train.Started:
	default:
		if w.bar != nil {
			_ = w.bar.Clear()
			w.bar = nil
		}
		if e.Kind == train.EpochEnd {
			w.valLoss = e.ValLoss
		}
		w.app.eventLine(e)
	}
}

func (w *barWatcher) describe(e train.Event) string {
	val := ""
	if w.valLoss != 0 {
		val = fmt.Sprintf("  val_loss %.4f", w.valLoss)
	}
	left := time.Duration(math.Ceil(e.SecondsLeft)) * time.Second
	return fmt.Sprintf("epoch %d/%d  loss %.4f%s  live %.0f %%  %.0f triplets/s  %v left",
		e.Epoch, e.Epochs, e.Loss, val, 100*e.Live, e.TripletsPerSecond, left)
}
