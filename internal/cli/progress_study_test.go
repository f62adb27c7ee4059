package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"mekiki/internal/lang"
	"mekiki/internal/study"
	"mekiki/internal/train"
)

func TestStudyBar(t *testing.T) {
	var errs bytes.Buffer
	a := &app{System: System{Err: &errs, Terminal: true, Getenv: os.Getenv}}
	watch := a.studyWatcher(true)
	e := study.Event{Run: "r1", Name: lang.T("cosine"), Seed: 1, Total: 2}
	send := func(kind study.Kind, done int, change func(*study.Event)) {
		e := e
		e.Kind, e.Done = kind, done
		if change != nil {
			change(&e)
		}
		watch(e)
	}
	send(study.RunStarted, 0, nil)
	for step := range 3 {
		send(study.RunProgress, 0, func(e *study.Event) {
			e.Train = &train.Event{Kind: train.Progress, Epoch: 1, Epochs: 4, Step: step + 1, Steps: 4}
		})
	}
	send(study.RunDone, 1, func(e *study.Event) {
		e.Outcome = &study.Outcome{Epochs: 4, Seconds: 2, Figures: study.Figures{"knn5_accuracy": {"cosine": 0.861}}}
	})
	send(study.RunReused, 2, nil)
	errs.WriteString("\n")
	before := errs.Len()
	send(study.RunReused, 2, func(e *study.Event) { e.Outcome = &study.Outcome{Error: "training diverged"} })
	if line := errs.String()[before:]; !strings.Contains(line, "2/2  cosine, seed 1: failed before, and would again: training diverged") || strings.Contains(line, "used again") {
		t.Errorf("a run that failed before: %q", line)
	}
	for _, want := range []string{"0/2 runs, 1 at work", "1/2  cosine, seed 1: 4 epochs, 2 s, 5-NN 86.1 %", "2/2  cosine, seed 1: done before, used again"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("no %q in %q", want, errs.String())
		}
	}
}
