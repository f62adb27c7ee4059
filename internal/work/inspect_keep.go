package work

import (
	"path/filepath"
	"time"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/report/inspection"
	"mekiki/internal/work/desk"
)

// mostLeaked is how many leaked pictures a record of a test names.
const mostLeaked = 10

// keep writes the record of a test into the file of the inspector that was tested, whose SHA-256 was hash.
func (c *InspectTestConfig) keep(at *desk.Desk, hash string, p *inspection.Page) error {
	n, now, err := inspect.OpenParent(c.Inspector)
	if err != nil {
		return err
	}
	if now != hash {
		return lang.Errorf("%s was changed while it was tested, so the test is not of it; test it again", c.Inspector)
	}
	n.Keep(c.record(at, hash, p))
	if _, err := writeInspector(c.Inspector, n); err != nil {
		return err
	}
	_, now, err = inspect.OpenParent(c.Inspector)
	if err == nil {
		at.Note("the test is kept in %s, whose SHA-256 is %s now", c.Inspector, now)
	}
	return err
}

// record is the summary of a test.
func (c *InspectTestConfig) record(at *desk.Desk, hash string, p *inspection.Page) inspect.TestRecord {
	f := p.Figures
	r := inspect.TestRecord{
		Set: setName(c.Data), When: time.Now().UTC().Format(time.RFC3339), Version: at.Program, Inspector: hash, Thresholds: f.Thresholds, Confidence: f.Confidence,
		Good: f.Good, Bad: f.Bad, Broken: len(p.Broken), Escapes: f.Escapes, Overkill: f.Overkill, GoodReview: f.GoodReview, BadReview: f.BadReview,
		LeakChecked: p.LeakChecked, Leaks: len(p.Leaks),
	}
	if f.Ranking != nil {
		r.AUROC = &f.Ranking.AUROC
	}
	for _, l := range p.Leaks[:min(mostLeaked, len(p.Leaks))] {
		r.Leaked = append(r.Leaked, within(c.Data, []string{l.File})...)
	}
	return r
}

// setName names the pictures of a folder by its last two names.
func setName(dir string) string {
	if whole, err := filepath.Abs(dir); err == nil {
		dir = whole
	}
	return filepath.ToSlash(filepath.Join(filepath.Base(filepath.Dir(dir)), filepath.Base(dir)))
}
