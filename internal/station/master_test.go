package station

import (
	"errors"
	"testing"
	"time"

	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// show gives a master that the judge will call so, and that must be what it must be.
func (r *rig) show(t *testing.T, must, judged record.Verdict) {
	t.Helper()
	r.ExpectMaster(must)
	if a, err := r.submit(string(judged)); err != nil || a.Verdict != judged || a.Master != must {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestMasters: until known parts were judged as they should be, others are not judged; a new
// shift and another recipe ask for them again, and a wrong verdict begins anew.
func TestMasters(t *testing.T) {
	shift := time.Date(2026, 11, 30, 6, 0, 0, 0, time.FixedZone("", 9*3600))
	r := newRig(t, func(c *Config) {
		c.Masters = Masters{OK: 1, NG: 2, Began: func(now time.Time) time.Time {
			if now.Sub(shift) > 8*time.Hour {
				return shift.Add(8 * time.Hour)
			}
			return shift
		}}
	})
	r.run(t)
	due := func(want bool) {
		t.Helper()
		_, err := r.submit("OK")
		if got := errors.Is(err, ErrMasters); got != want || r.Now().Masters.Due != want || !got && err != nil {
			t.Errorf("due: %v, %+v; want %v", err, r.Now().Masters, want)
		}
	}
	due(true)
	r.show(t, record.OK, record.OK)
	r.show(t, record.NG, record.NG)
	due(true)
	r.show(t, record.NG, record.OK) // an escape
	if n := r.Now(); n.Masters.OK != 0 || n.Masters.NG != 0 || n.Masters.Wrong == 0 || len(n.Alarms) != 1 || n.Alarms[0].Kind != AlarmMasters {
		t.Errorf("%+v", n)
	}
	r.show(t, record.NG, record.NG)
	r.show(t, record.NG, record.NG)
	r.show(t, record.OK, record.OK)
	due(false)
	if n := r.Now(); n.Counts.OK != 1 || n.Counts.NG != 0 {
		t.Errorf("masters are counted: %+v", n.Counts)
	}

	r.masters = masters{}
	r.rememberMasters() // as after a restart
	due(false)

	r.show(t, record.OK, record.OK) // though none is due: they are of this shift alone
	r.show(t, record.NG, record.NG)
	later := shift.Add(9 * time.Hour)
	r.now.Store(&later)
	due(true)
	if n := r.Now().Masters; n.OK != 0 || n.NG != 0 {
		t.Errorf("masters of the shift before count: %+v", n)
	}
	r.show(t, record.NG, record.NG)
	due(true)
	for _, v := range []record.Verdict{record.OK, record.NG} {
		r.show(t, v, v)
	}
	due(false)
	r.show(t, record.OK, record.OK)
	r.show(t, record.NG, record.NG)
	other := r.released(t, "bolt", 5)
	if _, err := r.PrepareRecipe(t.Context(), other.Hash, "sato", ""); err != nil {
		t.Fatal(err)
	}
	due(true)
	r.show(t, record.NG, record.NG)
	due(true)
	if _, err := r.PrepareRecipe(t.Context(), "ring", "sato", ""); err != nil {
		t.Fatal(err)
	}
	due(false)
	if c, err := r.DueMasters("ito", "lamp cleaned"); err != nil || !c.Due {
		t.Errorf("%+v, %v", c, err)
	}
	due(true)
	r.do(t, state.Stop)
	due(true)
}

// TestPartThatWaited is no master: in a folder parts wait while the check is due, and the one that
// is shown then comes after them.
func TestPartThatWaited(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Masters = Masters{OK: 1} })
	r.run(t)
	came := *r.now.Load()
	later := came.Add(time.Minute)
	r.now.Store(&later)
	r.ExpectMaster(record.OK)
	part := Part{Picture: []byte("OK"), Format: "PNG", Source: "folder", Came: came}
	if _, err := r.Submit(t.Context(), part); !errors.Is(err, ErrMasters) {
		t.Errorf("%v", err)
	}
	part.Came = later
	if a, err := r.Submit(t.Context(), part); err != nil || a.Master != record.OK {
		t.Errorf("%+v, %v", a, err)
	}
}
