package store

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strconv"

	"mekiki/internal/station/agreement"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// What the audit calls these records.
const (
	whatStudy     = "study"
	whatStudyCall = "study call"
	whatStudyEnd  = "study end"
)

// AddStudy adds a study and gives it its ID, and adds events that pictures of results are kept from now on.
func (s *Store) AddStudy(station string, y agreement.Study, kept ...record.Result) (agreement.Study, error) {
	y.ID = 0
	body, err := json.Marshal(y)
	if err != nil {
		return y, err
	}
	digest := record.Digest(y)
	err = s.do(func(t *tx) error {
		err := t.conn.QueryRowContext(noLimit, `INSERT INTO studies (body) VALUES (?) RETURNING id`, string(body)).Scan(&y.ID)
		err = t.noted(err, audit.Entry{At: y.At, Who: y.Who, Station: station, What: whatStudy, Subject: subject(y.ID), New: y.Name, Reason: y.Reason, Record: digest})
		return t.kept(err, y.At, kept)
	})
	return y, err
}

// AddStudyCall adds what an appraiser says and gives it its ID; record.ErrDuplicate where the appraiser has called the part
// in this round.
func (s *Store) AddStudyCall(station string, c agreement.Call) (agreement.Call, error) {
	at, zone := moment(c.At)
	err := s.do(func(t *tx) error {
		row := t.conn.QueryRowContext(noLimit, `INSERT INTO study_calls (study, who, round, number, verdict, at, zone) VALUES (?,?,?,?,?,?,?) RETURNING id`,
			c.Study, c.Who, c.Round, c.Trigger, c.Verdict, at, zone)
		err := row.Scan(&c.ID)
		if isDuplicate(err) {
			return record.ErrDuplicate
		}
		return t.noted(err, audit.Entry{At: c.At, Who: c.Who, Station: station, What: whatStudyCall, Subject: callSubject(c.Study, c.ID), New: string(c.Verdict), Record: record.Digest(c)})
	})
	return c, err
}

func callSubject(study, id int64) string { return subject(study) + "#" + strconv.FormatInt(id, 10) }

// EndStudy ends a study; record.ErrDuplicate where it has ended.
func (s *Store) EndStudy(station string, e agreement.End) error {
	at, zone := moment(e.At)
	return s.do(func(t *tx) error {
		err := t.exec(`INSERT INTO study_ends (study, who, reason, at, zone) VALUES (?,?,?,?,?)`, e.Study, e.Who, e.Reason, at, zone)
		if isDuplicate(err) {
			return record.ErrDuplicate
		}
		return t.noted(err, audit.Entry{At: e.At, Who: e.Who, Station: station, What: whatStudyEnd, Subject: subject(e.Study), Reason: e.Reason, Record: record.Digest(e)})
	})
}

// Study is the one with an ID; record.ErrNone if there is none.
func (s *Store) Study(ctx context.Context, id int64) (agreement.Study, error) {
	return one(rowsOf(ctx, s, scanStudy, "SELECT "+studyColumns+" FROM studies WHERE id = ?", id))
}

// StudyEnd is when a study ended; record.ErrNone if it did not.
func (s *Store) StudyEnd(ctx context.Context, id int64) (agreement.End, error) {
	return one(rowsOf(ctx, s, scanStudyEnd, "SELECT "+studyEndColumns+" FROM study_ends WHERE study = ?", id))
}

// StudyCalls are all calls of a study, in the order in which they came.
func (s *Store) StudyCalls(ctx context.Context, id int64) ([]agreement.Call, error) {
	return all(rowsOf(ctx, s, scanStudyCall, "SELECT "+studyCallColumns+" FROM study_calls WHERE study = ? ORDER BY id", id))
}

// EachStudy gives all studies, in the order in which they were made.
func (s *Store) EachStudy(ctx context.Context) iter.Seq2[agreement.Study, error] {
	return rowsOf(ctx, s, scanStudy, "SELECT "+studyColumns+" FROM studies ORDER BY id")
}

// EachStudyCall gives the calls of all studies, in the order in which they came.
func (s *Store) EachStudyCall(ctx context.Context) iter.Seq2[agreement.Call, error] {
	return rowsOf(ctx, s, scanStudyCall, "SELECT "+studyCallColumns+" FROM study_calls ORDER BY id")
}

const studyColumns = "id, body"

func scanStudy(row columns) (y agreement.Study, err error) {
	var body []byte
	var id int64
	err = row(&id, &body)
	err = errors.Join(err, json.Unmarshal(body, &y))
	y.ID = id
	return y, err
}

// digestStudy leaves the id out, which the study had not when it was made.
func digestStudy(row columns) (string, error) {
	y, err := scanStudy(row)
	y.ID = 0
	return record.Digest(y), err
}

const studyCallColumns = "id, study, who, round, number, verdict, at, zone"

func scanStudyCall(row columns) (c agreement.Call, err error) {
	var at int64
	var zone int
	err = row(&c.ID, &c.Study, &c.Who, &c.Round, &c.Trigger, &c.Verdict, &at, &zone)
	c.At = record.FromMicro(at, zone)
	return c, err
}

const studyEndColumns = "study, who, reason, at, zone"

func scanStudyEnd(row columns) (e agreement.End, err error) {
	var at int64
	var zone int
	err = row(&e.Study, &e.Who, &e.Reason, &at, &zone)
	e.At = record.FromMicro(at, zone)
	return e, err
}
