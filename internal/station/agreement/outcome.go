package agreement

import (
	"math"
	"slices"

	"mekiki/internal/station/record"
	"mekiki/internal/stats"
)

// Outcome is what a study found. Limits are of 95 %: of shares by Clopper and Pearson, where a part counts
// once however often it was called; of coefficients as package stats says. A coefficient is nil where it is not defined.
type Outcome struct {
	Good       int         `json:"good"`
	Bad        int         `json:"bad"`
	Appraisers []Appraiser `json:"appraisers"`
	// Incomplete are those who did not call all parts in all rounds, and the inspector where it did not judge each
	// part: they do not count.
	Incomplete []string `json:"incomplete"`
	Pairs      []Pair   `json:"pairs"`
	// Between is all appraisers with one another, Reference all with what parts are; nil with fewer than two.
	Between   *Together `json:"between,omitempty"`
	Reference *Share    `json:"reference,omitempty"` // parts that all called right in all rounds
}

// Together is how often calls of a part were all the same.
type Together struct {
	Same  Share           `json:"same"`
	Kappa *stats.Interval `json:"kappa,omitempty"` // of Fleiss
	AC1   *stats.Interval `json:"ac1,omitempty"`   // of Gwet
}

// Appraiser is a person or the inspector.
type Appraiser struct {
	Name      string `json:"name"`
	Inspector bool   `json:"inspector,omitempty"`
	Rounds    int    `json:"rounds"`
	// Within is how often the appraiser said the same of a part each time; nil with one round, as of an inspector to
	// which no part was presented again.
	Within        *Together       `json:"within,omitempty"`
	Effectiveness Share           `json:"effectiveness"`   // parts that were called right in all rounds
	Miss          Share           `json:"miss"`            // calls OK of bad parts
	FalseAlarm    Share           `json:"false_alarm"`     // calls NG of good parts
	Unsure        Share           `json:"unsure"`          // calls "don't know"
	Kappa         *stats.Interval `json:"kappa,omitempty"` // of Cohen, with what parts are
	// Misses and FalseAlarms are shares of all calls, as some texts of AIAG count.
	MissOfAll       float64 `json:"miss_of_all"`
	FalseAlarmOfAll float64 `json:"false_alarm_of_all"`
}

// Pair is two appraisers, round by round.
type Pair struct {
	A     string          `json:"a"`
	B     string          `json:"b"`
	Kappa *stats.Interval `json:"kappa,omitempty"` // of Cohen
}

// Grade is what AIAG says of a figure, for guidance.
type Grade string

// The grades. None is for figures without limits.
const (
	Acceptable   Grade = "acceptable"
	Marginal     Grade = "marginal"
	Unacceptable Grade = "unacceptable"
)

// Share is a count with its limits.
type Share struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Grade Grade   `json:"grade,omitempty" enum:"acceptable,marginal,unacceptable"`
}

// sure is the confidence of limits.
const sure = 0.95

// share is count of so many, of parts that are independent.
func share(count, of, parts int) Share {
	s := Share{Count: count, Of: of}
	if of > 0 {
		s.Value = float64(count) / float64(of)
	}
	s.Low, s.High = stats.ClopperPearson(s.Value, parts, sure)
	return s
}

// atLeast and atMost grade a share by the limits of AIAG, Measurement Systems Analysis, chapter III section C.
func (s Share) atLeast(good, marginal float64) Share { return s.grade(-s.Value, -good, -marginal) }
func (s Share) atMost(good, marginal float64) Share  { return s.grade(s.Value, good, marginal) }

func (s Share) grade(value, good, marginal float64) Share {
	switch {
	case s.Of == 0:
	case value <= good:
		s.Grade = Acceptable
	case value <= marginal:
		s.Grade = Marginal
	default:
		s.Grade = Unacceptable
	}
	return s
}

// classes of calls.
var classes = map[record.Verdict]int{record.OK: 0, record.NG: 1, record.Review: 2, record.None: 2}

// rater is an appraiser with classes by part and round.
type rater struct {
	Appraiser
	calls [][]int
}

// Compute is what calls of a study say. machine are the verdicts of the study's recipe by the parts' numbers, in the
// order in which each part was presented; nil where no recipe is meant.
func (s *Study) Compute(calls []Call, machine map[int64][]record.Verdict) *Outcome {
	r := &Outcome{Appraisers: []Appraiser{}, Incomplete: []string{}, Pairs: []Pair{}}
	reference := make([]int, len(s.Parts))
	for i, p := range s.Parts {
		reference[i] = classes[p.Reference]
		if p.Reference == record.OK {
			r.Good++
		} else {
			r.Bad++
		}
	}
	raters := s.people(calls, r)
	if machine != nil {
		if m := s.inspector(machine); m != nil {
			raters = append(raters, *m)
		} else {
			r.Incomplete = append(r.Incomplete, "inspector")
		}
	}
	kinds := 2 // AC1 depends on how many there are
	for _, a := range raters {
		for _, row := range a.calls {
			if slices.Contains(row, classes[record.Review]) {
				kinds = 3
			}
		}
	}
	for i := range raters {
		raters[i].judge(reference, r.Good, r.Bad, kinds)
		r.Appraisers = append(r.Appraisers, raters[i].Appraiser)
		for j := range i {
			r.Pairs = append(r.Pairs, Pair{raters[j].Name, raters[i].Name, defined(stats.CohenKappa(both(raters[j].calls, raters[i].calls), kinds))})
		}
	}
	if len(raters) > 1 {
		all := make([][]int, len(s.Parts))
		right := 0
		for i := range all {
			for _, a := range raters {
				all[i] = append(all[i], a.calls[i]...)
			}
			if same(append([]int{reference[i]}, all[i]...)) {
				right++
			}
		}
		r.Between = together(all, kinds)
		ref := share(right, len(s.Parts), len(s.Parts))
		r.Reference = &ref
	}
	return r
}

// people are those who called all, by name; the others are incomplete.
func (s *Study) people(calls []Call, r *Outcome) []rater {
	said := map[string]map[[2]int64]int{}
	var names []string
	for _, c := range calls {
		if said[c.Who] == nil {
			said[c.Who] = map[[2]int64]int{}
			names = append(names, c.Who)
		}
		said[c.Who][[2]int64{int64(c.Round), c.Trigger}] = classes[c.Verdict]
	}
	slices.Sort(names)
	var list []rater
	for _, name := range names {
		if len(said[name]) < len(s.Parts)*s.Rounds {
			r.Incomplete = append(r.Incomplete, name)
			continue
		}
		a := rater{Appraiser{Name: name, Rounds: s.Rounds}, make([][]int, len(s.Parts))}
		for i, p := range s.Parts {
			for round := range s.Rounds {
				a.calls[i] = append(a.calls[i], said[name][[2]int64{int64(round + 1), p.Trigger}])
			}
		}
		list = append(list, a)
	}
	return list
}

// inspector is the machine with as many rounds as all parts were presented; nil if one never was.
func (s *Study) inspector(machine map[int64][]record.Verdict) *rater {
	rounds := s.Rounds
	for _, p := range s.Parts {
		rounds = min(rounds, len(machine[p.Trigger]))
	}
	if rounds == 0 {
		return nil
	}
	a := &rater{Appraiser{Inspector: true, Rounds: rounds}, make([][]int, len(s.Parts))}
	for i, p := range s.Parts {
		for _, v := range machine[p.Trigger][:rounds] {
			a.calls[i] = append(a.calls[i], classes[v])
		}
	}
	return a
}

// judge fills in the figures of one appraiser.
func (a *rater) judge(reference []int, good, bad, kinds int) {
	n, right, miss, alarm, unsure := len(reference), 0, 0, 0, 0
	truth := make([][]int, n)
	for i, row := range a.calls {
		if same(append([]int{reference[i]}, row...)) {
			right++
		}
		for _, c := range row {
			truth[i] = append(truth[i], reference[i])
			switch {
			case c == classes[record.Review]:
				unsure++
			case c < reference[i]:
				miss++
			case c > reference[i]:
				alarm++
			}
		}
	}
	a.Effectiveness = share(right, n, n).atLeast(0.9, 0.8)
	a.Miss = share(miss, bad*a.Rounds, bad).atMost(0.02, 0.05)
	a.FalseAlarm = share(alarm, good*a.Rounds, good).atMost(0.05, 0.1)
	a.Unsure = share(unsure, n*a.Rounds, n)
	a.MissOfAll, a.FalseAlarmOfAll = float64(miss)/float64(n*a.Rounds), float64(alarm)/float64(n*a.Rounds)
	a.Kappa = defined(stats.CohenKappa(both(a.calls, truth), kinds))
	if a.Rounds > 1 {
		a.Within = together(a.calls, kinds)
	}
}

// together is how alike all calls of each part are.
func together(calls [][]int, kinds int) *Together {
	counts, alike := make([][]int, len(calls)), 0
	for i, row := range calls {
		counts[i] = make([]int, kinds)
		for _, c := range row {
			counts[i][c]++
		}
		if same(row) {
			alike++
		}
	}
	return &Together{share(alike, len(calls), len(calls)), defined(stats.FleissKappa(counts)), defined(stats.GwetAC1(counts))}
}

// both are the calls of two appraisers as pairs, as many as both have.
func both(a, b [][]int) [][][2]int {
	list := make([][][2]int, len(a))
	for i := range a {
		for k := range min(len(a[i]), len(b[i])) {
			list[i] = append(list[i], [2]int{a[i][k], b[i][k]})
		}
	}
	return list
}

func same(list []int) bool {
	return !slices.ContainsFunc(list, func(c int) bool { return c != list[0] })
}

func defined(i stats.Interval) *stats.Interval {
	if math.IsNaN(i.Value) || math.IsNaN(i.Lo) {
		return nil
	}
	return &i
}
