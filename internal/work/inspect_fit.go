package work

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/head"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/inspect/selftaught"
	"mekiki/internal/lang"
	"mekiki/internal/search"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// InspectFitConfig is what an inspector is made of.
type InspectFitConfig struct {
	Good       string   `yaml:"good" json:"good" value:"folder" help:"folder of pictures of good parts"`
	Bad        string   `yaml:"bad" json:"bad,omitempty" value:"folder" help:"folder of pictures of known bad parts: they set the thresholds"`
	Out        string   `yaml:"out" json:"out" short:"o" value:"file" help:"inspector to write, such as bracket.mekiki"`
	Overwrite  bool     `yaml:"overwrite" json:"overwrite,omitempty" help:"replace the file if it is there"`
	Size       string   `yaml:"size" json:"size" value:"HxW" help:"height and width that pictures are brought to, 16 to 4096 a side, or \"auto\": by the pictures and --defect"`
	Defect     string   `yaml:"defect" json:"defect,omitempty" value:"pixels" help:"with --size auto: extent of the smallest defect that must be found, in pixels of the pictures, such as 12px"`
	Scales     string   `yaml:"scales" json:"scales" value:"which" help:"how many sizes of each picture are looked at: \"1\", \"2\" (that size and half of it), or \"auto\": 2 where its shorter side is 512 or more"`
	Light      string   `yaml:"light" json:"light" value:"which" help:"how pictures are lit that the eye looks at: \"raw\" (as they are), \"usual\" (mean and contrast of each brought to those of a usual good part), or \"auto\": usual where good parts vary in light"`
	Position   string   `yaml:"position" json:"position" value:"where" help:"where in good pictures a place is compared with: \"free\" (anywhere, for parts that lie anyhow), \"near\" (parts lie roughly alike), \"fixed\" (parts lie in a fixture), or \"auto\": the tightest that good parts allow"`
	Copies     string   `yaml:"copies" json:"copies" value:"which" help:"which copies of few good pictures to learn from, too: \"none\", or \"turned\", for parts that lie turned anyhow"`
	ROI        string   `yaml:"roi" json:"roi,omitempty" value:"region" help:"region of interest, as in train"`
	Eye        string   `yaml:"eye" json:"eye" value:"eye" help:"what looks: \"embedded\", the path of an eye, or \"none\": no weights from outside, a small eye is made of the good pictures"`
	Unlabelled string   `yaml:"unlabelled" json:"unlabelled,omitempty" value:"folder" help:"with --eye none: folder of more pictures of such parts, good or bad, that the eye is made of besides"`
	EyeSteps   int      `yaml:"eye-steps" json:"eye_steps" help:"with --eye none: batches of triplets that the eye is trained on, 1 to 100000"`
	EyeMade    string   `yaml:"eye-made" json:"eye_made" value:"how" help:"with --eye none: how the eye gets its weights: \"triplets\" of patches, \"filters\" found in the pictures, \"drawn\" at random, or \"auto\": the one that sees most of made-up defects on the good pictures"`
	Tap        []string `yaml:"tap" json:"tap,omitempty" value:"name" help:"layer of the eye to look at; may be given several times (default: the eye's own)"`
	Distance   string   `yaml:"distance" json:"distance" value:"formula" help:"how a place is compared with good ones: \"rule\", found on the good parts, or a formula of euc, cos, mah and local, such as mah/s_mah + cos/s_cos"`
	Loss       string   `yaml:"loss" json:"loss,omitempty" value:"formula" help:"with --bad: what the network of bad parts is trained by, as in inspect learn (default: combined-threshold)"`
	Vectors    int      `yaml:"gallery" json:"gallery" help:"most vectors of good parts that are kept, 10 to 100000"`
	Album      string   `yaml:"album" json:"album" value:"memory" help:"most memory for the good pictures that the file keeps, to show them and to learn more, such as 64MiB; where they do not fit, an even choice of them"`
	NoThumbs   bool     `yaml:"no-thumbnails" json:"no_thumbnails,omitempty" help:"keep no pictures in the file; to learn more then takes the originals"`
	Workers    int      `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Seed       uint64   `yaml:"seed" json:"seed" help:"which good parts are left out together"`
	By         string   `yaml:"by" json:"by,omitempty" value:"name" help:"who says what is good and bad; it is kept in the file (a name)"`
	MarkConfig
	RiskConfig
}

// NewInspectFitConfig has the usual settings.
func NewInspectFitConfig() InspectFitConfig {
	return InspectFitConfig{Size: autoSize, Scales: autoScales, Light: string(inspect.AutoLight), Position: string(inspect.Free), Copies: string(inspect.NoCopies), Eye: eye.EmbeddedName, EyeSteps: selftaught.DefaultSteps, EyeMade: string(inspect.BestMaking), Distance: inspect.Rule, Vectors: inspect.DefaultVectors, Album: "64MiB", Seed: 1}
}

// Fitted is what an inspector has learned.
type Fitted struct {
	File string `json:"file"`
	Eye  string `json:"eye"`
	// SelfTaught is how the eye was made here; nil: it came from outside.
	SelfTaught *inspect.SelfTaught `json:"self_taught,omitempty"`
	// Height and Width are those to which pictures are brought.
	Height int `json:"height"`
	Width  int `json:"width"`
	// Scales is how many sizes of each picture are looked at: that, and half of it.
	Scales int `json:"scales"`
	// Light says how pictures are lit that the eye looks at.
	Light inspect.Light `json:"light"`
	// Position says where places are compared with, Copies which copies were learned from.
	Position inspect.Position `json:"position"`
	Copies   inspect.Copies   `json:"copies"`
	// Good is how many pictures it learned from, Vectors how many vectors it keeps, each
	// of Numbers numbers. Radius is how far a place of a good part lies from them at most.
	Good    int     `json:"good"`
	Vectors int     `json:"vectors"`
	Numbers int     `json:"numbers"`
	Radius  float64 `json:"radius"`
	// Pool is what the vectors were chosen from, Exact whether from all places of all good
	// pictures.
	Pool  inspect.Pool `json:"pool"`
	Exact bool         `json:"exact"`
	// Distance is the formula of a place, Weights what each part has of it.
	Distance string             `json:"distance"`
	Weights  map[string]float64 `json:"weights"`
	// Choice are the thresholds and what they rest on. Bad is how many known bad parts there are.
	risk.Choice
	Bad int `json:"bad"`
	// Worst are the good pictures that look least like the others, the worst first. Look at them: a bad
	// part among the good ones makes the inspector blind for its like.
	Worst []inspect.Known `json:"worst"`
	Bytes int64           `json:"bytes"`
	Album KeptPictures    `json:"album"`
}

// KeptPictures is how many of the pictures that it learned from an inspector keeps, and how many
// bytes of its file they take.
type KeptPictures struct {
	Good  int   `json:"good"`
	Bad   int   `json:"bad"`
	Bytes int64 `json:"bytes"`
}

// check refuses what no pictures can make right.
func (c *InspectFitConfig) check() error {
	switch {
	case c.Good == "":
		return misuse.Errorf("inspect fit needs --good FOLDER, pictures of good parts")
	case c.Out == "":
		return misuse.Errorf("inspect fit needs --out FILE, such as bracket.mekiki")
	case c.Vectors < 10 || c.Vectors > 100_000:
		return misuse.Errorf("gallery is %d; it must lie between 10 and 100000", c.Vectors)
	case c.Eye == eye.NoneName && (c.EyeSteps < 1 || c.EyeSteps > 100_000):
		return misuse.Errorf("eye-steps is %d; it must lie between 1 and 100000", c.EyeSteps)
	case c.EyeMade != string(inspect.BestMaking) && !slices.Contains(inspect.Makings(), inspect.Making(c.EyeMade)):
		return misuse.Errorf("eye-made is %q; it must be %s or one of %v", c.EyeMade, inspect.BestMaking, inspect.Makings())
	case c.Position != string(inspect.AutoPosition) && !slices.Contains(inspect.Positions(), inspect.Position(c.Position)):
		return misuse.Errorf("position is %q; it must be %s or one of %v", c.Position, inspect.AutoPosition, inspect.Positions())
	case c.Light != string(inspect.AutoLight) && !slices.Contains(inspect.Lights(), inspect.Light(c.Light)):
		return misuse.Errorf("light is %q; it must be %s or one of %v", c.Light, inspect.AutoLight, inspect.Lights())
	case !slices.Contains(inspect.AllCopies(), inspect.Copies(c.Copies)):
		return misuse.Errorf("copies is %q; it must be one of %v", c.Copies, inspect.AllCopies())
	case c.Defect != "" && c.Size != autoSize:
		return misuse.Errorf("--defect is for --size auto; leave one of --size and --defect out")
	}
	if c.Unlabelled != "" && c.Eye != eye.NoneName {
		return misuse.Errorf("--unlabelled is what an eye is made of besides good pictures; give --eye none with it, or leave it out")
	}
	if c.EyeMade != string(inspect.BestMaking) && c.Eye != eye.NoneName {
		return misuse.Errorf("--eye-made is how an eye is made of the pictures; give --eye none with it, or leave it out")
	}
	if err := checkScales(c.Scales); err != nil {
		return err
	}
	if _, err := head.ReadLoss(c.Loss); err != nil {
		return &misuse.Error{Err: err}
	}
	if c.Loss != "" && c.Bad == "" {
		return misuse.Errorf("--loss is what a network of bad parts is trained by; give a folder of them with --bad")
	}
	if err := c.MarkConfig.check(c.Bad); err != nil {
		return err
	}
	return settings.Threads(c.Workers)
}

// InspectFit makes an inspector of pictures of good parts.
func InspectFit(ctx context.Context, at *desk.Desk, c InspectFitConfig) (*Fitted, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	rule, err := c.fitRule()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(c.Out); err == nil && !c.Overwrite {
		return nil, lang.Errorf("%s is there already; choose another name with --out, or replace it with --overwrite", c.Out)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	album, err := c.album()
	if err != nil {
		return nil, err
	}
	e, err := c.openEye()
	if err != nil {
		return nil, err
	}
	distance, err := inspect.ReadDistance(c.Distance)
	if err != nil {
		return nil, &misuse.Error{Err: err}
	}
	files, err := findPictures([]string{c.Good})
	if err != nil {
		return nil, err
	}
	if files, err = distinct(at, files); err != nil {
		return nil, err
	}
	view, err := c.view(at, e, files)
	if err != nil {
		return nil, err
	}
	in := view.in
	// A layer that does not exist is said before pictures are read.
	if _, err := eyeGraph(e, c.Eye, eye.Options{Height: in.Height, Width: in.Width, Taps: c.Tap}); err != nil {
		return nil, err
	}
	pictures := newPartFiles(files, in)
	shapes, err := pictures.shapes()
	if err != nil {
		return nil, err
	}
	noteSizes(at, files, shapes)
	var own *inspect.SelfTaught
	if c.Eye == eye.NoneName {
		if e, own, err = c.teach(ctx, at, files, in); err != nil {
			return nil, err
		}
	}
	progress, end := at.Count(lang.T("good parts left out and judged"))
	n, err := inspect.Fit(ctx, pictures, within(c.Good, files), inspect.FitOptions{
		Eye: e, Input: in, TwoScales: view.two, Taps: c.Tap, Vectors: c.Vectors, Distance: distance, Workers: search.Workers(c.Workers), Seed: c.Seed, Top: view.top, Light: inspect.Light(c.Light), Position: inspect.Position(c.Position), Copies: inspect.Copies(c.Copies), Album: album, Shapes: shapes, Progress: progress,
		Goal: rule.Overkill, Review: rule.Review,
	})
	end()
	if err != nil {
		return nil, err
	}
	n.SelfTaught = own
	at.Lap("learn good parts")
	var bad []string
	if c.Bad != "" {
		if n, bad, err = c.learnBad(ctx, at, n, rule, files); err != nil {
			return nil, err
		}
	}
	from, err := taught(c.Good, files, c.Bad, bad)
	if err != nil {
		return nil, err
	}
	n.Lineage = []inspect.Step{stepOf(at, "fit", c.By, "", n, from)}
	f := fitted(n)
	f.File = c.Out
	if f.Bytes, err = writeInspector(c.Out, n); err != nil {
		return nil, err
	}
	if len(files) < fewGood {
		at.Note("%d good pictures are few: some good parts to come may look like nothing that was learned; 20 make a beginning", len(files))
	}
	return f, nil
}

// fitRule is what sets the thresholds. What needs bad parts is refused without them.
func (c *InspectFitConfig) fitRule() (risk.Rule, error) {
	r, err := c.rule(usualRule(c.Bad != ""))
	switch {
	case err != nil || c.Bad != "":
		return r, err
	case r.Costs != nil:
		return r, misuse.Errorf("thresholds by cost need known bad parts; give a folder of them with --bad")
	case r.Escape != nil:
		_, err := risk.FromBad(nil, *r.Escape)
		return r, &misuse.Error{Err: lang.Errorf("%w; give a folder of them with --bad", err)}
	}
	return r, nil
}

// fewGood is below how many good pictures a warning is said.
const fewGood = 10

// album is how many bytes of pictures are kept.
func (c *InspectFitConfig) album() (int64, error) {
	if c.NoThumbs {
		return 0, nil
	}
	most, err := dataset.ParseMemory(c.Album)
	if err != nil {
		return 0, &misuse.Error{Err: lang.Errorf("album: %w", err)}
	}
	return int64(most), nil
}

// worstGood is how many good pictures a fit names.
const worstGood = 10

// fitted is what there is to say of a new inspector.
func fitted(n *inspect.Inspector) *Fitted {
	f := &Fitted{
		Eye: n.Eye.Name, SelfTaught: n.SelfTaught, Height: n.Input.Height, Width: n.Input.Width, Scales: n.Scales(), Light: n.LightMode(), Position: n.Position, Copies: n.Copies, Good: len(n.Good), Vectors: n.Gallery.N, Numbers: n.Gallery.Dim, Radius: n.Radius, Pool: n.Pool, Exact: n.Pool.Exact(),
		Distance: n.Formula(), Weights: map[string]float64{}, Choice: n.Choice, Bad: len(n.Bad),
	}
	f.Album.Good, f.Album.Bad, f.Album.Bytes = n.Album.Kept()
	for p, name := range inspect.PartNames {
		f.Weights[name] = n.Mix.Weight[p]
	}
	f.Worst = slices.Clone(n.Good)
	slices.SortStableFunc(f.Worst, func(a, b inspect.Known) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	f.Worst = f.Worst[:min(worstGood, len(f.Worst))]
	return f
}

// writeInspector writes the file whole or not at all, and returns its size.
func writeInspector(path string, n *inspect.Inspector) (int64, error) {
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		return 0, err
	}
	size := int64(b.Len())
	return size, atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}
