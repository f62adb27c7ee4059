package mekiki

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"sync"

	"mekiki/internal/dataset"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
)

// Inspector judges parts by what it learned from pictures of good ones. It is made by the
// command:
//
//	mekiki inspect fit --good FOLDER --out bracket.mekiki
//
// Its scores, maps and verdicts are, bit for bit, those of mekiki inspect run. Many
// goroutines may use it at once; each that does so at the same time takes memory for one
// picture.
type Inspector struct {
	from    *inspect.Inspector
	prepare dataset.Preparation
	mu      sync.Mutex
	free    []*inspect.Judge
}

// Call is what a part is called.
type Call string

// The calls. Review is a part that a person should look at.
const (
	OK     Call = "OK"
	Review Call = "REVIEW"
	NG     Call = "NG"
)

// Verdict is what there is to say of a picture. The zero value is no verdict.
type Verdict struct {
	Call Call
	// Score is how far the picture is from good ones, 0 or more; the thresholds have its unit.
	Score float64
	// Reason says why the picture is REVIEW whatever its score: it is unlike all that was
	// learned, or cannot be used. It is in English, and "" where the score decided.
	Reason string
	// Regions are the places that are far from good, the worst first.
	Regions []Region
	// Map has the distance of each place from good, Rows x Columns, row by row; the scale is
	// the same for all pictures. It covers what the inspector looks at: all of the picture
	// brought to its size, or its region of interest.
	Map           []float32
	Rows, Columns int
	// Like is the good picture that the worst place was compared with, by its name when the
	// inspector was made.
	Like string
}

// Region is a part of a picture that is far from good, in shares of its width and height, 0
// to 1.
type Region struct {
	X, Y          float64 // of the left upper corner
	Width, Height float64
	Area          float64 // share of the picture's places that belong to it
	Score         float64 // the largest number of the map in it
}

// OpenInspector reads the inspector file at path. Errors name the file and the cure.
func OpenInspector(path string) (*Inspector, error) {
	n, err := inspect.Open(path)
	if err != nil {
		return nil, err
	}
	in := n.Input
	i := &Inspector{
		from:    n,
		prepare: dataset.Preparation{H: in.Height, W: in.Width, C: in.Channels, Policy: in.Policy, ROI: in.ROI},
	}
	j, err := n.Judge(1) // what fails, fails here
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	i.free = append(i.free, j)
	return i, nil
}

// Thresholds are the scores from which on a part is REVIEW and NG.
func (i *Inspector) Thresholds() (review, ng float64) {
	return i.from.Thresholds.Low, i.from.Thresholds.High
}

// Inspect judges a picture of any size, prepared as those that the inspector learned from:
// transparent pixels are shown on white, 16 bits are rounded to 8. An orientation in a
// file's EXIF data is not known here: InspectFile turns by it. A picture that cannot be used
// is REVIEW with the reason, never OK. Pictures of a camera that may freeze go through a Stream.
func (i *Inspector) Inspect(img image.Image) Verdict {
	v, _ := i.picture(img)
	return v
}

// picture is Inspect, and the prepared values, which are nil where there are none.
func (i *Inspector) picture(img image.Image) (Verdict, []uint8) {
	pix, err := i.prepare.Image(img)
	if err != nil {
		return Verdict{Call: Review, Reason: err.Error()}, nil
	}
	b := img.Bounds()
	return i.judge(pix, inspect.Shape{Height: b.Dy(), Width: b.Dx()}), pix
}

// InspectFile is Inspect of a picture file, PNG, JPEG, BMP, TIFF or WebP, told by its
// content, as the command reads it. Errors name the file and the cure; the command calls
// such a picture REVIEW.
func (i *Inspector) InspectFile(path string) (Verdict, error) {
	v, _, err := i.file(path)
	return v, err
}

// file is InspectFile, and the prepared values.
func (i *Inspector) file(path string) (Verdict, []uint8, error) {
	dir, name := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	pix, file, err := i.prepare.ReadPicture(os.DirFS(dir), name)
	if err != nil {
		return Verdict{}, nil, fmt.Errorf("%s: %w", path, err)
	}
	return i.judge(pix, inspect.Shape{Height: file.H, Width: file.W}), pix, nil
}

// judge judges prepared values by a Judge that nobody uses.
func (i *Inspector) judge(pix []uint8, shape inspect.Shape) Verdict {
	i.mu.Lock()
	var j *inspect.Judge
	if last := len(i.free) - 1; last >= 0 {
		j, i.free = i.free[last], i.free[:last]
	}
	i.mu.Unlock()
	if j == nil {
		var err error
		if j, err = i.from.Judge(1); err != nil {
			return Verdict{Call: Review, Reason: err.Error()}
		}
	}
	r := j.Judge(pix)
	i.from.Shaped(r, shape)
	i.mu.Lock()
	i.free = append(i.free, j)
	i.mu.Unlock()
	v := Verdict{
		Call: calls[r.Verdict], Score: r.Score, Reason: r.Reason.Message().String(),
		Map: r.Map, Rows: r.High, Columns: r.Wide, Like: i.from.Good[r.Nearest.Picture].Name,
	}
	for _, g := range r.Regions {
		v.Regions = append(v.Regions, Region(g))
	}
	return v
}

var calls = map[risk.Verdict]Call{risk.OK: OK, risk.Review: Review, risk.NG: NG}
