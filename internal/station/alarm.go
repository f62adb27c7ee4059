package station

import (
	"errors"
	"slices"
	"sync"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// The kinds of alarms.
const (
	AlarmLate    = "late"    // verdicts come after the window
	AlarmPicture = "picture" // pictures cannot be stored
	AlarmLost    = "lost"    // the disk is too slow for them
	AlarmStore   = "store"   // results cannot be stored, or the inspector failed
	AlarmClock   = "clock"   // the clock was set
	AlarmShadow  = "shadow"  // the recipe in the shadow fails
	AlarmFolder  = "folder"  // a folder that is watched gives no parts, or wrong ones
	AlarmCamera  = "camera"  // nor does a camera
	AlarmMasters = "masters" // a known part was judged wrongly
	AlarmHead    = "head"    // the head of the audit cannot be signed
)

// lasting is how long an alarm stands after its cause was seen last.
const lasting = time.Minute

// alarms are what a person should see to.
type alarms struct {
	now  func() time.Time
	mu   sync.Mutex
	list []standing
}

// standing is an alarm and what it was raised for last.
type standing struct {
	record.Alarm
	cause string
}

// raise notes a cause and says whether the alarm is new.
func (a *alarms) raise(kind, cause, text string) (alarm record.Alarm, fresh bool) {
	now := record.Moment(a.now())
	a.mu.Lock()
	defer a.mu.Unlock()
	a.drop(now)
	i := slices.IndexFunc(a.list, func(x standing) bool { return x.Kind == kind })
	if i < 0 {
		a.list = append(a.list, standing{record.Alarm{Kind: kind, Since: now}, cause})
		i, fresh = len(a.list)-1, true
	}
	x := &a.list[i]
	if x.cause != cause {
		x.Confirmed = "" // nobody has seen this one
	}
	x.cause, x.Text, x.Last = cause, text, now
	x.Count++
	return x.Alarm, fresh
}

// active are the alarms that stand, the oldest first.
func (a *alarms) active() []record.Alarm {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.drop(a.now())
	list := []record.Alarm{}
	for _, x := range a.list {
		list = append(list, x.Alarm)
	}
	return list
}

// drop lets go of alarms whose cause is gone. A clock that was set back keeps none for ever.
func (a *alarms) drop(now time.Time) {
	a.list = slices.DeleteFunc(a.list, func(x standing) bool { return now.Sub(x.Last).Abs() > lasting })
}

// Enter adds an entry to the audit.
func (s *Station) Enter(e audit.Entry) error { return s.store.Note(e, "", nil) }

// raise raises an alarm that has the same words for as long as its cause is the same.
func (s *Station) raise(kind string, text lang.Message) { s.Raise(kind, text.String(), text) }

// Raise raises an alarm. The words may differ from time to time, by how long or for which file; an alarm that
// a person has confirmed stays so while the cause is the same. A new one stands in the audit; whoever raises
// it does not wait.
func (s *Station) Raise(kind, cause string, text lang.Message) {
	alarm, fresh := s.alarm.raise(kind, cause, text.String())
	if !fresh {
		return
	}
	note := func() {
		e := audit.Entry{At: alarm.Since, Who: "station", Station: s.cfg.Name, What: record.EventAlarm, Subject: kind, Reason: alarm.Text}
		_ = s.store.Note(e, record.EventAlarm, alarm) // it stands in Now, whatever the disk says
	}
	select {
	case s.notes <- note:
	default: // there are few kinds of alarms: the disk hangs
	}
}

// Cause is what an error goes back to: the same for another file or connection.
func Cause(err error) string {
	for in := errors.Unwrap(err); in != nil; in = errors.Unwrap(err) {
		err = in
	}
	return err.Error()
}

// writeNotes writes what alarms leave in the audit, until the station ends.
func (s *Station) writeNotes() {
	for quiet := s.quiet; quiet != nil || len(s.notes) > 0; {
		select {
		case note := <-s.notes:
			note()
		case <-quiet:
			quiet = nil
		}
	}
}

// removed puts into the audit what the policy took away.
func (s *Station) removed(hours int, bytes int64, last string) {
	e := audit.Entry{
		At: record.Moment(s.cfg.Now()), Who: "station", Station: s.cfg.Name, What: "pictures", Subject: last, New: "removed",
		Reason: lang.T("policy: %d hours, %d bytes, up to %s UTC", hours, bytes, last).String(),
	}
	if err := s.store.Note(e, "", nil); err != nil {
		s.raise(AlarmStore, lang.T("results cannot be stored: %v", err))
	}
}
