package work

import (
	"context"
	"time"

	"mekiki/internal/station/record"
	"mekiki/internal/work/misuse"
)

// Shifts are the times of day at which shifts begin, such as 06:00. None is one shift a day,
// from midnight on.
type Shifts []string

// MasterConfig says how many known parts must be shown at the begin of each shift and after a
// change of the recipe, before other parts are judged.
type MasterConfig struct {
	MasterOK int `yaml:"master-ok" json:"master_ok,omitempty" help:"known good parts that must be shown, and be OK, at the begin of each shift and after a change of the recipe"`
	MasterNG int `yaml:"master-ng" json:"master_ng,omitempty" help:"known bad parts that must be shown then, and be NG"`
}

func (c *MasterConfig) check() error {
	if c.MasterOK < 0 || c.MasterOK > 100 || c.MasterNG < 0 || c.MasterNG > 100 {
		return misuse.Errorf("master-ok %d, master-ng %d; each lies between 0 and 100", c.MasterOK, c.MasterNG)
	}
	return nil
}

// clockTime is how a time of day is written.
const clockTime = "15:04"

func (s Shifts) check() error {
	for _, text := range s {
		if _, err := time.Parse(clockTime, text); err != nil {
			return misuse.Errorf("a shift begins at %q; it is a time of day such as 06:00", text)
		}
	}
	return nil
}

// began is when the shift of a moment began, in its time zone.
func (s Shifts) began(now time.Time) time.Time {
	y, m, d := now.Date()
	last := time.Date(y, m, d, 0, 0, 0, 0, now.Location())
	if len(s) == 0 {
		return last
	}
	last = time.Time{}
	for _, text := range s {
		t, _ := time.Parse(clockTime, text) // checked
		for _, day := range []int{d - 1, d} {
			if at := time.Date(y, m, day, t.Hour(), t.Minute(), 0, 0, now.Location()); !at.After(now) && at.After(last) {
				last = at
			}
		}
	}
	return last
}

// Shift is how the shift goes that is on.
type Shift struct {
	Began time.Time `json:"began"`
	// First is when its first part came; Began where none has.
	First  time.Time                `json:"first"`
	Counts map[record.Verdict]int64 `json:"counts"`
	// Unseen is how many parts of any shift are REVIEW and were not looked at.
	Unseen int64 `json:"unseen"`
}

// Shift is how the shift goes that is on.
func (p *Plant) Shift(ctx context.Context) (*Shift, error) {
	s := &Shift{Began: p.shifts.began(p.now())}
	var err error
	if s.Counts, s.First, err = p.Store().Counts(ctx, s.Began); err != nil {
		return nil, err
	}
	if s.Unseen, err = p.Store().Unseen(ctx); err != nil {
		return nil, err
	}
	return s, nil
}
