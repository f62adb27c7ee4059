package work

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/contest"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// comparedFit is what was learned from a draw of good parts, and what each distance says of the tested ones.
type comparedFit struct {
	chosen     []int // of the good parts
	inspectors []*inspect.Inspector
	judged     []testedParts // of each distance
}

// testedParts are what an inspector says of them.
type testedParts struct {
	scores   []float64
	verdicts []risk.Verdict
}

// study compares with each number of good parts and of known bad ones.
func (w *inspectComparison) study(ctx context.Context, at *desk.Desk, p *contest.Page) error {
	goods, err := w.goodCounts()
	if err != nil {
		return err
	}
	bads, err := w.badCounts()
	if err != nil {
		return err
	}
	steps := 0
	for _, n := range goods {
		fits := 0
		for _, b := range bads {
			fits = max(fits, w.draws(n, b))
			if b > 0 {
				steps += w.draws(n, b) * len(w.distances) * len(w.Loss)
			}
		}
		if n == len(w.good.files) {
			fits = 1
		}
		steps += fits
	}
	progress, end := at.Count(lang.T("fits, each judging all tested parts"))
	defer end()
	done := 0
	step := func() { done++; progress(done, steps) }
	var family []*risk.Lead
	for _, n := range goods {
		fits := map[string]*comparedFit{} // of a draw of so many
		for _, b := range bads {
			count, last, err := w.count(ctx, n, b, fits, step)
			if err != nil {
				return err
			}
			p.Counts = append(p.Counts, *count)
			if n == goods[len(goods)-1] && b == bads[len(bads)-1] {
				if p.Disagreed, err = w.disagreed(last); err != nil {
					return err
				}
			}
		}
	}
	for i := range p.Counts {
		for k := range p.Counts[i].Leads {
			family = append(family, &p.Counts[i].Leads[k])
		}
	}
	risk.Adjust(family)
	for i := range p.Counts {
		p.Counts[i].Verdicts = []lang.Message{}
		for _, l := range p.Counts[i].Leads {
			p.Counts[i].Verdicts = append(p.Counts[i].Verdicts, l.Message())
		}
	}
	return nil
}

// goodCounts are how many good parts to learn from, none twice.
func (w *inspectComparison) goodCounts() (list []int, err error) {
	all := len(w.good.files)
	for _, n := range w.Good {
		if n > all {
			return nil, misuse.Errorf("good is %d, but there are %d good parts to learn from", n, all)
		}
		if n == 0 {
			n = all
		}
		if !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list, nil
}

// badCounts are how many known bad parts to teach, none twice.
func (w *inspectComparison) badCounts() (list []int, err error) {
	if w.BadKinds == heldKinds && len(w.kinds) < 2 {
		return nil, lang.Errorf("%s has one kind of bad parts, and bad-kinds %s needs two at least: one to be taught, one to be judged", w.Data, heldKinds)
	}
	most := 0 // that leave some to judge
	for held := range w.heldTurns() {
		if n := len(w.teachable(held)); held == 0 || n < most {
			most = n
		}
	}
	if w.BadKinds == anyKinds {
		most--
	}
	for _, b := range w.Bad {
		if b > most {
			return nil, misuse.Errorf("bad is %d, but at most %d known bad parts can be taught, so that others are left to judge", b, most)
		}
		if !slices.Contains(list, b) {
			list = append(list, b)
		}
	}
	if list == nil {
		list = []int{0}
	}
	return list, nil
}

// heldTurns is how many kinds take turns in being held back.
func (w *inspectComparison) heldTurns() int {
	if w.BadKinds == heldKinds {
		return len(w.kinds)
	}
	return 1
}

// teachable are the bad parts that may be taught in a turn.
func (w *inspectComparison) teachable(turn int) []int {
	var list []int
	for i, x := range w.parts {
		if x.Bad && (w.BadKinds == anyKinds || x.Kind != w.kinds[turn]) {
			list = append(list, i)
		}
	}
	return list
}

// draws is how often n good and b bad parts are drawn.
func (w *inspectComparison) draws(n, b int) int {
	if n == len(w.good.files) && b == 0 && w.BadKinds == anyKinds {
		return 1
	}
	return w.GoodDraws
}

// lastDraw is what is needed to show parts of the last draw.
type lastDraw struct {
	contest    *risk.Contest
	inspectors []*inspect.Inspector // of each method
}

// count compares the distances with n good and b known bad parts.
func (w *inspectComparison) count(ctx context.Context, n, b int, fits map[string]*comparedFit, step func()) (*contest.Count, *lastDraw, error) {
	c := &risk.Contest{Methods: slices.Clone(w.Distance), Parts: w.parts}
	if b > 0 {
		c.Against = make([]int, len(w.Distance)-1)
		for m, d := range w.Distance {
			for _, loss := range w.Loss {
				name := d + contest.Taught
				if len(w.Loss) > 1 {
					name += ", " + loss
				}
				c.Methods, c.Against = append(c.Methods, name), append(c.Against, m)
			}
		}
	}
	v := &contest.Count{Good: n, Bad: b, Draws: w.draws(n, b), Methods: make([]contest.Method, len(c.Methods))}
	last := &lastDraw{contest: c}
	for draw := range v.Draws {
		rng := rand.New(rand.NewPCG(w.Seed, uint64(n)<<32|uint64(draw)))
		chosen := rng.Perm(len(w.good.files))[:n]
		slices.Sort(chosen)
		fit := fits[fmt.Sprint(chosen)]
		if fit == nil {
			var err error
			if fit, err = w.fit(ctx, chosen); err != nil {
				return nil, nil, err
			}
			fits[fmt.Sprint(chosen)] = fit
			step()
		}
		taught, without := w.drawBad(b, draw)
		c.Without = append(c.Without, without)
		inspectors, judged := slices.Clone(fit.inspectors), slices.Clone(fit.judged)
		for m := range w.distances {
			if b == 0 {
				break
			}
			for _, loss := range w.Loss {
				t, j, err := w.teach(ctx, fit, m, loss, taught)
				if err != nil {
					return nil, nil, err
				}
				if t.Head != nil {
					v.Methods[len(inspectors)].Heads++
				}
				inspectors, judged = append(inspectors, t), append(judged, *j)
				step()
			}
		}
		var scores [][]float64
		for m := range c.Methods {
			scores = append(scores, judged[m].scores)
			v.Methods[m].Formulas = append(v.Methods[m].Formulas, inspectors[m].Formula())
			add(&v.Methods[m], w.parts, without, judged[m].verdicts, inspectors[m].Basis.Limit)
		}
		c.Scores = append(c.Scores, scores)
		for i, x := range w.parts {
			if x.Bad && !without[i] {
				v.Judged++
			}
		}
		last.inspectors = inspectors
	}
	v.Judged /= float64(v.Draws)
	standings, leads, err := c.Judge(risk.ContestOptions{Confidence: inspect.DefaultGoal.Confidence, Resamples: w.Resamples, Seed: w.Seed})
	if err != nil {
		return nil, nil, err
	}
	for m := range v.Methods {
		of := &v.Methods[m]
		of.Standing = standings[m]
		of.Overkill, of.Escapes, of.Review = of.Overkill/float64(v.Draws), of.Escapes/float64(v.Draws), of.Review/float64(v.Draws)
	}
	v.Leads = leads
	return v, last, nil
}

// drawBad draws b known bad parts, and says which parts are not judged in that draw: those, and where kinds are
// held all bad ones of other kinds.
func (w *inspectComparison) drawBad(b, draw int) (taught []int, without map[int]bool) {
	list := w.teachable(draw % w.heldTurns())
	rng := rand.New(rand.NewPCG(w.Seed^0x626164, uint64(draw)))
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	taught, without = slices.Clone(list[:b]), map[int]bool{}
	if w.BadKinds == anyKinds {
		list = taught
	}
	for _, i := range list {
		without[i] = true
	}
	slices.Sort(taught)
	return taught, without
}

// fit learns from some good parts and lets every distance judge.
func (w *inspectComparison) fit(ctx context.Context, chosen []int) (*comparedFit, error) {
	workers := search.Workers(w.Workers)
	learned, err := inspect.Learn(ctx, w.good.some(chosen), within(w.Data, w.good.some(chosen).files), inspect.FitOptions{
		Eye: w.eye, Input: w.view.in, TwoScales: w.view.two, Taps: w.Tap, Vectors: w.Vectors, Workers: workers, Seed: w.Seed,
		Goal:  risk.OverkillGoal{Rate: float64(w.Overkill), Confidence: inspect.DefaultGoal.Confidence},
		Local: slices.ContainsFunc(w.distances, inspect.Distance.NeedsLocal),
	})
	if err != nil {
		return nil, err
	}
	f := &comparedFit{chosen: chosen, inspectors: make([]*inspect.Inspector, len(w.distances)), judged: make([]testedParts, len(w.distances))}
	sees := 0 // the distance whose judge sees all that any needs
	for m, d := range w.distances {
		if f.inspectors[m], err = learned.Inspector(d); err != nil {
			return nil, err
		}
		if d.NeedsLocal() {
			sees = m
		}
		f.judged[m] = testedParts{make([]float64, len(w.parts)), make([]risk.Verdict, len(w.parts))}
	}
	err = f.inspectors[sees].See(ctx, w.test, len(w.parts), workers, func() func(i int, s *inspect.Sight) {
		scorers := make([]*inspect.Scorer, len(f.inspectors))
		for m, n := range f.inspectors {
			scorers[m] = n.Scorer()
		}
		return func(i int, s *inspect.Sight) {
			for m, of := range scorers {
				f.judged[m].verdicts[i], f.judged[m].scores[i] = of.Verdict(s)
			}
		}
	})
	return f, err
}

// teach teaches the inspector of a distance known bad parts by a loss, and lets it judge; it follows the rule of inspect learn.
func (w *inspectComparison) teach(ctx context.Context, f *comparedFit, distance int, loss string, bad []int) (*inspect.Inspector, *testedParts, error) {
	n, workers, pictures := f.inspectors[distance], search.Workers(w.Workers), w.test.some(bad)
	rule := n.Rule
	rule.Catch = true
	t, err := n.Learn(ctx, inspect.More{}, inspect.More{Pictures: pictures, Names: within(w.Data, pictures.files)}, inspect.LearnOptions{
		Known: inspect.Originals{Good: w.good.some(f.chosen)}, Rule: rule, Loss: loss, Workers: workers,
	})
	if err != nil {
		return nil, nil, err
	}
	j := &testedParts{make([]float64, len(w.parts)), make([]risk.Verdict, len(w.parts))}
	return t, j, t.JudgeAll(ctx, w.test, len(w.parts), workers, func(i int, r *inspect.Result) { j.scores[i], j.verdicts[i] = r.Score, r.Verdict })
}

// add counts the verdicts of a draw, whose threshold states a limit on overkill, without some parts.
func add(m *contest.Method, parts []risk.Part, without map[int]bool, verdicts []risk.Verdict, limit float64) {
	var good, bad, overkill, review, escapes float64
	for i, p := range parts {
		switch {
		case without[i]:
		case p.Bad:
			bad++
			if verdicts[i] == risk.OK {
				escapes++
			}
		case verdicts[i] == risk.NG:
			good, overkill = good+1, overkill+1
		case verdicts[i] == risk.Review:
			good, review = good+1, review+1
		default:
			good++
		}
	}
	m.Overkill, m.Review, m.Escapes = m.Overkill+overkill/good, m.Review+review/good, m.Escapes+escapes/bad
	if overkill/good <= limit {
		m.Kept++
	}
}
