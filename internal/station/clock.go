package station

import (
	"context"
	"sync"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

// clock finds out that the wall clock was set, by one that cannot be.
type clock struct {
	mu    sync.Mutex
	wall  time.Time
	began time.Time
	apart time.Duration // of the two, when it was last looked at
	leapt time.Time     // when the wall clock was set, by the other one; zero: never
}

// leap is by how much the clocks must part at once: less is a clock that is kept right.
const leap = 2 * time.Second

// untrusted is how long nothing is removed for its age after the wall clock was set.
const untrusted = 24 * time.Hour

// quietDays is how many days without a record make the wall clock doubtful when a station starts: more than a
// long weekend.
const quietDays = 3

func (c *clock) set(wall time.Time) { c.wall, c.began = wall.Round(0), time.Now() }

// moved is by how much the wall clock was set since it was last looked at, 0 if it was not.
func (c *clock) moved(wall time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	apart := wall.Round(0).Sub(c.wall) - time.Since(c.began)
	d := apart - c.apart
	c.apart = apart
	if d.Abs() < leap {
		return 0
	}
	c.leapt = time.Now()
	return d
}

// doubt goes by the wall clock as by one that was just set.
func (c *clock) doubt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leapt = time.Now()
}

// steady says whether the wall clock was left alone for long enough to go by it.
func (c *clock) steady() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.leapt.IsZero() || time.Since(c.leapt) >= untrusted
}

// watchClock raises an alarm where the wall clock was set since it was last looked at.
func (s *Station) watchClock(now time.Time) {
	if d := s.clock.moved(now); d != 0 {
		s.raise(AlarmClock, clockWords(d))
	}
}

// rememberClock raises an alarm where the wall clock, when the station starts, is behind the last result or
// days ahead of all records.
func (s *Station) rememberClock() {
	list, err := s.store.Results(context.Background(), record.Query{Limit: 1})
	if err != nil {
		return // whatever is wrong with the store shows with the first part
	}
	now := s.cfg.Now()
	if len(list) > 0 && now.Sub(list[0].At) < -leap {
		s.raise(AlarmClock, clockWords(now.Sub(list[0].At)))
		return
	}
	if s.wasQuiet(now) {
		s.clock.doubt()
		s.raise(AlarmClock, lang.T("by the clock of the computer the station was off for more than %d days; if it was not, set the clock right. For a day no picture is removed for its age", quietDays))
	}
}

// wasQuiet says whether days went without a record, up to a day ago or later: a clock that is wrong is so
// still where the station was started again since.
func (s *Station) wasQuiet(now time.Time) bool {
	until := now.Add(-untrusted)
	since := until.Add(-quietDays * 24 * time.Hour)
	const some = 100
	for q := (record.AuditQuery{People: true, Limit: some}); ; {
		rows, err := s.store.AuditRows(context.Background(), q)
		if err != nil {
			return false
		}
		for _, r := range rows {
			switch {
			case !r.At.Before(until):
			case !r.At.Before(since):
				return false
			default:
				counts, first, err := s.store.Counts(context.Background(), since)
				return err == nil && (len(counts) == 0 || !first.Before(until))
			}
		}
		if len(rows) < some {
			return false
		}
		q.Before = rows[some-1].Seq
	}
}

func clockWords(d time.Duration) lang.Message {
	if d < 0 {
		return lang.T("the clock of the computer was set back by %v; results keep the order of their numbers", (-d).Round(time.Second))
	}
	return lang.T("the clock of the computer was set forward by %v; for a day no picture is removed for its age", d.Round(time.Second))
}
