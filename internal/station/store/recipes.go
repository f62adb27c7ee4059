package store

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strconv"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// What the audit calls these records, beside the kinds of events.
const (
	whatVersion = "recipe version"
	whatTrial   = "trial"
)

// AddRecipe adds a version and its first step; record.ErrDuplicate where the product has a
// version of that number.
func (s *Store) AddRecipe(station string, v recipe.Version, first recipe.Act) (recipe.Act, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return first, err
	}
	err = s.do(func(t *tx) error {
		err := t.exec(`INSERT INTO recipes (hash, product, version, body) VALUES (?,?,?,?)`, v.Hash(), v.Product, v.Number, string(body))
		if isDuplicate(err) {
			return record.ErrDuplicate
		}
		if err == nil {
			err = t.note(audit.Entry{At: v.At, Who: v.Who, Station: station, What: whatVersion, Subject: v.Hash(), Old: v.Parent, New: v.Product + " " + strconv.Itoa(v.Number), Reason: first.Reason, Record: record.Digest(v)})
		}
		if err != nil {
			return inWords(err)
		}
		return t.step(station, &first, "")
	})
	return first, err
}

// AddStep adds a step of a version; old is what it was before.
func (s *Store) AddStep(station string, p recipe.Act, old recipe.Kind) (recipe.Act, error) {
	err := s.do(func(t *tx) error { return t.step(station, &p, old) })
	return p, err
}

func (t *tx) step(station string, p *recipe.Act, old recipe.Kind) error {
	at, zone := moment(p.At)
	row := t.conn.QueryRowContext(noLimit, `INSERT INTO recipe_steps (hash, kind, at, zone, who, second, reason) VALUES (?,?,?,?,?,?,?) RETURNING id`, p.Hash, p.Kind, at, zone, p.Who, p.Second, p.Reason)
	err := row.Scan(&p.ID)
	return t.all(err, audit.Entry{At: p.At, Who: p.Who, Station: station, What: record.EventRecipe, Subject: p.Hash + "#" + strconv.FormatInt(p.ID, 10), Old: string(old), New: string(p.Kind),
		Reason: p.Reason, Record: record.Digest(p)}, record.EventRecipe, p)
}

// AddTrial adds what a version would have said, and the step that says that it was tried.
func (s *Store) AddTrial(station string, r recipe.Trial, step recipe.Act, old recipe.Kind) (recipe.Trial, error) {
	r.ID = 0
	body, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	digest := record.Digest(r)
	err = s.do(func(t *tx) error {
		err := t.conn.QueryRowContext(noLimit, `INSERT INTO trials (hash, body) VALUES (?,?) RETURNING id`, r.Hash, string(body)).Scan(&r.ID)
		if err == nil {
			err = t.note(audit.Entry{At: r.At, Who: r.Who, Station: station, What: whatTrial, Subject: strconv.FormatInt(r.ID, 10), Old: r.Hash, New: strconv.Itoa(len(r.Changed)) + " of " + strconv.Itoa(r.Judged), Record: digest})
		}
		if err != nil {
			return inWords(err)
		}
		return t.step(station, &step, old)
	})
	return r, err
}

// AddShadow adds what a recipe in the shadow said of a part, with its row in the audit and its event.
func (s *Store) AddShadow(station string, w record.Shadow) error {
	at, zone := moment(w.At)
	regions, err := json.Marshal(w.Regions)
	if err != nil {
		return err
	}
	return s.do(func(t *tx) error {
		err := t.exec(`INSERT INTO shadows VALUES (?,?,?,?,?,?,?,?,?,?)`, w.Trigger, at, zone, w.Verdict, w.Score, w.Reason, string(regions), w.Like, w.Milliseconds, w.Recipe)
		return t.all(err, audit.Entry{At: w.At, Who: w.Recipe, Station: station, What: record.EventShadow, Subject: subject(w.Trigger), New: string(w.Verdict), Reason: w.Reason, Record: record.Digest(w)},
			record.EventShadow, w)
	})
}

// Recipes are all versions, and what became of them.
func (s *Store) Recipes(ctx context.Context) (*recipe.Book, error) {
	var versions []recipe.Version
	var steps []recipe.Act
	for v, err := range s.EachVersion(ctx) {
		if err != nil {
			return nil, err
		}
		versions = append(versions, v)
	}
	for p, err := range s.EachStep(ctx) {
		if err != nil {
			return nil, err
		}
		steps = append(steps, p)
	}
	return recipe.NewBook(versions, steps), nil
}

// Trial is the last trial of a version; record.ErrNone if there was none.
func (s *Store) Trial(ctx context.Context, hash string) (recipe.Trial, error) {
	return one(rowsOf(ctx, s, scanTrial, "SELECT "+trialColumns+" FROM trials WHERE hash = ? ORDER BY id DESC LIMIT 1", hash))
}

// EachVersion gives all versions of recipes, in the order in which they were made.
func (s *Store) EachVersion(ctx context.Context) iter.Seq2[recipe.Version, error] {
	return rowsOf(ctx, s, scanVersion, "SELECT body FROM recipes ORDER BY id")
}

// EachStep gives all steps of recipes, in the order in which they were done.
func (s *Store) EachStep(ctx context.Context) iter.Seq2[recipe.Act, error] {
	return rowsOf(ctx, s, scanStep, "SELECT "+stepColumns+" FROM recipe_steps ORDER BY id")
}

// EachTrial gives all trials, in the order in which they ended.
func (s *Store) EachTrial(ctx context.Context) iter.Seq2[recipe.Trial, error] {
	return rowsOf(ctx, s, scanTrial, "SELECT "+trialColumns+" FROM trials ORDER BY id")
}

// EachShadow gives all that recipes in the shadow said, in the order of the parts.
func (s *Store) EachShadow(ctx context.Context) iter.Seq2[record.Shadow, error] {
	return rowsOf(ctx, s, scanShadow, "SELECT "+shadowColumns+" FROM shadows ORDER BY number")
}

func scanVersion(row columns) (v recipe.Version, err error) {
	var body []byte
	err = row(&body)
	return v, errors.Join(err, json.Unmarshal(body, &v))
}

const stepColumns = "id, hash, kind, at, zone, who, second, reason"

func scanStep(row columns) (p recipe.Act, err error) {
	var at int64
	var zone int
	err = row(&p.ID, &p.Hash, &p.Kind, &at, &zone, &p.Who, &p.Second, &p.Reason)
	p.At = record.FromMicro(at, zone)
	return p, err
}

const trialColumns = "id, body"

func scanTrial(row columns) (r recipe.Trial, err error) {
	var body []byte
	var id int64
	err = row(&id, &body)
	err = errors.Join(err, json.Unmarshal(body, &r))
	r.ID = id
	return r, err
}

// digestTrial leaves the id out, which the trial had not when it was made.
func digestTrial(row columns) (string, error) {
	r, err := scanTrial(row)
	r.ID = 0
	return record.Digest(r), err
}

const shadowColumns = lateColumns + ", recipe"

func scanShadow(row columns) (w record.Shadow, err error) {
	w.Late, err = scanLate(func(to ...any) error { return row(append(to, &w.Recipe)...) })
	return w, err
}
