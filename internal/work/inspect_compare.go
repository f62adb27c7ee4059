package work

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/head"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/contest"
	"mekiki/internal/report/inspection"
	"mekiki/internal/report/kit"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// InspectCompareConfig is what a comparison of distances needs.
type InspectCompareConfig struct {
	Data      string         `yaml:"data" json:"data" value:"folder" help:"folder with train/good and test, or with a folder named good and others for what is bad"`
	Distance  []string       `yaml:"distance" json:"distance" value:"formula" help:"distance to compare, as in inspect fit; give it several times, the first is what the others are compared with (default: rule, euc, cos, mah; with --bad: rule)"`
	Good      []int          `yaml:"good" json:"good" value:"counts" help:"how many good parts to learn from, such as 5,10,20; 0 is all of them"`
	GoodDraws int            `yaml:"good-draws" json:"good_draws" help:"how often so many good parts, and so many known bad ones, are drawn, 1 to 1000; all of the good ones alone are taken once"`
	Bad       []int          `yaml:"bad" json:"bad" value:"counts" help:"how many known bad parts to teach besides, drawn from the tested ones, such as 0,5,20; the others are judged"`
	BadKinds  string         `yaml:"bad-kinds" json:"bad_kinds" value:"kinds" help:"any: known bad parts are of all kinds; held: of all kinds but one, and bad parts of that kind alone are judged, each kind in turn"`
	Loss      []string       `yaml:"loss" json:"loss" value:"formula" help:"with --bad: what the networks of bad parts are trained by, as in inspect learn; give it several times to compare losses (default: combined-threshold)"`
	Shown     int            `yaml:"shown" json:"shown" help:"most bad parts on the page about which two distances differ most, of each, 0 to 50"`
	Size      string         `yaml:"size" json:"size" value:"HxW" help:"height and width that pictures are brought to, 16 to 4096 a side, or \"auto\": by the good pictures"`
	Scales    string         `yaml:"scales" json:"scales" value:"which" help:"how many sizes of each picture are looked at: 1, 2 or auto, as in inspect fit"`
	Eye       string         `yaml:"eye" json:"eye" value:"eye" help:"what looks: \"embedded\", or the path of an eye"`
	Tap       []string       `yaml:"tap" json:"tap,omitempty" value:"name" help:"layer of the eye to look at; may be given several times (default: the eye's own)"`
	Vectors   int            `yaml:"gallery" json:"gallery" help:"most vectors of good parts that are kept, 10 to 100000"`
	Overkill  settings.Share `yaml:"overkill" json:"overkill" help:"share of good parts that may be called bad, such as 1%"`
	Resamples int            `yaml:"resamples" json:"resamples" help:"bootstrap resamples, 100 to 100000"`
	Workers   int            `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Seed      uint64         `yaml:"seed" json:"seed" help:"of the draws and of the bootstrap"`
	folder.Choice
}

// The values of BadKinds.
const (
	anyKinds  = "any"
	heldKinds = "held"
)

// NewInspectCompareConfig has the usual settings.
func NewInspectCompareConfig() InspectCompareConfig {
	fit := NewInspectFitConfig()
	return InspectCompareConfig{
		Good: []int{0}, GoodDraws: 10, Size: fit.Size, Scales: fit.Scales, Eye: fit.Eye, Vectors: fit.Vectors, Overkill: settings.Share(inspect.DefaultGoal.Rate), Resamples: 2000, Seed: 1,
		Bad: []int{0}, BadKinds: anyKinds, Shown: 4,
	}
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
	if err := checkScales(c.Scales); err != nil {
		return nil, err
	}
	for _, n := range c.Good {
		if n != 0 && n < inspect.LeastGood {
			return nil, misuse.Errorf("good is %d; at least %d good parts are needed, and 0 takes all", n, inspect.LeastGood)
		}
	}
	teaches := slices.ContainsFunc(c.Bad, func(n int) bool { return n > 0 })
	switch {
	case slices.ContainsFunc(c.Bad, func(n int) bool { return n < 0 }):
		return nil, misuse.Errorf("bad is %d; it is a number of known bad parts, and 0 teaches none", slices.Min(c.Bad))
	case c.BadKinds != anyKinds && c.BadKinds != heldKinds:
		return nil, misuse.Errorf("bad-kinds is %q; it must be %s or %s", c.BadKinds, anyKinds, heldKinds)
	case c.BadKinds == heldKinds && !teaches:
		return nil, misuse.Errorf("bad-kinds %s says which known bad parts are taught; say with --bad how many", heldKinds)
	case c.Shown < 0 || c.Shown > 50:
		return nil, misuse.Errorf("shown is %d; it must lie between 0 and 50", c.Shown)
	case len(c.Distance) == 0 && teaches:
		c.Distance = []string{inspect.Rule}
	case len(c.Distance) == 0:
		c.Distance = []string{inspect.Rule, inspect.PartNames[gallery.Euclidean], inspect.PartNames[gallery.Cosine], inspect.PartNames[gallery.Mahalanobis]}
	}
	if err := c.checkLosses(teaches); err != nil {
		return nil, err
	}
	if len(c.Distance) < 2 && !teaches {
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

// checkLosses reads the losses that heads are trained by, which matter only where bad parts are taught.
func (c *InspectCompareConfig) checkLosses(teaches bool) error {
	if len(c.Loss) > 0 && !teaches {
		return misuse.Errorf("--loss is what networks of bad parts are trained by; say with --bad how many parts they learn")
	}
	for i, text := range c.Loss {
		l, err := head.ReadLoss(text)
		if err != nil {
			return &misuse.Error{Err: err}
		}
		if c.Loss[i] = l.String(); slices.Contains(c.Loss[:i], l.String()) {
			return misuse.Errorf("the loss %s is given twice", l)
		}
	}
	if len(c.Loss) == 0 {
		c.Loss = []string{head.DefaultLoss}
	}
	return nil
}

// comparedDistances is what InspectCompare leaves.
var comparedDistances = folder.Kind{What: lang.T("a comparison of distances"), Name: "inspect", Files: []string{contest.HTMLFile, contest.JSONFile}}

// settings are those that the page names.
func (c *InspectCompareConfig) settings() []kit.Setting {
	counts := func(list []int) string { return strings.Trim(strings.ReplaceAll(fmt.Sprint(list), " ", ", "), "[]") }
	return []kit.Setting{
		{Key: "distance", Value: strings.Join(c.Distance, "; ")}, {Key: "good", Value: counts(c.Good)}, {Key: "good-draws", Value: strconv.Itoa(c.GoodDraws)},
		{Key: "bad", Value: counts(c.Bad)}, {Key: "bad-kinds", Value: c.BadKinds}, {Key: "loss", Value: strings.Join(c.Loss, "; ")}, {Key: "size", Value: c.Size}, {Key: "scales", Value: c.Scales}, {Key: "eye", Value: c.Eye},
		{Key: "gallery", Value: strconv.Itoa(c.Vectors)}, {Key: "overkill", Value: c.Overkill.String()}, {Key: "resamples", Value: strconv.Itoa(c.Resamples)},
		{Key: "seed", Value: strconv.FormatUint(c.Seed, 10)},
	}
}

// inspectComparison is one in progress.
type inspectComparison struct {
	InspectCompareConfig
	view      partView
	eye       *eye.Eye
	distances []inspect.Distance
	good      *heldPictures // to learn from
	test      *heldPictures
	parts     []risk.Part
	kinds     []string // of the tested bad parts
}

// InspectCompare learns from draws of good parts, and of known bad ones where that is asked, and lets every
// distance judge the same parts by the same draws. With Out it writes a page.
func InspectCompare(ctx context.Context, at *desk.Desk, c InspectCompareConfig) (*contest.Page, error) {
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
	if c.Out != "" {
		held, err := folder.Open(comparedDistances, c.Choice)
		if err != nil {
			return nil, err
		}
		defer held.Release()
	}
	fit := InspectFitConfig{Size: c.Size, Scales: c.Scales, Eye: c.Eye, Tap: c.Tap}
	if w.view, err = fit.view(at, w.eye, learn); err != nil {
		return nil, err
	}
	// A layer that does not exist is said before pictures are read.
	if _, err := eyeGraph(w.eye, c.Eye, eye.Options{Height: w.view.in.Height, Width: w.view.in.Width, Taps: c.Tap}); err != nil {
		return nil, err
	}
	w.good, w.test = newHeldPictures(learn, w.view.in), newHeldPictures(judge, w.view.in)
	p := &contest.Page{
		Lang: at.Lang, Program: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(), Settings: c.settings(),
		Data: c.Data, Good: len(w.good.files), Confidence: inspect.DefaultGoal.Confidence, Resamples: c.Resamples, Seed: c.Seed, Held: c.BadKinds == heldKinds, Disagreed: []contest.Disagreed{},
	}
	for _, x := range w.parts {
		if x.Bad {
			p.TestBad++
		} else {
			p.TestGood++
		}
	}
	if p.TestGood == 0 || p.TestBad == 0 {
		return nil, lang.Errorf("%s has %d good and %d bad parts to compare on; both kinds are needed", c.Data, p.TestGood, p.TestBad)
	}
	if err := w.study(ctx, at, p); err != nil {
		return nil, err
	}
	at.Lap("learn and judge")
	p.Timings = at.Timings()
	if c.Out == "" {
		return p, nil
	}
	return p, contest.Write(c.Out, p)
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
		if kind != "" && !slices.Contains(w.kinds, kind) {
			w.kinds = append(w.kinds, kind)
		}
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
