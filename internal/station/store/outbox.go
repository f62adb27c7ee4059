package store

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/record"
)

// Identity is a text that no other station has, but copies of this one.
func (s *Store) Identity(ctx context.Context) (string, error) {
	return one(rowsOf(ctx, s, func(row columns) (id string, err error) { return id, row(&id) }, "SELECT id FROM identity"))
}

const hookColumns = "id, url, kinds, secret, who, made, removed"

// Hooks are all hooks, also those that were removed.
func (s *Store) Hooks(ctx context.Context) ([]outbox.Hook, error) {
	return all(rowsOf(ctx, s, scanHook, "SELECT "+hookColumns+" FROM hooks ORDER BY id"))
}

// PutHook adds a hook without an ID, which begins behind the last event, or replaces the one with its
// ID.
func (s *Store) PutHook(h outbox.Hook, e audit.Entry) (outbox.Hook, error) {
	err := s.do(func(t *tx) error {
		var id any
		if h.ID != 0 {
			id = h.ID
		}
		secret := append([]byte{}, h.Secret...) // nil would be NULL
		row := t.conn.QueryRowContext(noLimit, `INSERT INTO hooks (`+hookColumns+`) VALUES (?,?,?,?,?,?,?)
			ON CONFLICT (id) DO UPDATE SET secret = excluded.secret, removed = excluded.removed RETURNING id`,
			id, h.URL, strings.Join(h.Kinds, ","), secret, h.Who, micro(h.Made), micro(h.Removed))
		err := row.Scan(&h.ID)
		if err == nil && !h.Removed.IsZero() {
			err = t.exec("DELETE FROM receivers WHERE name = ?", h.Receiver())
		} else if err == nil && id == nil {
			err = t.exec("INSERT INTO receivers SELECT ?, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)", h.Receiver())
		}
		e.Subject, e.Record = strconv.FormatInt(h.ID, 10), h.Digest()
		return t.noted(err, e)
	})
	return h, err
}

// Sent are the last events that receivers have, by their names.
func (s *Store) Sent(ctx context.Context) (map[string]int64, error) {
	sent := map[string]int64{}
	scan := func(row columns) (name string, err error) {
		var id int64
		err = row(&name, &id)
		sent[name] = id
		return name, err
	}
	_, err := all(rowsOf(ctx, s, scan, "SELECT name, sent FROM receivers"))
	return sent, err
}

// PutSent keeps up to where a receiver has the events.
func (s *Store) PutSent(receiver string, id int64) error {
	return s.do(func(t *tx) error {
		return inWords(t.exec("INSERT INTO receivers VALUES (?,?) ON CONFLICT (name) DO UPDATE SET sent = excluded.sent", receiver, id))
	})
}

// DropReceiver forgets where a receiver is, so that events are not kept for it.
func (s *Store) DropReceiver(receiver string) error {
	return s.do(func(t *tx) error { return inWords(t.exec("DELETE FROM receivers WHERE name = ?", receiver)) })
}

// kept are the tables in which records stand that events tell of, with the column that numbers them.
var kept = []struct {
	kind, number string
	query        string
	body         func(columns) (any, error)
}{
	{record.EventResult, "number", "SELECT " + resultColumns + " FROM results", anyOf(scanResult)},
	{record.EventLate, "number", "SELECT " + lateColumns + " FROM late", anyOf(scanLate)},
	{record.EventReview, "id", "SELECT " + markColumns + " FROM reviews", anyOf(scanMark)},
	{record.EventShadow, "number", "SELECT " + shadowColumns + " FROM shadows", anyOf(scanShadow)},
}

func anyOf[T any](scan func(columns) (T, error)) func(columns) (any, error) {
	return func(row columns) (any, error) { return scan(row) }
}

// Records gives all results, late judgements, reviews and what shadows said as the events that told of
// them, so many at a time: for who comes when those are gone. Their IDs are 0. States and alarms are in
// the audit alone.
func (s *Store) Records(ctx context.Context, some int, take func([]record.Event) error) error {
	for _, k := range kept {
		last := int64(0)
		scan := func(row columns) (e record.Event, err error) {
			v, err := k.body(row)
			if err != nil {
				return e, err
			}
			e.Kind = k.kind
			switch v := v.(type) {
			case record.Result:
				last, e.At = v.Trigger, v.At
			case record.Late:
				last, e.At = v.Trigger, v.At
			case record.Mark:
				last, e.At = v.ID, v.At
			case record.Shadow:
				last, e.At = v.Trigger, v.At
			}
			e.Body, err = json.Marshal(v)
			return e, err
		}
		for {
			// Pages, since a read that lasts keeps the log of the database from being cleared.
			list, err := all(rowsOf(ctx, s, scan, k.query+" WHERE "+k.number+" > ? ORDER BY "+k.number+" LIMIT ?", last, some))
			if err != nil {
				return err
			}
			if len(list) == 0 {
				break
			}
			if err := take(list); err != nil {
				return err
			}
		}
	}
	return nil
}

func scanHook(row columns) (h outbox.Hook, err error) {
	var kinds string
	var made, removed int64
	err = row(&h.ID, &h.URL, &kinds, &h.Secret, &h.Who, &made, &removed)
	h.Kinds, h.Made, h.Removed = strings.Split(kinds, ","), when(made), when(removed)
	return h, err
}
