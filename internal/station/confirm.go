package station

import (
	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// ErrNoAlarm means that an alarm does not stand any more.
var ErrNoAlarm = lang.Errorf("this alarm does not stand any more")

// confirmed is what the audit calls an alarm that a person has seen.
const confirmed = "confirmed"

// Confirm puts into the audit that somebody has seen an alarm, or with kind "" all that stand. It
// stands on, as one that was seen, until its cause is gone; with another cause it is a new one.
// Errors: ErrNoAlarm, or that it cannot be recorded, which confirms nothing.
func (s *Station) Confirm(kind, who, reason string) error {
	found := kind == ""
	for _, x := range s.alarm.active() {
		if kind != "" && x.Kind != kind {
			continue
		}
		found = true
		if x.Confirmed != "" {
			continue
		}
		x.Confirmed = who
		e := audit.Entry{At: record.Moment(s.cfg.Now()), Who: who, Station: s.cfg.Name, What: record.EventAlarm, Subject: x.Kind, Old: x.Text, New: confirmed, Reason: reason}
		if err := s.store.Note(e, record.EventAlarm, x); err != nil {
			return err
		}
		s.alarm.confirm(x.Kind, who)
	}
	if !found {
		return ErrNoAlarm
	}
	return nil
}

// confirm marks an alarm as seen, or with kind "" all.
func (a *alarms) confirm(kind, who string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range a.list {
		if x := &a.list[i]; x.Confirmed == "" && (kind == "" || x.Kind == kind) {
			x.Confirmed = who
		}
	}
}
