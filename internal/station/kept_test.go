package station

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"mekiki/internal/station/label"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/record"
)

// hearing is a store that looks, as soon as a result is there, whether its picture is expected.
type hearing struct {
	Store
	keeper  func() *pictures.Keeper
	settled []error
}

func (h *hearing) AddResult(r record.Result) error {
	err := h.Store.AddResult(r)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	h.settled = append(h.settled, h.keeper().Settle(ctx))
	return err
}

// TestPictureIsExpected: whoever hears of a result and waits for what is written then waits for its picture, too.
func TestPictureIsExpected(t *testing.T) {
	var h *hearing
	r := newRig(t, func(c *Config) {
		h = &hearing{Store: c.Store}
		c.Store = h
	})
	h.keeper = r.Keeper
	r.run(t)
	if _, err := r.submit("OK"); err != nil {
		t.Fatal(err)
	}
	if len(h.settled) != 1 || !errors.Is(h.settled[0], context.DeadlineExceeded) {
		t.Errorf("a picture is not expected when its result is there: %v", h.settled)
	}
	if err := r.Keeper().Settle(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestLabelKeeps: the picture of a part is kept once a defect was marked on it.
func TestLabelKeeps(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Policy = pictures.Policy{OneInOK: 1000} })
	r.run(t)
	a, err := r.submit("OK")
	if err != nil {
		t.Fatal(err)
	}
	kept := func() error {
		if err := r.Keeper().Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := r.Keeper().Read(pictures.IDOf(a.Result))
		return err
	}
	if err := kept(); !errors.Is(err, pictures.ErrNotKept) {
		t.Fatal(err)
	}
	if _, err := r.AddLabel(t.Context(), label.Label{Trigger: a.Trigger, Who: "sato", Width: 9, Height: 9, Shapes: []label.Shape{{Kind: label.Box, Box: &label.Area{X: 1, Y: 1, Width: 3, Height: 3}}}}); err != nil {
		t.Fatal(err)
	}
	if err := kept(); err != nil {
		t.Error(err)
	}
	r.tells(t, a.Trigger)
}

// tells says that the last events tell of the pictures of these parts, that they are kept now, and no earlier one of any.
func (r *rig) tells(t *testing.T, triggers ...int64) {
	t.Helper()
	list, err := r.store.Events(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var told []int64
	for i, e := range list {
		if e.Kind != record.EventKept {
			continue
		}
		var a record.Result
		if err := json.Unmarshal(e.Body, &a); err != nil || a.Picture == "" || len(list)-i > len(triggers) {
			t.Errorf("event %d of %d: %+v, %v", i+1, len(list), a, err)
		}
		told = append(told, a.Trigger)
	}
	if !slices.Equal(told, triggers) {
		t.Errorf("kept are %v, want %v", told, triggers)
	}
}
