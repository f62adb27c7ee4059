package work

import (
	"context"
	"io"
	"os"

	"mekiki/internal/atomicfile"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/head"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// InspectLearnConfig is what an inspector is to learn.
type InspectLearnConfig struct {
	Inspector string         `json:"inspector"`
	Good      string         `yaml:"good" json:"good,omitempty" value:"folder" help:"folder of pictures of good parts, such as those that were called bad"`
	Bad       string         `yaml:"bad" json:"bad,omitempty" value:"folder" help:"folder of pictures of bad parts, such as those that were missed"`
	Originals string         `yaml:"originals" json:"originals,omitempty" value:"folder" help:"folder of the good pictures that the inspector was fitted on, where it does not keep them itself"`
	MaxEscape settings.Share `yaml:"max-escape" json:"max_escape,omitempty" help:"share of bad parts that may be OK (default: as before, else 5%)"`
	Review    settings.Share `yaml:"review" json:"review,omitempty" help:"share of good parts that may be REVIEW or NG: REVIEW begins by good parts alone, however low a known bad part lies"`
	MarkConfig
	Loss    string `yaml:"loss" json:"loss,omitempty" value:"formula" help:"what the network of bad parts is trained by: the name of a loss of triplets, or a formula as in train (default: as before, else combined-threshold)"`
	Accept  bool   `yaml:"accept" json:"accept,omitempty" help:"write the inspector even if it does worse on parts that it knows: a bad one that was caught would be OK, more good ones NG, or more good ones REVIEW than wanted"`
	By      string `yaml:"by" json:"by,omitempty" value:"name" help:"who says what is good and bad; it is kept in the file (a name)"`
	Out     string `yaml:"out" json:"out,omitempty" short:"o" value:"file" help:"inspector file to write (default: it takes the old one's place, which is kept beside it)"`
	Workers int    `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
}

// InspectLearned is what an inspector has learned, and what that does to all parts that it knows.
type InspectLearned struct {
	// File is the inspector that was written; "" where none was, since it would be worse.
	File string `json:"file"`
	// Kept is where the old inspector is now; "" where it was not replaced.
	Kept string `json:"kept,omitempty"`
	// Good and Bad are how many pictures came in, Skipped those that it knew already.
	Good    int      `json:"good"`
	Bad     int      `json:"bad"`
	Skipped []string `json:"skipped,omitempty"`
	// Head is whether distances in the space of a trained head are part of the score.
	Head       bool            `json:"head"`
	Thresholds risk.Thresholds `json:"thresholds"`
	// Marked is of how many new bad parts it is known where the defect is, by a mask or a box.
	Marked int `json:"marked"`
	// GivenUp are thresholds that were set by hand and are in force no more, since scores mean
	// something else now.
	GivenUp  *risk.Thresholds   `json:"given_up,omitempty"`
	BadBasis *risk.BadThreshold `json:"bad_basis"`
	// Before and After are the verdicts on all known parts, Changed are the parts whose verdict is another.
	// Each is judged by what had not seen it, if it can be.
	Before  KnownVerdicts `json:"before"`
	After   KnownVerdicts `json:"after"`
	Changed []JudgedAnew  `json:"changed"`
	// MovedGood and MovedBad count the known parts by their verdicts before and after.
	MovedGood []risk.MovedCount `json:"moved_good"`
	MovedBad  []risk.MovedCount `json:"moved_bad"`
	// Worse is in what the inspector is worse on known parts; nil where it is not.
	Worse *Worsening `json:"worse,omitempty"`
	// Missed are new bad parts that are OK even now.
	Missed []string `json:"missed,omitempty"`
}

// KnownVerdicts counts verdicts on parts whose truth is known.
type KnownVerdicts struct {
	Good       int `json:"good"`
	GoodReview int `json:"good_review"`
	Overkill   int `json:"overkill"` // good and NG
	Bad        int `json:"bad"`
	BadReview  int `json:"bad_review"`
	Escapes    int `json:"escapes"` // bad and OK
}

// JudgedAnew is a known part before and after learning.
type JudgedAnew struct {
	Name   string       `json:"name"`
	Bad    bool         `json:"bad"`
	New    bool         `json:"new"`
	Before ScoreVerdict `json:"before"`
	After  ScoreVerdict `json:"after"`
}

// ScoreVerdict is a score and the verdict on it.
type ScoreVerdict struct {
	Score   float64      `json:"score"`
	Verdict risk.Verdict `json:"verdict"`
}

// check refuses what no pictures can make right.
func (c *InspectLearnConfig) check() error {
	if c.Good == "" && c.Bad == "" {
		return misuse.Errorf("inspect learn needs pictures to learn from: mekiki inspect learn bracket.mekiki --bad missed, or --good overkill, or both")
	}
	if _, err := c.said().rule(usualRule(true)); err != nil {
		return err
	}
	if _, err := head.ReadLoss(c.Loss); err != nil {
		return &misuse.Error{Err: err}
	}
	if err := c.MarkConfig.check(c.Bad); err != nil {
		return err
	}
	return settings.Threads(c.Workers)
}

// said is what the thresholds are to keep.
func (c *InspectLearnConfig) said() *RiskConfig {
	return &RiskConfig{MaxEscape: c.MaxEscape, Review: c.Review}
}

// rule is how thresholds follow from scores: as before, by what is said, and with the first bad parts by a limit on
// escapes where nothing else sets the lower one.
func (c *InspectLearnConfig) rule(n *inspect.Inspector) (risk.Rule, error) {
	said := c.said()
	r, err := said.rule(n.Rule)
	if !said.says() && len(n.Bad) == 0 && c.Bad != "" && r.Escape == nil && r.Costs == nil && r.Fixed == nil {
		r.Escape = usualRule(true).Escape
	}
	return r, err
}

// InspectLearn makes an inspector learn more parts and puts it in the old one's place. It writes
// nothing where known parts would be judged worse, unless that is accepted.
func InspectLearn(ctx context.Context, at *desk.Desk, c InspectLearnConfig) (*InspectLearned, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	n, parent, err := inspect.OpenParent(c.Inspector)
	if err != nil {
		return nil, err
	}
	l, err := c.lesson(n)
	if err != nil {
		return nil, err
	}
	rule, err := c.rule(n)
	if err != nil {
		return nil, err
	}
	workers := search.Workers(c.Workers)
	result := &InspectLearned{File: c.Out, Good: len(l.good.files), Bad: len(l.bad.files), Skipped: l.skipped}
	good, bad := l.good.more(c.Good), l.bad.more(c.Bad)
	if good.Shapes, err = l.good.shapes(); err != nil {
		return nil, err
	}
	if bad.Masks, err = c.marks(at, c.Bad, l.bad.files, n.Input); err != nil {
		return nil, err
	}
	before, err := l.before(ctx, at, n, workers)
	if err != nil {
		return nil, err
	}
	progress, end := at.Count(lang.T("steps of learning"))
	m, err := n.Learn(ctx, good, bad, inspect.LearnOptions{Known: l.known, Workers: workers, Progress: progress, Rule: rule, Loss: c.Loss})
	end()
	if err != nil {
		return nil, err
	}
	at.Lap("learn more parts")
	if rule.Fixed != nil && (len(good.Names) > 0 || n.Head != nil || m.Head != nil) {
		if err := result.giveUp(at, m, rule); err != nil {
			return nil, err
		}
	}
	for _, k := range m.Bad[len(n.Bad):] {
		if len(k.Marked) > 0 {
			result.Marked++
		}
	}
	if err := result.compare(ctx, at, n, m, l, before, workers); err != nil {
		return nil, err
	}
	if result.Worse = result.worse(rule); result.Worse != nil && !c.Accept {
		result.File = ""
		return result, result.Worse.refusal(result)
	}
	from, err := taught(c.Good, l.good.files, c.Bad, l.bad.files)
	if err != nil {
		return nil, err
	}
	m.Lineage = append(m.Lineage, stepOf(at, "learn", c.By, parent, m, from))
	if c.Out == "" {
		result.File, result.Kept, err = replace(c.Inspector, parent, m)
	} else {
		_, err = writeInspector(c.Out, m)
	}
	return result, err
}

// replace puts an inspector in the place of an old one, which is kept beside it under the first digits of
// its hash. Whatever happens meanwhile, one of them is there, whole.
func replace(path, hash string, m *inspect.Inspector) (file, kept string, err error) {
	kept = path + "." + hash[:8]
	if err := keep(path, kept); err != nil {
		return "", "", err
	}
	_, err = writeInspector(path, m)
	return path, kept, err
}

// giveUp lets thresholds that were set by hand go: they are scores, and these mean something else after
// more good parts or with another network. The others follow from the rule of before.
func (r *InspectLearned) giveUp(at *desk.Desk, m *inspect.Inspector, rule risk.Rule) error {
	old := *rule.Fixed
	r.GivenUp, rule.Fixed = &old, nil
	if rule.Overkill == (risk.OverkillGoal{}) {
		rule = usualRule(len(m.Bad) > 0)
	}
	if rule.Escape == nil && rule.Costs == nil && len(m.Bad) > 0 {
		rule.Escape = usualRule(true).Escape
	}
	at.Note("the thresholds that were set by hand, REVIEW from %.4g and NG from %.4g, are given up: scores mean something else now; mekiki inspect thresholds sets others", old.Low, old.High)
	return m.Decide(rule)
}

// keep copies a file whole or not at all.
func keep(file, to string) error {
	from, err := os.Open(file)
	if err != nil {
		return err
	}
	defer from.Close()
	return atomicfile.Write(to, func(w io.Writer) error {
		_, err := io.Copy(w, from)
		return err
	})
}

// compare fills in what the new inspector, m, makes of all known parts.
func (r *InspectLearned) compare(ctx context.Context, at *desk.Desk, n, m *inspect.Inspector, l *lesson, before []inspect.Known, workers int) error {
	r.Head, r.Thresholds, r.BadBasis, r.Changed = m.Head != nil, m.Thresholds, m.BadBasis, []JudgedAnew{}
	// Bad parts come first: there are few, and they are why one learns.
	was := append(append([]inspect.Known{}, n.Bad...), before[r.Good:]...)
	r.MovedBad = r.count(n, m, was, m.Bad, len(n.Bad), true)
	was = append(append([]inspect.Known{}, n.Good...), before[:r.Good]...)
	r.MovedGood = r.count(n, m, was, m.Good, len(n.Good), false)
	parts, err := judged(ctx, at, m, l.bad.files, workers)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if p.Verdict == risk.OK {
			r.Missed = append(r.Missed, p.File)
		}
	}
	return nil
}

// count counts verdicts on good or bad parts, of which the first were known before, and how they moved.
func (r *InspectLearned) count(n, m *inspect.Inspector, was, is []inspect.Known, known int, bad bool) []risk.MovedCount {
	moves := risk.Moves{}
	for i, k := range is {
		a := JudgedAnew{
			Name: k.Name, Bad: bad, New: i >= known,
			Before: ScoreVerdict{was[i].Score, n.Thresholds.Verdict(was[i].Score)}, After: ScoreVerdict{k.Score, m.Thresholds.Verdict(k.Score)},
		}
		r.Before.add(a.Before.Verdict, bad)
		r.After.add(a.After.Verdict, bad)
		moves.Add(a.Before.Verdict, a.After.Verdict)
		if a.Before.Verdict != a.After.Verdict {
			r.Changed = append(r.Changed, a)
		}
	}
	return moves.Counts()
}

func (k *KnownVerdicts) add(v risk.Verdict, bad bool) {
	switch {
	case bad:
		k.Bad++
		if v == risk.OK {
			k.Escapes++
		}
		if v == risk.Review {
			k.BadReview++
		}
	default:
		k.Good++
		if v == risk.NG {
			k.Overkill++
		}
		if v == risk.Review {
			k.GoodReview++
		}
	}
}
