package work

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/inspection"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// InspectCompareConfig is what a comparison of distances needs.
type InspectCompareConfig struct {
	Data      string         `yaml:"data" json:"data" value:"folder" help:"folder with train/good and test, or with a folder named good and others for what is bad"`
	Distance  []string       `yaml:"distance" json:"distance" value:"formula" help:"distance to compare, as in inspect fit; give it several times, the first is what the others are compared with (default: rule, euc, cos, mah)"`
	Good      []int          `yaml:"good" json:"good" value:"counts" help:"how many good parts to learn from, such as 5,10,20; 0 is all of them"`
	GoodDraws int            `yaml:"good-draws" json:"good_draws" help:"how often so many good parts are drawn, 1 to 1000; all of them are taken once"`
	Size      string         `yaml:"size" json:"size" value:"HxW" help:"height and width that pictures are brought to, 16 to 4096 a side, or \"auto\": by the good pictures"`
	Eye       string         `yaml:"eye" json:"eye" value:"eye" help:"what looks: \"embedded\", or the path of an eye"`
	Tap       []string       `yaml:"tap" json:"tap,omitempty" value:"name" help:"layer of the eye to look at; may be given several times (default: the eye's own)"`
	Vectors   int            `yaml:"gallery" json:"gallery" help:"most vectors of good parts that are kept, 10 to 100000"`
	Overkill  settings.Share `yaml:"overkill" json:"overkill" help:"share of good parts that may be called bad, such as 1%"`
	Resamples int            `yaml:"resamples" json:"resamples" help:"bootstrap resamples, 100 to 100000"`
	Workers   int            `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Seed      uint64         `yaml:"seed" json:"seed" help:"of the draws and of the bootstrap"`
}

// NewInspectCompareConfig has the usual settings.
func NewInspectCompareConfig() InspectCompareConfig {
	fit := NewInspectFitConfig()
	return InspectCompareConfig{
		Good: []int{0}, GoodDraws: 10, Size: fit.Size, Eye: fit.Eye, Vectors: fit.Vectors, Overkill: settings.Share(inspect.DefaultGoal.Rate), Resamples: 2000, Seed: 1,
	}
}

// InspectCompared is what a comparison found.
type InspectCompared struct {
	Data string `json:"data"`
	// Good is how many good parts there are to learn from; TestGood and TestBad are tested.
	Good       int     `json:"good"`
	TestGood   int     `json:"test_good"`
	TestBad    int     `json:"test_bad"`
	Confidence float64 `json:"confidence"`
	Resamples  int     `json:"resamples"`
	Seed       uint64  `json:"seed"`
	// Counts has an entry for each number of good parts to learn from.
	Counts []ComparedCount `json:"counts"`
}

// ComparedCount is what was found with so many good parts.
type ComparedCount struct {
	Good    int              `json:"good"`
	Draws   int              `json:"draws"`
	Methods []ComparedMethod `json:"methods"`
	// Leads are the methods after the first against it. Holm's correction is over the leads of all counts.
	Leads []risk.Lead `json:"leads"`
	// Verdicts are the sentences on them.
	Verdicts []lang.Message `json:"verdicts"`
}

// ComparedMethod is a distance.
type ComparedMethod struct {
	risk.Standing
	// Formulas are the distance of each draw with its numbers.
	Formulas []string `json:"formulas"`
	// Overkill is the mean share of tested good parts that are NG over the draws, Escapes that of bad
	// ones that are OK, Review that of good ones under REVIEW.
	Overkill float64 `json:"overkill"`
	Escapes  float64 `json:"escapes"`
	Review   float64 `json:"good_review"`
	// Kept is in how many draws the share of NG among the tested good parts is not above the
	// limit that the threshold states.
	Kept int `json:"limit_kept"`
}

// check refuses what no pictures can make right, and reads the distances.
func (c *InspectCompareConfig) check() ([]inspect.Distance, error) {
	switch {
	case c.Data == "":
		return nil, misuse.Errorf("inspect compare needs --data FOLDER, with train/good and test, or with good and folders of bad parts")
	case c.GoodDraws < 1 || c.GoodDraws > 1000:
		return nil, misuse.Errorf("good-draws is %d; it must lie between 1 and 1000", c.GoodDraws)
	case c.Vectors < 10 || c.Vectors > 100_000:
		return nil, misuse.Errorf("gallery is %d; it must lie between 10 and 100000", c.Vectors)
	case !(c.Overkill > 0 && float64(c.Overkill) < inspect.DefaultReview.Rate):
		return nil, misuse.Errorf("overkill is %v; it must be a share above 0 and below %v, such as 0.01", c.Overkill, inspect.DefaultReview.Rate)
	case c.Resamples < 100 || c.Resamples > 100_000:
		return nil, misuse.Errorf("resamples is %d; it must lie between 100 and 100000", c.Resamples)
	}
	if c.Size != autoSize {
		if _, _, err := dataset.ParseSize(c.Size); err != nil {
			return nil, &misuse.Error{Err: err}
		}
	}
	for _, n := range c.Good {
		if n != 0 && n < inspect.LeastGood {
			return nil, misuse.Errorf("good is %d; at least %d good parts are needed, and 0 takes all", n, inspect.LeastGood)
		}
	}
	if len(c.Distance) == 0 {
		c.Distance = []string{inspect.Rule, inspect.PartNames[gallery.Euclidean], inspect.PartNames[gallery.Cosine], inspect.PartNames[gallery.Mahalanobis]}
	}
	if len(c.Distance) < 2 {
		return nil, misuse.Errorf("%s alone is nothing to compare; give --distance several times", c.Distance[0])
	}
	var list []inspect.Distance
	for i, text := range c.Distance {
		d, err := inspect.ReadDistance(text)
		if err != nil {
			return nil, &misuse.Error{Err: err}
		}
		if c.Distance[i] = d.String(); slices.Contains(c.Distance[:i], d.String()) {
			return nil, misuse.Errorf("the distance %s is given twice", d)
		}
		list = append(list, d)
	}
	return list, settings.Threads(c.Workers)
}

// inspectComparison is one in progress.
type inspectComparison struct {
	InspectCompareConfig
	in        model.Input
	eye       *eye.Eye
	distances []inspect.Distance
	good      *heldPictures // to learn from
	test      *heldPictures
	parts     []risk.Part
}

// InspectCompare learns from draws of good parts, and lets every distance judge the same parts by
// the same draws.
func InspectCompare(ctx context.Context, at *desk.Desk, c InspectCompareConfig) (*InspectCompared, error) {
	distances, err := c.check()
	if err != nil {
		return nil, err
	}
	w := &inspectComparison{InspectCompareConfig: c, distances: distances}
	if w.eye, err = eye.Open(c.Eye, ""); err != nil {
		return nil, err
	}
	learn, judge, err := w.find()
	if err != nil {
		return nil, err
	}
	fit := InspectFitConfig{Size: c.Size, Eye: c.Eye, Tap: c.Tap}
	if w.in, _, err = fit.input(at, w.eye, learn); err != nil {
		return nil, err
	}
	// A layer that does not exist is said before pictures are read.
	if _, err := eyeGraph(w.eye, c.Eye, eye.Options{Height: w.in.Height, Width: w.in.Width, Taps: c.Tap}); err != nil {
		return nil, err
	}
	w.good, w.test = newHeldPictures(learn, w.in), newHeldPictures(judge, w.in)
	v := &InspectCompared{Data: c.Data, Good: len(w.good.files), Confidence: inspect.DefaultGoal.Confidence, Resamples: c.Resamples, Seed: c.Seed}
	for _, p := range w.parts {
		if p.Bad {
			v.TestBad++
		} else {
			v.TestGood++
		}
	}
	if v.TestGood == 0 || v.TestBad == 0 {
		return nil, lang.Errorf("%s has %d good and %d bad parts to compare on; both kinds are needed", c.Data, v.TestGood, v.TestBad)
	}
	counts, fits, err := w.counts()
	if err != nil {
		return nil, err
	}
	progress, end := at.Count(lang.T("fits of good parts, each judging all tested ones"))
	defer end()
	done := 0
	for _, n := range counts {
		count, err := w.count(ctx, n, func() { done++; progress(done, fits) })
		if err != nil {
			return nil, err
		}
		v.Counts = append(v.Counts, *count)
	}
	at.Lap("learn and judge")
	var family []*risk.Lead
	for i := range v.Counts {
		for k := range v.Counts[i].Leads {
			family = append(family, &v.Counts[i].Leads[k])
		}
	}
	risk.Adjust(family)
	for i := range v.Counts {
		for _, l := range v.Counts[i].Leads {
			v.Counts[i].Verdicts = append(v.Counts[i].Verdicts, l.Message())
		}
	}
	return v, nil
}

// counts are how many good parts to learn from, none twice, and how many fits that makes.
func (w *inspectComparison) counts() (list []int, fits int, err error) {
	all := len(w.good.files)
	for _, n := range w.Good {
		if n > all {
			return nil, 0, misuse.Errorf("good is %d, but there are %d good parts to learn from", n, all)
		}
		if n == 0 {
			n = all
		}
		if slices.Contains(list, n) {
			continue
		}
		list = append(list, n)
		fits += w.draws(n)
	}
	return list, fits, nil
}

// draws is how often n good parts are drawn.
func (w *inspectComparison) draws(n int) int {
	if n == len(w.good.files) {
		return 1
	}
	return w.GoodDraws
}

// find lists the pictures to learn from and those to judge, whose truth it keeps.
func (w *inspectComparison) find() (learn, judge []string, err error) {
	train, test := filepath.Join(w.Data, "train", inspection.GoodKind), filepath.Join(w.Data, "test")
	_, err = os.Stat(train)
	split := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	if !split {
		test = w.Data
	}
	files, err := findPictures([]string{test})
	if err != nil {
		return nil, nil, err
	}
	good := 0
	for i, name := range within(test, files) {
		kind, _, inside := strings.Cut(name, "/")
		if !inside {
			return nil, nil, lang.Errorf("%s lies in no folder that says what it is; a test has a folder named good, and others for bad parts", files[i])
		}
		if kind == inspection.GoodKind {
			kind, good = "", good+1
			if !split && good%2 == 1 {
				learn = append(learn, files[i])
				continue
			}
		}
		judge = append(judge, files[i])
		w.parts = append(w.parts, risk.Part{Bad: kind != "", Kind: kind})
	}
	if split {
		if learn, err = findPictures([]string{train}); err != nil {
			return nil, nil, err
		}
	}
	if len(learn) < inspect.LeastGood {
		return nil, nil, lang.Errorf("%s has %d good pictures to learn from; at least %d are needed, in train/good or in good", w.Data, len(learn), inspect.LeastGood)
	}
	return learn, judge, nil
}

// count compares the distances with n good parts.
func (w *inspectComparison) count(ctx context.Context, n int, done func()) (*ComparedCount, error) {
	contest := &risk.Contest{Methods: w.Distance, Parts: w.parts}
	v := &ComparedCount{Good: n, Draws: w.draws(n), Methods: make([]ComparedMethod, len(w.distances))}
	for draw := range v.Draws {
		rng := rand.New(rand.NewPCG(w.Seed, uint64(n)<<32|uint64(draw)))
		chosen := rng.Perm(len(w.good.files))[:n]
		slices.Sort(chosen)
		scores, err := w.fit(ctx, chosen, v.Methods)
		if err != nil {
			return nil, err
		}
		contest.Scores = append(contest.Scores, scores)
		done()
	}
	standings, leads, err := contest.Judge(risk.ContestOptions{Confidence: inspect.DefaultGoal.Confidence, Resamples: w.Resamples, Seed: w.Seed})
	if err != nil {
		return nil, err
	}
	for m := range v.Methods {
		of := &v.Methods[m]
		of.Standing = standings[m]
		of.Overkill, of.Escapes, of.Review = of.Overkill/float64(v.Draws), of.Escapes/float64(v.Draws), of.Review/float64(v.Draws)
	}
	v.Leads = leads
	return v, nil
}

// fit learns from some good parts and lets every distance judge. The shares of the methods
// grow by those of this draw.
func (w *inspectComparison) fit(ctx context.Context, chosen []int, methods []ComparedMethod) ([][]float64, error) {
	workers := search.Workers(w.Workers)
	learned, err := inspect.Learn(ctx, w.good.some(chosen), within(w.Data, w.good.some(chosen).files), inspect.FitOptions{
		Eye: w.eye, Input: w.in, Taps: w.Tap, Vectors: w.Vectors, Workers: workers, Seed: w.Seed,
		Goal:  risk.OverkillGoal{Rate: float64(w.Overkill), Confidence: inspect.DefaultGoal.Confidence},
		Local: slices.ContainsFunc(w.distances, inspect.Distance.NeedsLocal),
	})
	if err != nil {
		return nil, err
	}
	inspectors := make([]*inspect.Inspector, len(w.distances))
	scores, verdicts := make([][]float64, len(w.distances)), make([][]risk.Verdict, len(w.distances))
	sees := 0 // the distance whose judge sees all that any needs
	for m, d := range w.distances {
		if inspectors[m], err = learned.Inspector(d); err != nil {
			return nil, err
		}
		if d.NeedsLocal() {
			sees = m
		}
		scores[m], verdicts[m] = make([]float64, len(w.parts)), make([]risk.Verdict, len(w.parts))
		methods[m].Formulas = append(methods[m].Formulas, inspectors[m].Formula())
	}
	err = inspectors[sees].See(ctx, w.test, len(w.parts), workers, func() func(i int, s *inspect.Sight) {
		scorers := make([]*inspect.Scorer, len(inspectors))
		for m, n := range inspectors {
			scorers[m] = n.Scorer()
		}
		return func(i int, s *inspect.Sight) {
			for m, of := range scorers {
				verdicts[m][i], scores[m][i] = of.Verdict(s)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for m := range methods {
		methods[m].add(w.parts, verdicts[m], inspectors[m].Basis.Limit)
	}
	return scores, nil
}

// add counts the verdicts of a draw, whose threshold states a limit on overkill.
func (m *ComparedMethod) add(parts []risk.Part, verdicts []risk.Verdict, limit float64) {
	var good, bad, overkill, review, escapes float64
	for i, p := range parts {
		switch {
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
