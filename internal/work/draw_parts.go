package work

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/drawn"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
)

// DrawnFile is the file in the folder of drawn parts that says what they are.
const DrawnFile = "drawn.json"

// mostDrawn is the largest number of drawn parts of a group.
const mostDrawn = 100_000

// drawnKind is what DrawParts leaves.
var drawnKind = folder.Kind{What: lang.T("drawn parts"), Name: "parts", Files: []string{DrawnFile}}

// DrawPartsConfig is what drawn parts need.
type DrawPartsConfig struct {
	Kind     string  `yaml:"kind" json:"kind" help:"kind of part: ring, label or weave"`
	Good     int     `yaml:"good" json:"good" help:"good parts to learn from, in train/good"`
	TestGood int     `yaml:"test-good" json:"test_good" help:"good parts for the test, in test/good"`
	Bad      int     `yaml:"bad" json:"bad" help:"bad parts for the test, all kinds of defect in turn, in test/DEFECT; their masks in ground_truth/DEFECT"`
	Faintest float64 `yaml:"faintest" json:"faintest" help:"faintness of the faintest defect, 0 (all are gross) to 1 (the limit of seeing); the others lie evenly between"`
	Size     string  `yaml:"size" json:"size" help:"size of the pictures, such as 256, or 240x320 for 240 high and 320 wide; sides of 64 to 4096"`
	Seed     uint64  `yaml:"seed" json:"seed" help:"parts of another seed are others"`
	folder.Choice
}

// NewDrawPartsConfig has the usual settings.
func NewDrawPartsConfig() DrawPartsConfig {
	return DrawPartsConfig{Kind: drawn.Ring, Good: 50, TestGood: 20, Bad: 20, Faintest: 0.6, Size: "256x256", Seed: 1}
}

// check refuses what cannot be drawn.
func (c *DrawPartsConfig) check() (height, width int, err error) {
	if !slices.Contains(drawn.Kinds(), c.Kind) {
		return 0, 0, misuse.Unknown(lang.T("kind of part"), c.Kind, drawn.Kinds())
	}
	for _, n := range []int{c.Good, c.TestGood, c.Bad} {
		if n < 0 || n > mostDrawn {
			return 0, 0, misuse.Errorf("good %d, test-good %d, bad %d; each must lie between 0 and %d", c.Good, c.TestGood, c.Bad, mostDrawn)
		}
	}
	if c.Good+c.TestGood+c.Bad == 0 {
		return 0, 0, misuse.Errorf("good, test-good and bad are all 0; nothing is to be drawn")
	}
	if !(c.Faintest >= 0 && c.Faintest <= 1) {
		return 0, 0, misuse.Errorf("faintest is %g; it must lie between 0 and 1", c.Faintest)
	}
	if height, width, err = dataset.ParseSize(c.Size); err != nil {
		return 0, 0, &misuse.Error{Err: err}
	}
	if min(height, width) < drawn.MinSide || max(height, width) > drawn.MaxSide {
		return 0, 0, misuse.Errorf("size %s; drawn parts have sides of %d to %d pixels", c.Size, drawn.MinSide, drawn.MaxSide)
	}
	return height, width, nil
}

// DrawnParts is what DrawParts drew.
type DrawnParts struct {
	// About says that no part is real.
	About  string `json:"about"`
	Folder string `json:"-"` // where drawn.json is
	Kind   string `json:"kind"`
	Height int    `json:"height"`
	Width  int    `json:"width"`
	Seed   uint64 `json:"seed"`
	// Good and TestGood are numbers of good parts in train/good and test/good.
	Good     int        `json:"good"`
	TestGood int        `json:"test_good"`
	Bad      []DrawnBad `json:"bad"`
	// Files are all files beside this one.
	Files []string `json:"files"`
}

// DrawnBad is a bad part.
type DrawnBad struct {
	File   string `json:"file"`
	Mask   string `json:"mask"` // 255 where the defect is, else 0
	Defect string `json:"defect"`
	// Faintness is 0 for a gross defect, 1 at the limit of seeing.
	Faintness float64 `json:"faintness"`
}

// DrawnSchema describes drawn.json and the result of DrawParts.
func DrawnSchema() schema.Schema {
	return schema.For[DrawnParts]("drawn-parts", 1, "The result of inspect draw, and drawn.json: parts that were drawn, where they lie, and what is wrong with the bad ones.")
}

// DrawParts draws good and bad parts into a folder whose layout is that of MVTec AD
// (Bergmann and others, 2019).
func DrawParts(ctx context.Context, at *desk.Desk, cfg DrawPartsConfig) (*DrawnParts, error) {
	height, width, err := cfg.check()
	if err != nil {
		return nil, err
	}
	held, err := folder.Open(drawnKind, cfg.Choice)
	if err != nil {
		return nil, err
	}
	defer held.Release()

	d := &DrawnParts{
		About: "Drawn by a program; no photographs of real parts.",
		Kind:  cfg.Kind, Height: height, Width: width, Seed: cfg.Seed, Good: cfg.Good, TestGood: cfg.TestGood,
	}
	s := &drawnSet{ctx: ctx, parts: d, number: rand.New(rand.NewPCG(cfg.Seed, 0)).Uint64()}
	for i := range cfg.Good {
		s.good(fmt.Sprintf("train/good/%03d.png", i))
	}
	for i := range cfg.TestGood {
		s.good(fmt.Sprintf("test/good/%03d.png", i))
	}
	defects := drawn.Defects(cfg.Kind)
	for i := range cfg.Bad {
		// Each kind of defect goes from gross to faint.
		kind, place := i%len(defects), i/len(defects)
		faintness := 0.0
		if last := (cfg.Bad - 1 - kind) / len(defects); last > 0 {
			faintness = cfg.Faintest * float64(place) / float64(last)
		}
		s.bad(fmt.Sprintf("%s/%03d", defects[kind], place), defects[kind], faintness)
	}
	progress, end := at.Count(lang.T("pictures"))
	defer end()
	s.progress = progress
	s.files = append(s.files, kit.JSONFile(DrawnFile, DrawnSchema(), d)) // last: then all are there
	if err := kit.WriteFiles(held.Dir, s.files, DrawnFile, ofDrawnParts); err != nil {
		return nil, err
	}
	for _, kind := range drawn.Kinds() { // what an earlier result leaves
		for _, defect := range drawn.Defects(kind) {
			for _, top := range []string{"test", "ground_truth"} {
				os.Remove(filepath.Join(held.Dir, top, defect)) // fails where there is a picture
			}
		}
	}
	at.Lap("draw")
	d.Folder = held.Dir
	return d, nil
}

// ofDrawnParts knows the names of pictures that DrawParts writes.
func ofDrawnParts(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return fs.ValidPath(name) && path.Ext(name) == ".png" && slices.Contains([]string{"train", "test", "ground_truth"}, top)
}

// drawnSet are files of drawn parts that are to be written, which happens for several at
// once.
type drawnSet struct {
	ctx      context.Context
	parts    *DrawnParts
	number   uint64 // of the next part
	files    []atomicfile.File
	mu       sync.Mutex
	done     int
	progress func(done, of int)
}

// part is the next one.
func (s *drawnSet) part() drawn.Part {
	s.number++
	return drawn.Part{Kind: s.parts.Kind, Seed: s.number, Width: s.parts.Width, Height: s.parts.Height}
}

// add lists a picture that is drawn when its file is written.
func (s *drawnSet) add(name string, draw func() image.Image) {
	s.parts.Files = append(s.parts.Files, name)
	s.files = append(s.files, atomicfile.File{Name: name, Fill: func(w io.Writer) error {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		err := writeDrawn(w, draw())
		s.mu.Lock()
		defer s.mu.Unlock()
		s.done++
		s.progress(s.done, len(s.parts.Files))
		return err
	}})
}

// writeDrawn writes a drawn picture as PNG, packed quickly: its grain hardly packs better with more time.
func writeDrawn(w io.Writer, picture image.Image) error {
	return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, picture)
}

func (s *drawnSet) good(name string) {
	p := s.part()
	s.add(name, func() image.Image { return drawn.Draw(p) })
}

func (s *drawnSet) bad(name, defect string, faintness float64) {
	p := s.part()
	b := DrawnBad{"test/" + name + ".png", "ground_truth/" + name + "_mask.png", defect, faintness}
	s.parts.Bad = append(s.parts.Bad, b)
	s.add(b.File, func() image.Image {
		picture, _ := drawn.DrawBad(p, defect, faintness)
		return picture
	})
	s.add(b.Mask, func() image.Image {
		_, mask := drawn.DrawBad(p, defect, faintness)
		return mask
	})
}
