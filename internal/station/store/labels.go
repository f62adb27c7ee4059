package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"iter"
	"strconv"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/label"
	"mekiki/internal/station/record"
)

// whatLabel is what the audit calls a label. Old and New of its rows are how many pixels are marked.
const whatLabel = "label"

// AddLabel adds where a person sees a defect and gives it its ID, and adds events that pictures of results are kept from
// now on.
func (s *Store) AddLabel(station string, l label.Label, kept ...record.Result) (label.Label, error) {
	l.ID = 0
	body, err := json.Marshal(l)
	if err != nil {
		return l, err
	}
	err = s.do(func(t *tx) error {
		before := 0 // read here: somebody else may be adding one, too
		err := t.conn.QueryRowContext(noLimit, `SELECT pixels FROM labels WHERE number = ? ORDER BY id DESC LIMIT 1`, l.Trigger).Scan(&before)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		err = t.conn.QueryRowContext(noLimit, `INSERT INTO labels (number, pixels, body) VALUES (?,?,?) RETURNING id`, l.Trigger, l.Pixels, string(body)).Scan(&l.ID)
		err = t.noted(err, audit.Entry{At: l.At, Who: l.Who, Station: station, What: whatLabel, Subject: callSubject(l.Trigger, l.ID),
			Old: strconv.Itoa(before), New: strconv.Itoa(l.Pixels), Reason: l.Reason, Record: record.Digest(l)})
		return t.kept(err, l.At, kept)
	})
	return l, err
}

// label is the last label of a part if it marks anything; nil else.
func (s *Store) label(ctx context.Context, trigger int64) (*label.Label, error) {
	l, err := one(rowsOf(ctx, s, scanLabel, "SELECT "+labelColumns+" FROM labels WHERE number = ? ORDER BY id DESC LIMIT 1", trigger))
	if errors.Is(err, record.ErrNone) || err == nil && l.Pixels == 0 {
		return nil, nil
	}
	return &l, err
}

// labelled are the numbers of parts whose last label marks something.
const labelled = `SELECT number FROM labels AS l WHERE pixels > 0 AND id = (SELECT max(id) FROM labels WHERE number = l.number)`

// Labelled says of which results it is known where the defect is, by their numbers.
func (s *Store) Labelled(ctx context.Context, list []record.Result) (map[int64]bool, error) {
	known := map[int64]bool{}
	if len(list) == 0 {
		return known, nil
	}
	least, most := list[0].Trigger, list[0].Trigger
	for _, r := range list {
		least, most = min(least, r.Trigger), max(most, r.Trigger)
	}
	number := func(row columns) (n int64, err error) { err = row(&n); return n, err }
	for n, err := range rowsOf(ctx, s, number, labelled+" AND number BETWEEN ? AND ?", least, most) {
		if err != nil {
			return nil, err
		}
		known[n] = true
	}
	return known, nil
}

// EachLabel gives all labels, in the order in which they came.
func (s *Store) EachLabel(ctx context.Context) iter.Seq2[label.Label, error] {
	return rowsOf(ctx, s, scanLabel, "SELECT "+labelColumns+" FROM labels ORDER BY id")
}

const labelColumns = "id, body"

func scanLabel(row columns) (l label.Label, err error) {
	var body []byte
	var id int64
	err = row(&id, &body)
	err = errors.Join(err, json.Unmarshal(body, &l))
	l.ID = id
	return l, err
}
