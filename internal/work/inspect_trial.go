package work

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/inspection"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// tested is what InspectTest leaves.
var tested = folder.Kind{What: lang.T("a test of an inspector"), Name: "inspect", Files: []string{inspection.HTMLFile, inspection.JSONFile}}

// InspectTestConfig is what a test of an inspector needs.
type InspectTestConfig struct {
	Inspector  string  `json:"inspector"`
	Data       string  `yaml:"data" json:"data" value:"folder" help:"folder with a folder for each kind: good, and others for what is bad"`
	Masks      string  `yaml:"masks" json:"masks,omitempty" value:"folder" help:"masks of the defects in folders of the same names (default: ground_truth beside the data, if it is there)"`
	Confidence float64 `yaml:"confidence" json:"confidence" help:"of limits and intervals, above 0 and below 1"`
	Object     string  `yaml:"object" json:"object,omitempty" value:"regexp" help:"regular expression of paths below --data whose first group is the object shown, such as \"cell(\\d+)\": pictures of one object count as one part in every limit"`
	Shown      int     `yaml:"shown" json:"shown" help:"most good and most bad parts on the page, 0 to 200; the worst come first"`
	Resamples  int     `yaml:"resamples" json:"resamples" help:"bootstrap resamples, 0 to 100000"`
	Workers    int     `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Seed       uint64  `yaml:"seed" json:"seed" help:"of the bootstrap"`
	Keep       bool    `yaml:"keep" json:"keep,omitempty" help:"write the summary of the test into the inspector's file, too, for inspect show: its SHA-256 changes, its verdicts do not"`
	folder.Choice
}

// NewInspectTestConfig has the usual settings.
func NewInspectTestConfig() InspectTestConfig {
	return InspectTestConfig{Confidence: 0.95, Resamples: 1000, Seed: 1, Shown: 24}
}

// InspectTest judges pictures whose truth is known by their folders. With Out it writes a
// page.
func InspectTest(ctx context.Context, at *desk.Desk, c InspectTestConfig) (*inspection.Page, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	n, hash, err := inspect.OpenParent(c.Inspector)
	if err != nil {
		return nil, err
	}
	files, err := findPictures([]string{c.Data})
	if err != nil {
		return nil, err
	}
	for i, name := range within(c.Data, files) {
		if !strings.Contains(name, "/") {
			return nil, lang.Errorf("%s lies in no folder that says what it is; a test has a folder named good, and others for bad parts", files[i])
		}
	}
	p := &inspection.Page{
		Lang: at.Lang, Version: at.Program, Machine: at.Machine, Command: at.Command, Time: time.Now(), Inspector: c.Inspector, Distance: n.Formula(), Data: c.Data,
		Learned: len(n.Good), Lineage: inspect.Outline(n.Lineage), Basis: basisOf(n), Needed: risk.NeededTable(c.Confidence), Settings: c.settings(),
	}
	if c.Out != "" {
		held, err := folder.Open(tested, c.Choice)
		if err != nil {
			return nil, err
		}
		defer held.Release()
		p.Shown = c.Shown
	}
	began := time.Now()
	parts, err := judged(ctx, at, n, files, search.Workers(c.Workers))
	if err != nil {
		return nil, err
	}
	p.Seconds = time.Since(began).Seconds() / float64(len(files))
	at.Lap("judge pictures")
	if err := c.sort(p, parts); err != nil {
		return nil, err
	}
	if p.Figures, err = risk.Test(p.Rows(), risk.Options{Thresholds: n.Thresholds, Confidence: c.Confidence, Resamples: c.Resamples, Seed: c.Seed}); err != nil {
		return nil, err
	}
	if p.Pixels, err = pixels(p, n, c); err != nil {
		return nil, err
	}
	if err := findLeaks(ctx, p, n, search.Workers(c.Workers)); err != nil {
		return nil, err
	}
	at.Lap("compute figures")
	if p.Shown > 0 {
		for _, i := range p.ShownFirst() {
			if p.Parts[i].Picture, err = ownShape(p.Parts[i].File, n.Input, sheetSide); err != nil {
				return nil, err
			}
		}
	}
	p.Timings = at.Timings()
	if c.Out != "" {
		if err := inspection.Write(c.Out, p); err != nil {
			return nil, err
		}
	}
	if c.Keep {
		if err := c.keep(at, hash, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// check refuses what no pictures can make right.
func (c *InspectTestConfig) check() error {
	switch {
	case c.Inspector == "" || c.Data == "":
		return misuse.Errorf("inspect test needs an inspector and --data FOLDER: mekiki inspect test bracket.mekiki --data test")
	case !(c.Confidence > 0 && c.Confidence < 1):
		return misuse.Errorf("confidence is %v; it must lie above 0 and below 1, such as 0.95", c.Confidence)
	case c.Resamples < 0 || c.Resamples > 100_000:
		return misuse.Errorf("resamples is %d; it must lie between 0 and 100000", c.Resamples)
	case c.Shown < 0 || c.Shown > 200:
		return misuse.Errorf("shown is %d; it must lie between 0 and 200", c.Shown)
	}
	// Of a whole set, train and the masks would count as kinds of bad parts.
	if test := filepath.Join(c.Data, "test"); isFolder(filepath.Join(c.Data, "train", inspection.GoodKind)) && isFolder(test) {
		return misuse.Errorf("%s has pictures to learn from, too, in train; name those of the test alone: --data %s", c.Data, test)
	}
	return settings.Threads(c.Workers)
}

// settings are those that the page names.
func (c *InspectTestConfig) settings() []kit.Setting {
	return []kit.Setting{
		{Key: "confidence", Value: strconv.FormatFloat(c.Confidence, 'g', -1, 64)}, {Key: "resamples", Value: strconv.Itoa(c.Resamples)},
		{Key: "seed", Value: strconv.FormatUint(c.Seed, 10)}, {Key: "object", Value: c.Object}, {Key: "masks", Value: c.Masks},
	}
}

// basisOf says what the thresholds of an inspector rest on.
func basisOf(n *inspect.Inspector) []lang.Message {
	return []lang.Message{
		lang.T("NG from a score of %s: %s", kit.Number(n.Thresholds.High), n.WhyHigh()),
		lang.T("REVIEW from a score of %s: %s", kit.Number(n.Thresholds.Low), n.WhyLow()),
	}
}

// sort gives each picture the kind that its folder says, and its object.
func (c *InspectTestConfig) sort(p *inspection.Page, parts []partfigure.Judged) error {
	object, err := c.objects()
	if err != nil {
		return err
	}
	guarded := map[inspect.Reason]*inspection.Guarded{}
	names := within(c.Data, paths(parts))
	for i, one := range parts {
		kind, _, _ := strings.Cut(names[i], "/")
		switch {
		case one.Error != "":
			p.Broken = append(p.Broken, one)
			continue
		case one.Reason != "":
			g := guarded[one.Reason]
			if g == nil {
				g = &inspection.Guarded{Reason: one.Reason}
				guarded[one.Reason] = g
			}
			if kind == inspection.GoodKind {
				g.Good++
			} else {
				g.Bad++
			}
		}
		p.Parts = append(p.Parts, inspection.Part{Judged: one, Kind: kind, Object: object(names[i])})
	}
	for _, reason := range slices.Sorted(maps.Keys(guarded)) {
		p.Guarded = append(p.Guarded, *guarded[reason])
	}
	return nil
}

// objects gives a picture's object by its path below the data; "" where each is one of its own.
func (c *InspectTestConfig) objects() (func(name string) string, error) {
	if c.Object == "" {
		return func(string) string { return "" }, nil
	}
	key, err := dataset.ObjectKey(c.Object)
	if err != nil {
		return nil, &misuse.Error{Err: lang.Errorf("object %w", err)}
	}
	return func(name string) string {
		if m := key.FindStringSubmatch(name); m != nil {
			return m[1]
		}
		return ""
	}, nil
}

func paths(parts []partfigure.Judged) []string {
	list := make([]string, len(parts))
	for i, p := range parts {
		list[i] = p.File
	}
	return list
}

// pixels compares maps with masks, where there are some, and says what became of the masks.
func pixels(t *inspection.Page, n *inspect.Inspector, c InspectTestConfig) (*risk.PixelFigures, error) {
	folder := c.Masks
	if folder == "" {
		folder = filepath.Join(filepath.Dir(filepath.Clean(c.Data)), truthFolder)
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	} else if _, err := os.Stat(folder); err != nil {
		return nil, lang.Errorf("masks: %w", err)
	}
	masks, used := newMaskFolders(c.Data, folder), map[string]bool{}
	all, told := risk.NewPixels(), &inspection.Masks{Folder: folder}
	for _, p := range t.Broken {
		used[masks.file(p.File)] = true
	}
	for _, p := range t.Parts {
		file := masks.file(p.File)
		used[file] = true
		if p.Kind == inspection.GoodKind {
			all.Add(p.Enlarged(n.Input.Height, n.Input.Width), nil, n.Input.Width)
			continue
		}
		if file == "" {
			told.Missing.Add(p.File)
			continue
		}
		mask, err := readMask(file, p.File, n.Input)
		switch {
		case err != nil:
			told.Unfit.Add(err.Error())
		case slices.Max(mask) == 0:
			told.Empty.Add(file)
		default:
			told.Used++
			all.Add(p.Enlarged(n.Input.Height, n.Input.Width), mask, n.Input.Width)
		}
	}
	told.Strays.Count, told.Strays.One = masks.strays(used)
	t.Masks = told
	if told.Used == 0 {
		return nil, nil
	}
	return all.Figures(), nil
}
