package station

import (
	"context"
	"strconv"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// Masters says when known parts must be shown before others are judged: so many good ones that
// must be OK and so many bad ones that must be NG. The zero value asks for none.
type Masters struct {
	OK, NG int
	// Began is when the shift of a moment began; nil: only a change of the recipe asks for masters.
	Began func(time.Time) time.Time
}

// Check is how the check with masters stands.
type Check struct {
	// Due says that masters must be shown: other parts are not judged.
	Due  bool `json:"due"`
	OK   int  `json:"ok"` // of them that were judged as they should be
	NG   int  `json:"ng"`
	OfOK int  `json:"of_ok"`
	OfNG int  `json:"of_ng"`
	// Next is what the next part is said to be: OK or NG; "" for a part that is no master.
	Next record.Verdict `json:"next,omitempty"`
	// Wrong is the number of the last master that was judged wrongly since the check began.
	Wrong int64 `json:"wrong,omitempty"`
}

// ErrMasters means that masters must be shown first.
var ErrMasters = lang.Errorf("known good and bad parts must be shown first: the check with masters is due")

// EventMasters is what the audit calls a check that was passed or failed.
const EventMasters = "master check"

// What the audit says of masters.
const (
	asDue    = "due"
	asRight  = "as it should be"
	asWrong  = "failed"
	asPassed = "passed"
)

// masters is how the check stands; s.mu guards it.
type masters struct {
	passed time.Time // when it was passed last
	recipe string    // and under which recipe
	ok, ng int
	since  time.Time // when the first of them was shown
	under  string    // and under which recipe
	next   record.Verdict
	asked  time.Time // when next was said
	wrong  int64
}

// valid says whether the masters that were right so far are of a recipe and of the shift of a
// moment. s.mu is held.
func (s *Station) valid(recipe string, at time.Time) bool {
	m, began := s.masters, s.cfg.Masters.Began
	return m.under == recipe && (began == nil || !m.since.Before(began(at)))
}

// due says whether masters must be shown. s.mu is held.
func (s *Station) due() bool {
	m := s.cfg.Masters
	if m.OK+m.NG == 0 || s.judge == nil {
		return false
	}
	return s.masters.passed.IsZero() || s.masters.recipe != s.judge.recipe.Hash || m.Began != nil && s.masters.passed.Before(m.Began(s.cfg.Now()))
}

// check is how the check stands. s.mu is held.
func (s *Station) check() Check {
	m := s.masters
	if s.judge != nil && !s.valid(s.judge.recipe.Hash, s.cfg.Now()) {
		m.ok, m.ng = 0, 0
	}
	return Check{Due: s.due(), OK: m.ok, NG: m.ng, OfOK: s.cfg.Masters.OK, OfNG: s.cfg.Masters.NG, Next: m.next, Wrong: m.wrong}
}

// ExpectMaster says that the next part is a master, which must be OK or NG; "" takes it back.
func (s *Station) ExpectMaster(v record.Verdict) Check {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.masters.next, s.masters.asked = v, s.cfg.Now()
	return s.check()
}

// DueMasters asks for masters now, such as after work on the light; somebody says why.
func (s *Station) DueMasters(who, reason string) (Check, error) {
	s.mu.Lock()
	s.masters = masters{}
	c := s.check()
	s.mu.Unlock()
	return c, s.store.Note(audit.Entry{At: record.Moment(s.cfg.Now()), Who: who, Station: s.cfg.Name, What: EventMasters, New: asDue, Reason: reason}, "", nil)
}

// master makes a part a master, if the next one was said to be, and refuses it where one is due.
// A part that waited before that was said is no master. s.mu is held.
func (s *Station) master(p *Part) error {
	if p.Master == "" && s.masterNext(p.Came) {
		p.Master, s.masters.next = s.masters.next, ""
	}
	if p.Master == "" && s.due() {
		return ErrMasters
	}
	return nil
}

// masterNext says whether a part that was there at a moment is the master that was announced; a zero
// moment is now. s.mu is held.
func (s *Station) masterNext(came time.Time) bool {
	return s.masters.next != "" && (came.IsZero() || !came.Before(s.masters.asked))
}

// judgeMaster counts a master whose result is stored. A wrong verdict begins the check anew.
func (s *Station) judgeMaster(r record.Result) {
	s.mu.Lock()
	m := &s.masters
	if !s.valid(r.Recipe, r.At) {
		m.ok, m.ng, m.since, m.under = 0, 0, r.At, r.Recipe
	}
	as := asRight
	switch {
	case r.Verdict != r.Master:
		m.ok, m.ng, m.wrong, m.passed = 0, 0, r.Trigger, time.Time{}
		as = asWrong
	case r.Master == record.OK:
		m.ok++
	default:
		m.ng++
	}
	if m.ok >= s.cfg.Masters.OK && m.ng >= s.cfg.Masters.NG && m.wrong != r.Trigger {
		*m = masters{passed: r.At, recipe: r.Recipe, next: m.next, asked: m.asked}
		as = asPassed
	}
	s.mu.Unlock()
	if as == asWrong {
		s.raise(AlarmMasters, lang.T("master %d was judged %s and should be %s: look at light, lens and recipe, then show all masters again", r.Trigger, string(r.Verdict), string(r.Master)))
	}
	e := audit.Entry{At: r.At, Who: r.Source, Station: s.cfg.Name, What: EventMasters, Subject: strconv.FormatInt(r.Trigger, 10), Old: string(r.Master), New: as, Reason: r.Recipe}
	if err := s.store.Note(e, "", nil); err != nil {
		s.raise(AlarmStore, lang.T("results cannot be stored: %v", err))
	}
}

// rememberMasters finds when a check was passed last, before the station was started.
func (s *Station) rememberMasters() {
	const some = 100 // rows of single masters may lie behind
	rows, err := s.store.AuditRows(context.Background(), record.AuditQuery{What: EventMasters, Limit: some})
	if err != nil {
		return // masters are shown anew
	}
	for _, r := range rows {
		if r.New == asPassed {
			s.masters.passed, s.masters.recipe = r.At, r.Reason
		}
		if r.New != asRight {
			return
		}
	}
}
