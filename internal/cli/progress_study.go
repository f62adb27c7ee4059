package cli

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"mekiki/internal/lang"
	"mekiki/internal/study"
	"mekiki/internal/train"
)

// studyWatcher shows the events of many runs on stderr: a line for each that
// ends, as JSON with --json; on a terminal a bar over all of them below. reuse says
// whether runs that were done before, or go on, are worth a line.
func (a *app) studyWatcher(reuse bool) func(study.Event) {
	switch {
	case a.silent:
		return func(study.Event) {}
	case a.json:
		return a.studyJSON()
	}
	w := &studyBar{app: a, reuse: reuse, under: map[string]float64{}}
	if !a.Terminal {
		return func(e study.Event) { w.tell(e) }
	}
	return w.event
}

// studyJSON writes events as JSON lines: progress at the end of each epoch only.
func (a *app) studyJSON() func(study.Event) {
	return func(e study.Event) {
		if e.Train != nil && e.Train.Kind != train.EpochEnd {
			return
		}
		writeJSONLine(a.Err, e)
	}
}

// studyBar draws a bar over all runs of a study.
type studyBar struct {
	app   *app
	reuse bool
	bar   *progressbar.ProgressBar
	under map[string]float64 // the done part of each run under way, 0 to 1
	fresh int                // runs that ended and were not reused
	since time.Time
}

// barSteps is the length of the bar for one run.
const barSteps = 1000

func (w *studyBar) event(e study.Event) {
	switch e.Kind {
	case study.RunStarted, study.RunContinued:
		if w.since.IsZero() {
			w.since = time.Now()
		}
		w.under[e.Run] = 0
	case study.RunProgress:
		if t := e.Train; t.Steps > 0 && t.Epochs > 0 && t.Kind == train.Progress {
			w.under[e.Run] = (float64(t.Epoch-1) + float64(t.Step)/float64(t.Steps)) / float64(t.Epochs)
		}
	default:
		if w.bar != nil {
			_ = w.bar.Clear()
		}
		delete(w.under, e.Run)
		if e.Kind != study.RunReused {
			w.fresh++
		}
		w.tell(e)
	}
	w.draw(e)
}

// draw moves the bar.
func (w *studyBar) draw(e study.Event) {
	if e.Done == e.Total {
		if w.bar != nil {
			_ = w.bar.Clear()
		}
		return
	}
	if w.bar == nil {
		w.bar = progressbar.NewOptions(e.Total*barSteps,
			progressbar.OptionSetWriter(w.app.Err), progressbar.OptionSetWidth(barWidth),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false), progressbar.OptionUseANSICodes(true),
			progressbar.OptionThrottle(100*time.Millisecond))
	}
	part := 0.0
	for _, p := range w.under {
		part += p
	}
	text := w.app.lang.Text("%d/%d runs, %d at work", e.Done, e.Total, len(w.under))
	if done := float64(w.fresh) + part; done > 0.05 && len(w.under) > 0 {
		left := time.Since(w.since).Seconds() / done * (float64(e.Total-e.Done) - part)
		text += w.app.lang.Text(", <%v", time.Duration(left+1)*time.Second) // at most: early stopping
	}
	w.bar.Describe(clip(text, w.app.width()-barRoom))
	_ = w.bar.Set(int((float64(e.Done) + part) * barSteps)) // its only error is that of the terminal
}

// tell prints what is worth a line of its own.
func (w *studyBar) tell(e study.Event) {
	l := w.app.lang
	head := l.Text("%*d/%d  %s, seed %d: ", digits(e.Total), e.Done, e.Total, e.Name, e.Seed)
	switch e.Kind {
	case study.RunContinued:
		if !w.reuse {
			return
		}
		fmt.Fprintln(w.app.Err, l.Text("%s, seed %d: goes on from its checkpoint", e.Name, e.Seed))
	case study.RunReused:
		if !w.reuse {
			return
		}
		if o := e.Outcome; o != nil && o.Error != "" {
			fmt.Fprintln(w.app.Err, head+l.Text("failed before, and would again: %s", o.Error))
			return
		}
		fmt.Fprintln(w.app.Err, head+l.Text("done before, used again"))
	case study.RunFailed:
		fmt.Fprintln(w.app.Err, head+l.Text("failed: %s", e.Message))
	case study.RunDone:
		o := e.Outcome
		took := lang.List{epochCount(o.Epochs), lang.T("%.0f s", o.Seconds+o.EvalSeconds)}
		fmt.Fprintln(w.app.Err, head+append(took, studyFigures(o)...).In(l))
	}
}

func epochCount(n int) lang.Message { return lang.Plural(n, "1 epoch", "%d epochs") }

// studyFigures are the figures worth a place in a run's line.
func studyFigures(o *study.Outcome) lang.List {
	var out lang.List
	for _, f := range []struct {
		key  string
		name lang.Message
	}{
		{"pair_accuracy_held_out", lang.T("pair accuracy")}, {"knn5_accuracy", lang.T("5-NN")},
		{study.ValPairs, lang.T("validation pairs")}, {study.ValNeighbours, lang.T("5-NN")},
	} {
		by := study.Own
		v, ok := o.Figures[f.key][by]
		if !ok {
			v, ok = o.Figures[f.key][study.Cosine]
		}
		if ok {
			out = append(out, lang.T("%s %.1f %%", f.name, 100*v))
		}
	}
	return out
}
