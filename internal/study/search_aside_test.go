package study

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestAsideKeepsWhatWasFound: another search in the folder changes neither state nor trials
// of the finished one before Settle, also where it is stopped, and goes on from its own.
func TestAsideKeepsWhatWasFound(t *testing.T) {
	dir := t.TempDir()
	if _, err := search(t, dir, &hill{t: t}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	state, trials := read(stateFile), read(trialsFile)
	other := func(h *hill) *Search {
		s := search(t, dir, h)
		s.Config.Seed, s.Aside = 1005, filepath.Join(dir, "aside")
		if err := os.MkdirAll(s.Aside, 0o777); err != nil {
			t.Fatal(err)
		}
		return s
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := &hill{t: t, before: func(context.Context, Job) error { stop(); return ctx.Err() }}
	if _, err := other(stopped).Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	s := other(&hill{t: t})
	if _, err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.state.Sessions != 2 {
		t.Errorf("%d sessions, the stopped one is forgotten", s.state.Sessions)
	}
	if read(stateFile) != state || read(trialsFile) != trials {
		t.Error("the finished search is gone before the new one is complete")
	}
	if err := s.Settle(); err != nil {
		t.Fatal(err)
	}
	if read(stateFile) == state || read(trialsFile) == trials {
		t.Error("the new search has not taken the place of the old")
	}
	if _, err := os.Stat(s.Aside); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was aside is still there: %v", err)
	}
}

// TestAsideGoesOnWithTheSameSearch that is finished, as without it.
func TestAsideGoesOnWithTheSameSearch(t *testing.T) {
	dir := t.TempDir()
	if _, err := search(t, dir, &hill{t: t}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := search(t, dir, &hill{t: t})
	s.Aside = t.TempDir()
	if _, err := s.Run(t.Context()); err != nil || s.state.Sessions != 2 {
		t.Errorf("%v, %d sessions", err, s.state.Sessions)
	}
}
