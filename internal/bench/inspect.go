package bench

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/drawn"
	"mekiki/internal/eye"
	"mekiki/internal/inspect"
	"mekiki/internal/kernel"
	"mekiki/internal/model"
)

// InspectOptions configures Inspect.
type InspectOptions struct {
	// Inspector is the file of one, whose judgement is measured. Nil fits one on Good drawn
	// parts of Height x Width, with Vectors in its gallery, and measures that too.
	Inspector     []byte
	Good, Vectors int
	Height, Width int
	Workers       int // threads; 0 means one for each core
	Singles       int // pictures one after another, at least 1
	Pictures      int // pictures in bulk, at least 1
}

// InspectResult is the outcome of Inspect.
type InspectResult struct {
	Eye     string `json:"eye"`
	Height  int    `json:"height"` // of the pictures
	Width   int    `json:"width"`
	Vectors int    `json:"vectors"` // of the gallery
	Numbers int    `json:"numbers"` // of a vector
	Workers int    `json:"workers"`
	Kernel  string `json:"kernel"`
	// Good is how many parts the inspector was fitted on here, 0 if it came from a file;
	// FitSeconds is how long that took, from PNG files to the inspector.
	Good       int     `json:"good"`
	FitSeconds float64 `json:"fit_s"`
	// OpenMilliseconds is from the bytes of the inspector to when it can judge: the median.
	OpenMilliseconds float64 `json:"open_ms"`
	// Milliseconds is one picture with all workers, from a PNG file to verdict and map: the
	// median; Shortest is the shortest.
	Milliseconds float64 `json:"single_ms"`
	Shortest     float64 `json:"single_shortest_ms"`
	// Stages are the steps of one picture with one worker, one after the other: medians.
	Stages []InspectStage `json:"stages"`
	// PicturesPerSecond is the bulk, one picture a worker.
	PicturesPerSecond float64 `json:"pictures_per_second"`
}

// InspectStage is a step of judging one picture.
type InspectStage struct {
	Stage        string  `json:"stage"`
	Milliseconds float64 `json:"ms"`
}

// The steps of judging one picture.
const (
	StageDecode = "decode" // the file is read, unpacked and brought to the size
	StageEye    = "eye"    // values become vectors
	StageSearch = "search" // the nearest good vectors
	StageRest   = "map"    // map, score, regions, guard
)

// Inspect measures how long inspecting takes, on drawn parts. A cancelled ctx gives its
// error; others are in a user's words.
func Inspect(ctx context.Context, opt InspectOptions) (InspectResult, error) {
	if opt.Workers == 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	r := InspectResult{Workers: opt.Workers, Kernel: kernel.Active().String(), Height: opt.Height, Width: opt.Width}
	dir, err := os.MkdirTemp("", "mekiki-bench-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	if opt.Inspector == nil {
		if err := r.fit(ctx, dir, &opt); err != nil {
			return r, err
		}
	}
	n, err := r.open(opt)
	if err != nil {
		return r, err
	}
	r.Eye, r.Height, r.Width, r.Vectors, r.Numbers = n.Eye.Name, n.Input.Height, n.Input.Width, n.Gallery.N, n.Gallery.Dim
	const different = 16 // pictures, taken in turns
	shelf, err := drawParts(dir, "new", different, n.Input)
	if err != nil {
		return r, err
	}
	if err := r.singles(ctx, n, shelf, opt); err != nil {
		return r, err
	}
	return r, r.bulk(ctx, n, shelf, opt)
}

// partFiles are pictures in a folder.
type partFiles struct {
	dir   string
	names []string
	prep  dataset.Preparation
}

// Bytes reads and prepares picture i.
func (p *partFiles) Bytes(i int) ([]uint8, error) {
	pix, _, err := p.prep.ReadPicture(os.DirFS(p.dir), p.names[i%len(p.names)])
	return pix, err
}

// drawParts draws n good parts as PNG files of a size.
func drawParts(dir, name string, n int, in model.Input) (*partFiles, error) {
	p := &partFiles{dir, nil, dataset.Preparation{H: in.Height, W: in.Width, C: in.Channels, Policy: in.Policy, ROI: in.ROI}}
	for i := range n {
		var b bytes.Buffer
		if err := png.Encode(&b, drawn.Draw(drawn.Part{Kind: drawn.Ring, Seed: uint64(i + 1), Width: in.Width, Height: in.Height})); err != nil {
			return nil, err
		}
		p.names = append(p.names, fmt.Sprintf("%s%d.png", name, i))
		if err := os.WriteFile(filepath.Join(dir, p.names[i]), b.Bytes(), 0o600); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// fit makes an inspector of drawn parts, and gives it to opt as a file.
func (r *InspectResult) fit(ctx context.Context, dir string, opt *InspectOptions) error {
	e, err := eye.Open(eye.EmbeddedName, "")
	if err != nil {
		return err
	}
	in := model.Input{Height: opt.Height, Width: opt.Width, Channels: 3, Policy: dataset.PolicyStretch}
	good, err := drawParts(dir, "good", opt.Good, in)
	if err != nil {
		return err
	}
	start := time.Now()
	n, err := inspect.Fit(ctx, good, good.names, inspect.FitOptions{Eye: e, Input: in, Vectors: opt.Vectors, Workers: opt.Workers, Seed: 1})
	if err != nil {
		return err
	}
	r.Good, r.FitSeconds = opt.Good, time.Since(start).Seconds()
	var b bytes.Buffer
	err = n.Write(&b)
	opt.Inspector = b.Bytes()
	return err
}

// open measures how long an inspector takes to be ready.
func (r *InspectResult) open(opt InspectOptions) (n *inspect.Inspector, err error) {
	var times []float64
	for range 5 {
		start := time.Now()
		if n, err = inspect.Read(bytes.NewReader(opt.Inspector)); err != nil {
			return nil, err
		}
		j, err := n.Judge(opt.Workers)
		if err != nil {
			return nil, err
		}
		times = append(times, milliseconds(time.Since(start)))
		j.Close()
	}
	r.OpenMilliseconds = median(times)
	return n, nil
}

// singles measures one picture after another: with all workers, then its steps with one.
func (r *InspectResult) singles(ctx context.Context, n *inspect.Inspector, shelf *partFiles, opt InspectOptions) error {
	all, err := n.Judge(opt.Workers)
	if err != nil {
		return err
	}
	defer all.Close()
	one, err := n.Judge(1)
	if err != nil {
		return err
	}
	defer one.Close()
	var whole, decode, look, search, rest []float64
	for i := range opt.Singles {
		if err := ctx.Err(); err != nil {
			return err
		}
		start := time.Now()
		pix, err := shelf.Bytes(i)
		if err != nil {
			return err
		}
		decode = append(decode, milliseconds(time.Since(start)))
		all.Judge(pix)
		whole = append(whole, milliseconds(time.Since(start)))
		_, s := one.Measure(pix)
		look, search, rest = append(look, milliseconds(s.Eye)), append(search, milliseconds(s.Search)), append(rest, milliseconds(s.Rest))
	}
	r.Milliseconds, r.Shortest = median(whole), whole[0]
	for _, t := range whole {
		r.Shortest = min(r.Shortest, t)
	}
	r.Stages = []InspectStage{{StageDecode, median(decode)}, {StageEye, median(look)}, {StageSearch, median(search)}, {StageRest, median(rest)}}
	return nil
}

// bulk measures many pictures, one a worker.
func (r *InspectResult) bulk(ctx context.Context, n *inspect.Inspector, shelf *partFiles, opt InspectOptions) error {
	judges := make([]*inspect.Judge, opt.Workers)
	for w := range judges {
		j, err := n.Judge(1)
		if err != nil {
			return err
		}
		defer j.Close()
		judges[w] = j
	}
	failed := make([]error, opt.Workers)
	start := time.Now()
	var wg sync.WaitGroup
	for w, j := range judges {
		wg.Go(func() {
			for i := w; i < opt.Pictures && ctx.Err() == nil; i += opt.Workers {
				pix, err := shelf.Bytes(i)
				if err != nil {
					failed[w] = err
					return
				}
				j.Judge(pix)
			}
		})
	}
	wg.Wait()
	r.PicturesPerSecond = float64(opt.Pictures) / time.Since(start).Seconds()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }
