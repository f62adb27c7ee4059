package cli

import (
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// watcher shows the events of a training run on stderr: as JSON lines with
// --json, with a bar on a terminal, else as one line an epoch.
func (a *app) watcher() func(train.Event) {
	switch {
	case a.silent:
		return a.warningsOnly()
	case a.json:
		return a.jsonEvents()
	case a.Terminal:
		return (&barWatcher{app: a}).event
	}
	return func(e train.Event) { a.eventLine(e) }
}

// warningsOnly shows what a quiet command shows.
func (a *app) warningsOnly() func(train.Event) {
	show := a.eventLine
	if a.json {
		show = a.jsonEvents()
	}
	return func(e train.Event) {
		if e.Kind == train.Warning {
			show(e)
		}
	}
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
		writeJSONLine(a.Err, e)
	}
}

// eventLine prints what is worth a line of its own.
func (a *app) eventLine(e train.Event) {
	switch e.Kind {
	case train.EpochEnd:
		line := a.lang.Text("epoch %*d/%d  loss %.5f", digits(e.Epochs), e.Epoch, e.Epochs, e.Loss)
		if e.NoValLoss {
			line += a.lang.Text("  val_loss –")
		} else {
			line += a.lang.Text("  val_loss %.5f", e.ValLoss)
		}
		if e.ValAccuracy > 0 {
			line += a.lang.Text("  val 5-NN %.2f %%", 100*e.ValAccuracy)
		}
		if showsLive(e) {
			line += a.lang.Text("  live %3.0f %%", 100*e.Live)
		}
		fmt.Fprintf(a.Err, "%s  %s\n", line, a.lang.Say(speed(e)))
	case train.Warning:
		fmt.Fprintf(a.Err, "%s %s\n", paint{a.ColorErr}.as(colorWarning, a.lang.Text("warning:")), a.lang.Say(e.Message))
	case train.Resumed, train.Stopped:
		fmt.Fprintln(a.Err, a.lang.Say(e.Message))
	}
}

// showsLive says whether the live share tells anything: in training on batches
// most losses give every picture a gradient.
func showsLive(e train.Event) bool { return e.PicturesPerSecond == 0 || e.Live < 1 }

// speed is that of an event.
func speed(e train.Event) lang.Message {
	if e.PicturesPerSecond > 0 {
		return lang.T("%6.0f pictures/s", e.PicturesPerSecond)
	}
	return lang.T("%6.0f triplets/s", e.TripletsPerSecond)
}

func digits(n int) int { return len(fmt.Sprint(n)) }

// barWatcher draws a bar for the epoch under way and keeps a line of each done.
type barWatcher struct {
	app   *app
	bar   *progressbar.ProgressBar
	width int         // of the terminal when the bar was made
	last  train.Event // the end of the last epoch
}

// barRoom is what the bar itself takes behind its description.
const barWidth, barRoom = 12, 12 + 10

func (w *barWatcher) event(e train.Event) {
	switch e.Kind {
	case train.Progress:
		if w.bar == nil {
			w.width = w.app.width()
			w.bar = progressbar.NewOptions(e.Steps,
				progressbar.OptionSetWriter(w.app.Err), progressbar.OptionSetWidth(barWidth),
				progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false),
				progressbar.OptionSetElapsedTime(false), progressbar.OptionUseANSICodes(true))
		}
		w.bar.Describe(describe(w.app.lang, e, w.last, w.width-barRoom))
		_ = w.bar.Set(e.Step) // its only error is that of the terminal
	case train.Checkpoint, train.Started:
	default:
		if w.bar != nil {
			_ = w.bar.Clear()
			w.bar = nil
		}
		if e.Kind == train.EpochEnd {
			w.last = e
		}
		w.app.eventLine(e)
	}
}

// describe says where an epoch stands in at most room columns: a line that does
// not fit the terminal would scroll. What matters least is left out first.
func describe(l lang.Language, e, last train.Event, room int) string {
	left := time.Duration(math.Ceil(e.SecondsLeft)) * time.Second
	line := fmt.Sprintf("%d/%d", e.Epoch, e.Epochs)
	parts := []string{
		l.Text(" loss %.4f", e.Loss),
		l.Text(" val_loss %.4f", last.ValLoss),
		l.Text(" live %.0f%%", 100*e.Live),
		l.Text(" %.1fk/s", max(e.TripletsPerSecond, e.PicturesPerSecond)/1000),
		fmt.Sprintf(" <%v", left), // at most: early stopping may come first
	}
	switch {
	case last.ValAccuracy > 0:
		parts[1] = l.Text(" val 5-NN %.2f%%", 100*last.ValAccuracy)
	case last.ValLoss == 0 || last.NoValLoss:
		parts[1] = ""
	}
	if !showsLive(e) {
		parts[2] = ""
	}
	for _, i := range []int{0, 4, 1, 3, 2} { // by what matters
		if columnsOf(line)+columnsOf(parts[i]) > room {
			parts[i] = ""
		} else {
			room -= columnsOf(parts[i])
		}
	}
	return line + strings.Join(parts, "")
}

// width is the number of columns of the terminal, 80 where it does not say.
func (a *app) width() int {
	if f, ok := a.Err.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	return 80
}
