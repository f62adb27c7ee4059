package store

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

const resultColumns = `number, at, zone, verdict, score, reason, regions, similar, station, source, part, lot, milliseconds, inspector, low, high, picture, format, bytes, coalesce(key, ''), recipe, master`

// Results are the results that q chooses, in its order.
func (s *Store) Results(ctx context.Context, q record.Query) ([]record.Result, error) {
	order := " ORDER BY number"
	if !q.Oldest {
		order += " DESC"
	}
	// What has no index is found in blocks.
	if q.Limit > 0 && q.Lot == "" && q.Part == "" && q.Called == "" && q.Labelled == nil && len(q.Triggers) == 0 && (q.Inspector != "" || q.Recipe != "" || q.Product != "" || q.MinScore != nil || q.MaxScore != nil) {
		numbers, err := s.numbers(ctx, q)
		if err != nil {
			return nil, err
		}
		return s.numbered(ctx, numbers, order)
	}
	var where []string
	var args []any
	add := func(text string, a ...any) { where, args = append(where, text), append(args, a...) }
	if q.Before > 0 {
		add("number < ?", q.Before)
	}
	if q.After > 0 {
		add("number > ?", q.After)
	}
	if len(q.Verdicts) > 0 {
		var list []any
		for _, v := range q.Verdicts {
			list = append(list, v)
		}
		add("verdict IN (?"+strings.Repeat(",?", len(list)-1)+")", list...)
	}
	if q.Lot != "" {
		add("lot = ? AND lot <> ''", q.Lot)
	}
	if q.Part != "" {
		add("part = ? AND part <> ''", q.Part)
	}
	if !q.From.IsZero() {
		add("at >= ?", q.From.UnixMicro())
	}
	if !q.To.IsZero() {
		add("at < ?", q.To.UnixMicro())
	}
	if q.Inspector != "" {
		add("inspector = ?", q.Inspector)
	}
	if q.Recipe != "" {
		add("recipe = ?", q.Recipe)
	}
	if q.Product != "" {
		add("recipe IN (SELECT hash FROM recipes WHERE product = ?)", q.Product)
	}
	if q.MinScore != nil {
		add("score >= ? AND verdict <> 'NONE'", *q.MinScore)
	}
	if q.MaxScore != nil {
		add("score < ? AND verdict <> 'NONE'", *q.MaxScore)
	}
	if q.NoMasters {
		add("master = ''")
	}
	if len(q.Triggers) > 0 {
		list, _ := json.Marshal(q.Triggers) // numbers always can be
		add("number IN (SELECT value FROM json_each(?))", string(list))
	}
	switch {
	case q.Labelled == nil:
	case *q.Labelled:
		add("number IN (" + labelled + ")")
	default:
		add("number NOT IN (" + labelled + ")")
	}
	if q.Called != "" {
		add(word+" = ?", q.Called)
	}
	text := "SELECT " + resultColumns + " FROM results"
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	text += order
	if q.Limit > 0 {
		text += " LIMIT ?"
		args = append(args, q.Limit)
	}
	return all(rowsOf(ctx, s, scanResult, text, args...))
}

// Result is the result of a trigger number; record.ErrNone if there is none.
func (s *Store) Result(ctx context.Context, trigger int64) (*record.Full, error) {
	r, err := one(rowsOf(ctx, s, scanResult, "SELECT "+resultColumns+" FROM results WHERE number = ?", trigger))
	if err != nil {
		return nil, err
	}
	f := &record.Full{Result: r, Reviews: []record.Mark{}}
	l, err := one(rowsOf(ctx, s, scanLate, "SELECT "+lateColumns+" FROM late WHERE number = ?", trigger))
	switch {
	case err == nil:
		f.Late = &l
	case !errors.Is(err, record.ErrNone):
		return nil, err
	}
	w, err := one(rowsOf(ctx, s, scanShadow, "SELECT "+shadowColumns+" FROM shadows WHERE number = ?", trigger))
	switch {
	case err == nil:
		f.Shadow = &w
	case !errors.Is(err, record.ErrNone):
		return nil, err
	}
	for m, err := range rowsOf(ctx, s, scanMark, "SELECT "+markColumns+" FROM reviews WHERE number = ? ORDER BY id", trigger) {
		if err != nil {
			return nil, err
		}
		f.Reviews = append(f.Reviews, m)
	}
	f.Label, err = s.label(ctx, trigger)
	return f, err
}

// word is what people say of a result: the last review, NONE for nothing.
const word = "coalesce((SELECT verdict FROM reviews WHERE reviews.number = results.number ORDER BY id DESC LIMIT 1), 'NONE')"

// Called is what people called results, by their numbers: the last review of those that have one that
// was not taken back.
func (s *Store) Called(ctx context.Context, list []record.Result) (map[int64]record.Verdict, error) {
	called := map[int64]record.Verdict{}
	if len(list) == 0 {
		return called, nil
	}
	least, most := list[0].Trigger, list[0].Trigger
	for _, r := range list {
		least, most = min(least, r.Trigger), max(most, r.Trigger)
	}
	for m, err := range rowsOf(ctx, s, scanMark, "SELECT "+markColumns+" FROM reviews WHERE number BETWEEN ? AND ? ORDER BY id", least, most) {
		if err != nil {
			return nil, err
		}
		if called[m.Trigger] = m.Verdict; m.Verdict == record.None {
			delete(called, m.Trigger)
		}
	}
	return called, nil
}

// ByKey is the result of an idempotency key; record.ErrNone if there is none.
func (s *Store) ByKey(ctx context.Context, key string) (record.Result, error) {
	return one(rowsOf(ctx, s, scanResult, "SELECT "+resultColumns+" FROM results WHERE key = ?", key))
}

// Events are those behind the event with the ID after, at most limit.
func (s *Store) Events(ctx context.Context, after int64, limit int) ([]record.Event, error) {
	var list []record.Event
	for e, err := range rowsOf(ctx, s, scanEvent, "SELECT id, at, kind, body FROM outbox WHERE id > ? ORDER BY id LIMIT ?", after, limit) {
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// Changed is the ID of the last event, and a channel that is closed when there is another.
func (s *Store) Changed() (last int64, another <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, s.changed
}

// Audit are the rows of the audit, the first one first.
func (s *Store) Audit(ctx context.Context) iter.Seq2[audit.Row, error] {
	return rowsOf(ctx, s, scanAudit, "SELECT "+auditColumns+" FROM audit ORDER BY seq")
}

const auditColumns = "seq, at, zone, who, station, what, subject, old, new, reason, record, prev, hash"

// AuditRows are the rows that q chooses, the newest first.
func (s *Store) AuditRows(ctx context.Context, q record.AuditQuery) ([]audit.Row, error) {
	where, args := "1", []any{}
	add := func(text string, a ...any) { where, args = where+" AND "+text, append(args, a...) }
	if q.Before > 0 {
		add("seq < ?", q.Before)
	}
	if q.What != "" {
		add("what = ?", q.What)
	}
	if q.Subject != "" {
		add("subject = ?", q.Subject)
	}
	if q.People {
		add("what NOT IN ('result', 'late', 'shadow')") // as the index audit_people has it
	}
	text := "SELECT " + auditColumns + " FROM audit WHERE " + where + " ORDER BY seq DESC"
	if q.Limit > 0 {
		text += " LIMIT ?"
		args = append(args, q.Limit)
	}
	return all(rowsOf(ctx, s, scanAudit, text, args...))
}

// EachResult gives all results, in the order of their numbers.
func (s *Store) EachResult(ctx context.Context) iter.Seq2[record.Result, error] {
	return rowsOf(ctx, s, scanResult, "SELECT "+resultColumns+" FROM results ORDER BY number")
}

// EachLate gives all late judgements, in the order of their numbers.
func (s *Store) EachLate(ctx context.Context) iter.Seq2[record.Late, error] {
	return rowsOf(ctx, s, scanLate, "SELECT "+lateColumns+" FROM late ORDER BY number")
}

// EachReview gives all reviews, in the order in which they came.
func (s *Store) EachReview(ctx context.Context) iter.Seq2[record.Mark, error] {
	return rowsOf(ctx, s, scanMark, "SELECT "+markColumns+" FROM reviews ORDER BY id")
}

// columns takes the columns of a row, as sql.Rows.Scan does.
type columns = func(to ...any) error

// rowsOf reads rows, one after the other.
func rowsOf[T any](ctx context.Context, s *Store, scan func(columns) (T, error), text string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := s.reads.QueryContext(ctx, text, args...)
		if err != nil {
			yield(none, lang.Errorf("%s: %w", s.path, inWords(err)))
			return
		}
		defer func() { _ = rows.Close() }() // Err tells
		for rows.Next() {
			v, err := scan(rows.Scan)
			if err != nil {
				yield(none, lang.Errorf("%s: %w", s.path, inWords(err)))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, lang.Errorf("%s: %w", s.path, inWords(err)))
		}
	}
}

// all are rows as a list.
func all[T any](rows iter.Seq2[T, error]) ([]T, error) {
	list := []T{}
	for v, err := range rows {
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// one is the first of rows; record.ErrNone without one.
func one[T any](rows iter.Seq2[T, error]) (T, error) {
	for v, err := range rows {
		return v, err
	}
	var none T
	return none, record.ErrNone
}

func scanResult(row columns) (r record.Result, err error) {
	var at int64
	var zone int
	var regions string
	err = row(&r.Trigger, &at, &zone, &r.Verdict, &r.Score, &r.Reason, &regions, &r.Like, &r.Station, &r.Source, &r.Part, &r.Lot, &r.Milliseconds,
		&r.Inspector, &r.Low, &r.High, &r.Picture, &r.Format, &r.Bytes, &r.Key, &r.Recipe, &r.Master)
	r.At = record.FromMicro(at, zone)
	return r, errors.Join(err, json.Unmarshal([]byte(regions), &r.Regions))
}

const lateColumns = "number, at, zone, verdict, score, reason, regions, similar, milliseconds"

func scanLate(row columns) (l record.Late, err error) {
	var at int64
	var zone int
	var regions string
	err = row(&l.Trigger, &at, &zone, &l.Verdict, &l.Score, &l.Reason, &regions, &l.Like, &l.Milliseconds)
	l.At = record.FromMicro(at, zone)
	return l, errors.Join(err, json.Unmarshal([]byte(regions), &l.Regions))
}

const markColumns = "id, number, at, zone, who, verdict, reason"

func scanMark(row columns) (m record.Mark, err error) {
	var at int64
	var zone int
	err = row(&m.ID, &m.Trigger, &at, &zone, &m.Who, &m.Verdict, &m.Reason)
	m.At = record.FromMicro(at, zone)
	return m, err
}

func scanEvent(row columns) (e record.Event, err error) {
	var at int64
	var body []byte
	err = row(&e.ID, &at, &e.Kind, &body)
	e.At, e.Body = record.FromMicro(at, 0), body
	return e, err
}

func scanAudit(row columns) (r audit.Row, err error) {
	var at int64
	var zone int
	err = row(&r.Seq, &at, &zone, &r.Who, &r.Station, &r.What, &r.Subject, &r.Old, &r.New, &r.Reason, &r.Record, &r.Prev, &r.Hash)
	r.At = record.FromMicro(at, zone)
	return r, err
}
