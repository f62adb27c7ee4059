package store

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// ahead is how many trigger numbers are reserved at a time: so many may be left out after a
// crash, and none is given twice.
const ahead = 1024

const setTrigger = `UPDATE counters SET next = ? WHERE name = 'trigger'`

// Trigger gives the next trigger number.
func (s *Store) Trigger() (int64, error) {
	for {
		s.mu.Lock()
		n, limit := s.next, s.limit
		if n < limit {
			s.next++
		}
		s.mu.Unlock()
		if n < limit {
			return n, nil
		}
		var reserved int64
		err := s.do(func(t *tx) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.next < s.limit { // another one was here first; all of it may be taken before this one comes back
				return nil
			}
			reserved = s.limit + ahead
			return t.exec(setTrigger, reserved)
		})
		if err != nil {
			return 0, err
		}
		s.mu.Lock()
		s.limit = max(s.limit, reserved)
		s.mu.Unlock()
	}
}

// AddResult adds a result, its row in the audit and its event. It is record.ErrDuplicate where its
// trigger number or its key are known.
func (s *Store) AddResult(r record.Result) error {
	at, zone := moment(r.At)
	regions, err := json.Marshal(r.Regions)
	if err != nil {
		return err
	}
	var key any
	if r.Key != "" {
		key = r.Key
	}
	return s.do(func(t *tx) error {
		err := t.exec(`INSERT INTO results VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
			r.Trigger, at, zone, r.Verdict, r.Score, r.Reason, string(regions), r.Like, r.Station, r.Source, r.Part, r.Lot, r.Milliseconds,
			r.Inspector, r.Low, r.High, r.Picture, r.Format, r.Bytes, key, r.Recipe, r.Master)
		if isDuplicate(err) {
			return record.ErrDuplicate
		}
		if err == nil {
			err = t.block(r.Trigger)
		}
		return t.all(err, audit.Entry{At: r.At, Who: r.Source, Station: r.Station, What: record.EventResult, Subject: subject(r.Trigger), Old: string(record.None), New: string(r.Verdict),
			Reason: r.Reason, Record: record.Digest(r)}, record.EventResult, r)
	})
}

// AddLate adds a judgement that came too late, with its row in the audit and its event.
func (s *Store) AddLate(station string, l record.Late) error {
	at, zone := moment(l.At)
	regions, err := json.Marshal(l.Regions)
	if err != nil {
		return err
	}
	return s.do(func(t *tx) error {
		err := t.exec(`INSERT INTO late VALUES (?,?,?,?,?,?,?,?,?)`, l.Trigger, at, zone, l.Verdict, l.Score, l.Reason, string(regions), l.Like, l.Milliseconds)
		return t.all(err, audit.Entry{At: l.At, Who: station, Station: station, What: record.EventLate, Subject: subject(l.Trigger), Old: string(record.None), New: string(l.Verdict),
			Reason: l.Reason, Record: record.Digest(l)}, record.EventLate, l)
	})
}

// AddReview adds a person's word on a result and gives it its ID. old is what the part was
// called before.
func (s *Store) AddReview(station string, m record.Mark, old record.Verdict) (record.Mark, error) {
	at, zone := moment(m.At)
	err := s.do(func(t *tx) error {
		row := t.conn.QueryRowContext(noLimit, `INSERT INTO reviews (number, at, zone, who, verdict, reason) VALUES (?,?,?,?,?,?) RETURNING id`,
			m.Trigger, at, zone, m.Who, m.Verdict, m.Reason)
		err := row.Scan(&m.ID)
		return t.all(err, audit.Entry{At: m.At, Who: m.Who, Station: station, What: record.EventReview, Subject: subject(m.Trigger) + "#" + strconv.FormatInt(m.ID, 10), Old: string(old), New: string(m.Verdict),
			Reason: m.Reason, Record: record.Digest(m)}, record.EventReview, m)
	})
	return m, err
}

// Note adds an entry to the audit, and where kind is not "" an event.
func (s *Store) Note(e audit.Entry, kind string, body any) error {
	return s.do(func(t *tx) error {
		if kind == "" {
			return t.note(e)
		}
		return t.all(nil, e, kind, body)
	})
}

// some is how many events are removed at a time: results wait meanwhile.
const some = 10_000

// Forget removes events from before a time that all receivers have, and those from before unsent
// that some have not, the oldest first and some at a time: results wait meanwhile. Who asks for them
// later has to read results. The last event stays, so that receivers see where they are.
func (s *Store) Forget(before, unsent time.Time) error {
	return s.do(func(t *tx) error {
		return t.exec(`DELETE FROM outbox WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT ?1) AND at < ?2 AND (SELECT at FROM outbox ORDER BY id LIMIT 1) < ?2
			AND id < (SELECT max(id) FROM outbox) AND (at < ?3 OR id < coalesce((SELECT min(sent) FROM receivers), ?4))`,
			some, before.UnixMicro(), unsent.UnixMicro(), int64(math.MaxInt64))
	})
}

// all adds what belongs to a record that was inserted with err.
func (t *tx) all(err error, e audit.Entry, kind string, body any) error {
	if err != nil {
		return inWords(err)
	}
	if err := t.note(e); err != nil {
		return inWords(err)
	}
	return inWords(t.tell(record.Event{At: e.At, Kind: kind}, body))
}

// kept adds, behind a record that was added with err, events that pictures of results are kept from a moment on.
func (t *tx) kept(err error, at time.Time, list []record.Result) error {
	for _, r := range list {
		if err == nil {
			err = inWords(t.tell(record.Event{At: at, Kind: record.EventKept}, r))
		}
	}
	return err
}

func subject(trigger int64) string { return strconv.FormatInt(trigger, 10) }

// moment is a time as columns have it.
func moment(t time.Time) (us int64, zone int) {
	_, zone = t.Zone()
	return t.UnixMicro(), zone
}
