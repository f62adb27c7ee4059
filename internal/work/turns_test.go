package work

import (
	"context"
	"errors"
	"testing"
	"time"

	"mekiki/internal/station/label"
	"mekiki/internal/station/record"
	"mekiki/internal/work/desk"
)

// TestTurns: what may take much memory or long is not done for more at a time than it should be; another one waits, for as
// long as who asked does.
func TestTurns(t *testing.T) {
	p := NewPlant(desk.New(desk.Silent{}), t.TempDir(), nil)
	for range looks {
		p.looks <- struct{}{}
	}
	p.drifts <- struct{}{}
	for name, do := range map[string]func(context.Context) error{
		"drift":     func(ctx context.Context) error { _, err := p.Drift(ctx, "a", DriftConfig{By: ByHour}); return err },
		"mask":      func(ctx context.Context) error { _, err := p.Mask(ctx, 1); return err },
		"thumbnail": func(ctx context.Context) error { _, err := p.Thumbnail(ctx, 1, 64); return err },
		"label":     func(ctx context.Context) error { _, err := p.Label(ctx, label.Label{Trigger: 1}); return err },
	} {
		ctx, end := context.WithTimeout(t.Context(), 10*time.Millisecond)
		if err := do(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
		end()
	}
}

// TestTurnsComeBack: who was served gives the turn to the next one, also after an error.
func TestTurnsComeBack(t *testing.T) {
	p := plantRig(t)
	ctx, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	for range 2 * looks {
		if _, err := p.Mask(ctx, 1); !errors.Is(err, record.ErrNone) {
			t.Fatal(err)
		}
		if _, err := p.Thumbnail(ctx, 1, 16); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Label(ctx, label.Label{Trigger: 99}); !errors.Is(err, record.ErrNone) {
			t.Fatal(err)
		}
	}
}
