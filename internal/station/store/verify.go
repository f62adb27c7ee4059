package store

import (
	"cmp"
	"context"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/people"
	"mekiki/internal/station/record"
)

// Verify checks the audit, and that each result, late judgement, review, label, user and key is there
// as the audit has it. noted are heads of earlier days. Findings come by row.
func (s *Store) Verify(ctx context.Context, noted ...audit.Head) (*audit.Checked, error) {
	c, err := audit.Check(s.Audit(ctx), noted...)
	if err != nil {
		return nil, err
	}
	for _, t := range []compared{
		{record.EventResult, "results", "CAST(number AS TEXT)", resultColumns, digest(scanResult), told},
		{record.EventLate, "late", "CAST(number AS TEXT)", lateColumns, digest(scanLate), told},
		{record.EventReview, "reviews", "number || '#' || id", markColumns, digest(scanMark), told},
		{people.WhatUser, "users", "name", userColumns, digested(scanUser), toldLast},
		{people.WhatKey, "keys", "CAST(id AS TEXT)", keyColumns, digested(scanKey), toldLast},
		{outbox.WhatHook, "hooks", "CAST(id AS TEXT)", hookColumns, digested(scanHook), toldLast},
		{whatVersion, "recipes", "hash", "body", digest(scanVersion), told},
		{record.EventRecipe, "recipe_steps", "hash || '#' || id", stepColumns, digest(scanStep), told},
		{whatTrial, "trials", "CAST(id AS TEXT)", trialColumns, digestTrial, told},
		{record.EventShadow, "shadows", "CAST(number AS TEXT)", shadowColumns, digest(scanShadow), told},
		{whatStudy, "studies", "CAST(id AS TEXT)", studyColumns, digestStudy, told},
		{whatStudyCall, "study_calls", "study || '#' || id", studyCallColumns, digest(scanStudyCall), told},
		{whatLabel, "labels", "number || '#' || id", labelColumns, digest(scanLabel), told},
		{whatStudyEnd, "study_ends", "CAST(study AS TEXT)", studyEndColumns, digest(scanStudyEnd), told},
	} {
		if err := s.compare(ctx, c, t); err != nil {
			return nil, err
		}
	}
	if err := s.compareBlocks(ctx, c); err != nil {
		return nil, err
	}
	slices.SortStableFunc(c.Findings, func(a, b audit.Finding) int { return cmp.Compare(a.Seq, b.Seq) })
	return c, nil
}

// compared is a table whose records the audit tells of; subject is Entry.Subject of a record.
type compared struct {
	what, table, subject, columns string
	digest                        func(columns) (string, error)
	told                          string // rows of the audit that tell of one
}

// What is never changed is told of once; of what changes the last row counts, and SQLite gives
// the record that stands beside the max.
const (
	told     = "SELECT seq, subject AS told_of, record FROM audit WHERE what = ?"
	toldLast = "SELECT max(seq) AS seq, subject AS told_of, record FROM audit WHERE what = ? GROUP BY subject"
)

// digested is for what has a digest of its own.
func digested[T interface{ Digest() string }](scan func(columns) (T, error)) func(columns) (string, error) {
	return func(row columns) (string, error) {
		v, err := scan(row)
		if err != nil {
			return "", err
		}
		return v.Digest(), nil
	}
}

func digest[T any](scan func(columns) (T, error)) func(columns) (string, error) {
	return func(row columns) (string, error) {
		v, err := scan(row)
		if err != nil {
			return "", err
		}
		return record.Digest(v), nil
	}
}

// compare holds the records of a table against the audit, one at a time.
func (s *Store) compare(ctx context.Context, c *audit.Checked, t compared) error {
	add := func(k audit.Kind, seq int64, text lang.Message) {
		c.Findings = append(c.Findings, audit.Finding{Kind: k, Seq: seq, Text: text})
	}
	type pair struct {
		stored, subject, told string
		seq                   int64
	}
	scan := func(row columns) (p pair, err error) {
		p.stored, err = t.digest(func(to ...any) error { return row(append(to, &p.subject, &p.seq, &p.told)...) })
		return p, err
	}
	text := "SELECT " + t.columns + ", " + t.subject + ", coalesce(seq, 0), coalesce(record, '') FROM " + t.table +
		" LEFT JOIN (" + t.told + ") ON told_of = " + t.subject + " ORDER BY 1"
	for p, err := range rowsOf(ctx, s, scan, text, t.what) {
		switch {
		case err != nil:
			return err
		case p.seq == 0:
			add(audit.Extra, 0, lang.T("%s stands in no row of the audit", named(t.what, p.subject)))
		case p.stored != p.told:
			add(audit.Changed, p.seq, lang.T("%s is not as row %d of the audit has it", named(t.what, p.subject), p.seq))
		}
	}
	gone := func(row columns) (p pair, err error) {
		err = row(&p.seq, &p.subject)
		return p, err
	}
	text = "SELECT seq, subject FROM audit WHERE what = ? AND subject NOT IN (SELECT " + t.subject + " FROM " + t.table + ") ORDER BY seq"
	for p, err := range rowsOf(ctx, s, gone, text, t.what) {
		if err != nil {
			return err
		}
		add(audit.Missing, p.seq, lang.T("%s is missing, of which row %d of the audit tells", named(t.what, p.subject), p.seq))
	}
	return nil
}

func named(what, subject string) lang.Message {
	switch what {
	case record.EventLate:
		return lang.T("the late judgement of part %s", subject)
	case record.EventReview:
		return lang.T("review %s", subject)
	case people.WhatUser:
		return lang.T("user %s", subject)
	case people.WhatKey:
		return lang.T("key %s", subject)
	case outbox.WhatHook:
		return lang.T("webhook %s", subject)
	case whatVersion:
		return lang.T("version %s of a recipe", subject)
	case record.EventRecipe:
		return lang.T("step %s of a recipe", subject)
	case whatTrial:
		return lang.T("trial %s", subject)
	case whatStudy:
		return lang.T("agreement study %s", subject)
	case whatStudyCall:
		return lang.T("call %s of an agreement study", subject)
	case whatLabel:
		return lang.T("label %s", subject)
	case whatStudyEnd:
		return lang.T("the end of agreement study %s", subject)
	case record.EventShadow:
		return lang.T("what a shadow said of part %s", subject)
	}
	return lang.T("the result of part %s", subject)
}
