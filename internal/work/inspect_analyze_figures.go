package work

import (
	"slices"
	"strconv"

	"mekiki/internal/analyze/distances"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/partanalysis"
)

// LeastWeighed is from how many known bad parts on weights are suggested.
const LeastWeighed = 5

// weighFolds is into how many parts pictures are cut, each of which is scored by weights found on the others.
const weighFolds = 5

// fill computes the figures of the page.
func (w *inspectAnalysis) fill(p *partanalysis.Page) error {
	var parts []int
	for part, name := range inspect.PartNames {
		if w.good.sight[0].Distances(part) != nil {
			parts, p.Parts = append(parts, part), append(p.Parts, name)
		}
	}
	p.LeftOut, p.Learned, p.Head = w.leftOut, len(w.n.Good), w.n.Head != nil
	p.Rule, p.Own = inspect.Numbers(w.good.sight), w.n.Mix
	if w.leftOut {
		own, err := w.n.MixAnew(w.good.sight, w.good.names)
		if err != nil {
			return err
		}
		p.Own = own
	}
	var err error
	if p.Good, err = w.group(&w.good, parts, p.Rule); err != nil {
		return err
	}
	p.Limits = distances.Limits(p.Good)
	for _, a := range []*analyzedPictures{&w.bad, &w.made} {
		if len(a.sight) == 0 {
			continue
		}
		c, err := w.compared(p, a, parts)
		if err != nil {
			return err
		}
		p.Groups = append(p.Groups, *c)
	}
	w.suggest(p)
	w.notes(p)
	return w.contested(p, parts)
}

// compared holds a group against the good pictures.
func (w *inspectAnalysis) compared(p *partanalysis.Page, a *analyzedPictures, parts []int) (*partanalysis.Group, error) {
	of, err := w.group(a, parts, p.Rule)
	if err != nil {
		return nil, err
	}
	g := &partanalysis.Group{
		Made: a == &w.made, Group: of, Apart: distances.Hold(p.Good, of), Kinds: distances.Kinds(p.Good, of), Strengths: w.byStrength(p.Good, of, a),
	}
	for i := range parts {
		for k := range parts[i+1:] {
			g.Pairs = append(g.Pairs, distances.Disagree(p.Good, of, p.Parts, i, i+1+k))
		}
	}
	return g, w.contest(p, g, a, parts)
}

// byStrength are the made-up defects of each strength.
func (w *inspectAnalysis) byStrength(good, of distances.Group, a *analyzedPictures) []distances.Kind {
	if a != &w.made {
		return []distances.Kind{}
	}
	by := distances.Group{Dependent: true, Pictures: slices.Clone(of.Pictures)}
	for i := range by.Pictures {
		by.Pictures[i].Kind = strconv.FormatFloat(w.strength[i], 'f', 2, 64)
	}
	return distances.Kinds(good, by)
}

// contest lets the inspector's distance, single ones, their plain sum and what known bad parts suggest order the pictures.
func (w *inspectAnalysis) contest(p *partanalysis.Page, g *partanalysis.Group, a *analyzedPictures, parts []int) error {
	good, other := w.good.sight, a.sight
	c := &risk.Contest{Scores: [][][]float64{nil}}
	enter := func(name string, scores []float64) {
		c.Methods, c.Scores[0] = append(c.Methods, name), append(c.Scores[0], scores)
	}
	by := func(m inspect.Mix) []float64 {
		s := w.n.ScorerBy(m)
		var list []float64
		for _, sights := range [][]inspect.Sight{good, other} {
			for i := range sights {
				score, _ := s.Score(&sights[i])
				list = append(list, score)
			}
		}
		return list
	}
	for i := range len(good) + len(other) {
		c.Parts = append(c.Parts, risk.Part{Bad: i >= len(good), Object: w.object(a, i)})
	}
	enter(partanalysis.Own, by(p.Own))
	for _, part := range parts {
		enter(inspect.PartNames[part], by(inspect.Single(part)))
	}
	enter(partanalysis.Sum, by(inspect.PlainSum(good)))
	if a == &w.bad && len(other) >= LeastWeighed {
		enter(partanalysis.Suggested, w.crossed(good, other))
	}
	var err error
	g.Standings, g.Leads, err = c.Judge(risk.ContestOptions{Confidence: distances.Confidence, Resamples: w.Resamples, Seed: w.Seed})
	if err != nil {
		return err
	}
	family := make([]*risk.Lead, len(g.Leads))
	for i := range g.Leads {
		family[i] = &g.Leads[i]
	}
	risk.Adjust(family)
	return nil
}

// object is which part picture i of the good ones and then of others shows: a made-up defect stands on a good one.
func (w *inspectAnalysis) object(a *analyzedPictures, i int) string {
	if a != &w.made {
		return ""
	}
	if i < len(w.good.names) {
		return w.good.names[i]
	}
	return a.names[i-len(w.good.names)]
}

// crossed scores each picture by weights that were found on others.
func (w *inspectAnalysis) crossed(good, bad []inspect.Sight) []float64 {
	scores := make([]float64, len(good)+len(bad))
	for k := range weighFolds {
		without := func(list []inspect.Sight) (out []inspect.Sight) {
			for i := range list {
				if i%weighFolds != k || len(list) < weighFolds {
					out = append(out, list[i])
				}
			}
			return out
		}
		s := w.n.ScorerBy(inspect.Weighed(without(good), without(bad)))
		for i := range good {
			if i%weighFolds == k {
				scores[i], _ = s.Score(&good[i])
			}
		}
		for i := range bad {
			if i%weighFolds == k {
				scores[len(good)+i], _ = s.Score(&bad[i])
			}
		}
	}
	return scores
}

// suggest is the distance that the known bad parts ask for; without enough of them that of the rule.
func (w *inspectAnalysis) suggest(p *partanalysis.Page) {
	var bad []inspect.Sight
	if len(w.bad.sight) >= LeastWeighed {
		bad = w.bad.sight
	}
	p.ByBad, p.Suggested = len(bad), inspect.Weighed(w.good.sight, bad)
	p.Formula = p.Suggested.General()
}

// notes say what the figures do not.
func (w *inspectAnalysis) notes(p *partanalysis.Page) {
	note := func(m lang.Message) { p.Notes = append(p.Notes, m) }
	if w.leftOut {
		note(lang.T("Good pictures are those that the inspector keeps, %d of %d. Every picture is judged by at most %d good vectors that were chosen without it, so distances are longer than in inspect run.", len(w.good.names), len(w.n.Good), len(w.n.Folds[0])/w.n.Gallery.Dim))
		if w.n.Position != "" && w.n.Position != inspect.Free {
			note(lang.T("Places are compared with good ones from all of the picture, although the inspector compares by position (%s). Give good pictures with --good to see that.", string(w.n.Position)))
		}
	}
	if w.scales > 1 {
		note(lang.T("The inspector looks at two sizes of each picture. This page is of the larger one."))
	}
	if w.known > 0 {
		note(lang.T("%d good pictures are left out, since the inspector has learned from them.", w.known))
	}
	if p.Head {
		note(lang.T("The inspector has a head that was trained on known bad parts. This page is of the distances in the eye's own vectors, beside it."))
	}
	if n := len(w.bad.sight); n < LeastWeighed {
		note(lang.T("There are %d known bad parts here, and %d are needed to correct weights by them: give some with --bad.", n, LeastWeighed))
	}
	if len(w.good.names) < 20 {
		note(lang.T("%d good pictures are few: what follows from how they vary may be chance.", len(w.good.names)))
	}
}

// contested are the pictures that only length or only angle sees, of bad parts if there are some, else with made-up defects.
func (w *inspectAnalysis) contested(p *partanalysis.Page, parts []int) error {
	if len(p.Groups) == 0 || w.Shown == 0 {
		return nil
	}
	g, a := &p.Groups[0], &w.bad
	if g.Made {
		a = &w.made
	}
	length, angle := slices.Index(parts, int(gallery.Euclidean)), slices.Index(parts, int(gallery.Cosine))
	at := slices.IndexFunc(g.Pairs, func(x distances.Pair) bool {
		return x.A == p.Parts[length] && x.B == p.Parts[angle]
	})
	pair := g.Pairs[at]
	for side, list := range [][]distances.Contested{pair.ForA, pair.ForB} {
		for _, c := range list[:min(w.Shown, len(list))] {
			pix, err := a.Bytes(c.Picture)
			if err != nil {
				return err
			}
			shown := partanalysis.Contested{Contested: c, Side: side, Name: a.names[c.Picture], Picture: prepared(pix, w.n)}
			if a.kinds != nil {
				shown.Kind = a.kinds[c.Picture]
			}
			s := &a.sight[c.Picture]
			shown.High, shown.Wide = s.Shape()
			for k, d := range []int{length, angle} {
				shown.Maps[k] = s.Map(parts[d])
				by := float32(p.Rule.Divisor(parts[d], s) * p.Limits[d])
				for i := range shown.Maps[k] {
					shown.Maps[k][i] /= by
				}
				shown.Scores[k] = g.Pictures[c.Picture].Divided[d] / p.Limits[d]
			}
			p.Contested = append(p.Contested, shown)
		}
	}
	return nil
}
