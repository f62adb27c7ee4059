package cli

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// story is a run of two epochs with a warning.
var story = []train.Event{
	{Kind: train.Started, Epoch: 1, Epochs: 2, Steps: 10},
	{Kind: train.Progress, Epoch: 1, Epochs: 2, Step: 4, Steps: 10, Loss: 0.5, Live: 0.75, TripletsPerSecond: 20000, SecondsLeft: 61},
	{Kind: train.Progress, Epoch: 1, Epochs: 2, Step: 9, Steps: 10, Loss: 0.4, Live: 0.7, TripletsPerSecond: 20000, SecondsLeft: 60},
	{Kind: train.EpochEnd, Epoch: 1, Epochs: 2, Loss: 0.4, ValLoss: 0.375, Live: 0.7, TripletsPerSecond: 20000},
	{Kind: train.Checkpoint, Epoch: 2},
	{Kind: train.Progress, Epoch: 2, Epochs: 2, Step: 5, Steps: 10, Loss: 0.3, Live: 0.5, TripletsPerSecond: 21000, SecondsLeft: 30},
	{Kind: train.Warning, Message: lang.T("loss is stuck")},
	{Kind: train.EpochEnd, Epoch: 2, Epochs: 2, Loss: 0.3, ValLoss: 0.25, Live: 0.5, TripletsPerSecond: 21000},
	{Kind: train.Stopped, Message: lang.T("stopped early")},
}

// told is what a watcher writes for the story.
func told(terminal, asJSON bool) string {
	var b bytes.Buffer
	a := &app{System: System{Err: &b, Terminal: terminal}, json: asJSON}
	watch := a.watcher()
	for _, e := range story {
		watch(e)
	}
	return b.String()
}

func TestPlainLines(t *testing.T) {
	got := told(false, false)
	want := `epoch 1/2  loss 0.40000  val_loss 0.37500  live  70 %   20000 triplets/s
epoch 2/2  loss 0.30000  val_loss 0.25000  live  50 %   21000 triplets/s`
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if len(lines) != 4 || lines[0]+"\n"+lines[2] != want || lines[1] != "warning: loss is stuck" || lines[3] != "stopped early" {
		t.Errorf("got\n%s", got)
	}
}

func TestBar(t *testing.T) {
	got := told(true, false)
	for _, want := range []string{
		"1/2 loss 0.5000 live 75% 20.0k/s <1m1s",                // the bar
		"2/2 loss 0.3000 val_loss 0.3750 live 50% 21.0k/s <30s", // with the last val_loss
		"\repoch 1/2  loss 0.40000  val_loss 0.37500",           // the line that stays
		"warning: loss is stuck\n", "stopped early\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q: %q", want, got)
		}
	}
}

func TestJSONEvents(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(told(false, true)), "\n")
	kinds := ""
	for _, line := range lines {
		var e train.Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		kinds += string(e.Kind) + " "
	}
	// Only the first progress of a second is told.
	if want := "started progress epoch checkpoint warning epoch stopped "; kinds != want {
		t.Errorf("kinds %s, want %s", kinds, want)
	}
	var b bytes.Buffer
	a := &app{System: System{Err: &b}, json: true}
	a.watcher()(train.Event{Kind: train.EpochEnd, Loss: math.NaN()})
	if want := `{"schema":"mekiki/event/1","kind":"epoch","loss":null}` + "\n"; b.String() != want {
		t.Errorf("wrote %q, want %q", b.String(), want)
	}
}

// TestBarFitsTheTerminal: a longer line would scroll at every update.
func TestBarFitsTheTerminal(t *testing.T) {
	e := train.Event{Epoch: 123, Epochs: 500, Loss: 0.123456, Live: 0.5, TripletsPerSecond: 123456, SecondsLeft: 98765}
	for _, room := range []int{10, 30, 58, 100} {
		if got := describe(lang.English, e, train.Event{ValLoss: 0.25}, room); len(got) > room && got != "123/500" {
			t.Errorf("%d columns: %q", room, got)
		}
	}
	if got := describe(lang.English, e, train.Event{ValLoss: 0.25}, 18); got != "123/500" && !strings.Contains(got, "<27h") && !strings.Contains(got, "loss 0.1235") {
		t.Errorf("in little room the loss comes first: %q", got)
	}
	e.Epoch, e.Epochs, e.SecondsLeft = 12, 50, 98
	full := describe(lang.English, e, train.Event{ValLoss: 0.25}, 80-barRoom)
	for _, want := range []string{"loss 0.1235", "val_loss 0.2500", "live 50%", "123.5k/s", "<1m38s"} {
		if !strings.Contains(full, want) {
			t.Errorf("at 80 columns %q is left out: %q", want, full)
		}
	}
}
