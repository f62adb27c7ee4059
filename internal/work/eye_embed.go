package work

import (
	"context"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// EyeEmbedded is what EmbedByEye wrote.
type EyeEmbedded struct {
	// File holds float32 values of this shape: a row for each picture, the means of the
	// channels of each tap.
	File  string `json:"file"`
	Shape []int  `json:"shape"`
	EyeUsed
	// Names is the file with a name for each row; absent for triplets.
	Names string `json:"names,omitempty"`
}

// EyeUsed says what pictures were looked at with.
type EyeUsed struct {
	Eye       string `json:"eye"`
	EyeSHA256 string `json:"eye_sha256"`
	// Pictures is height and width of the pictures that the eye saw.
	Pictures [2]int `json:"pictures"`
	// Taps are the layers, in the order of the channels.
	Taps []EyeTap `json:"taps"`
}

// EyeMapped is what MapsByEye wrote.
type EyeMapped struct {
	// File holds float32 values of this shape: pictures, height, width, channels.
	File  string `json:"file"`
	Shape []int  `json:"shape"`
	EyeUsed
}

// sight is an eye for pictures that were found.
type sight struct {
	net  *eye.Net
	seen *seenPictures
	used EyeUsed
}

// look opens an eye and finds the pictures.
func look(ctx context.Context, at *desk.Desk, cfg EmbedConfig) (*sight, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	e, err := eye.Open(cfg.Eye, "")
	if err != nil {
		return nil, err
	}
	// A layer that does not exist is said before pictures are read.
	o := eye.Options{Taps: cfg.Tap}
	o.Height, o.Width, _ = e.SizeFor(0, 0)
	if _, err := eyeGraph(e, cfg.Eye, o); err != nil {
		return nil, err
	}
	seen, err := seenBy(ctx, at, e, cfg)
	if err != nil {
		return nil, err
	}
	o.Height, o.Width = seen.h, seen.w
	net, err := e.Net(o, 1)
	switch {
	case err != nil:
		return nil, lang.Errorf("%s: %w", cfg.Eye, err)
	case seen.c != 1 && seen.c != net.Channels || seen.h != net.Height || seen.w != net.Width:
		return nil, lang.Errorf("%s: the pictures are %d x %d x %d, %s takes %d x %d x %d", seen.name, seen.h, seen.w, seen.c, cfg.Eye, net.Height, net.Width, net.Channels)
	}
	used := EyeUsed{Eye: cfg.Eye, EyeSHA256: e.Hash, Pictures: [2]int{seen.h, seen.w}}
	for _, t := range net.Taps {
		used.Taps = append(used.Taps, EyeTap{t.Name, t.Channels, t.Stride})
	}
	return &sight{net, seen, used}, nil
}

// EmbedByEye writes a vector for each picture: the mean of each channel of the taps.
func EmbedByEye(ctx context.Context, at *desk.Desk, cfg EmbedConfig) (*EyeEmbedded, error) {
	s, err := look(ctx, at, cfg)
	if err != nil {
		return nil, err
	}
	dim := s.net.Dim()
	rows := make([]float32, s.seen.count*dim)
	err = s.each(ctx, at, cfg.Workers, 0, s.seen.count, func(i int, maps [][]float32) { s.net.Mean(rows[i*dim:(i+1)*dim], maps) })
	if err != nil {
		return nil, err
	}
	s.seen.end(at)
	v := &EyeEmbedded{File: cfg.Out, Shape: append(s.seen.shape, dim), EyeUsed: s.used}
	if err := writeEmbeddings(cfg.Out, rows, v.Shape, s.seen.names); err != nil {
		return nil, err
	}
	if s.seen.names != nil {
		v.Names = namesName(cfg.Out)
	}
	return v, nil
}

// MapsByEye writes the map of one tap for each picture.
func MapsByEye(ctx context.Context, at *desk.Desk, cfg EmbedConfig) (*EyeMapped, error) {
	s, err := look(ctx, at, cfg)
	if err != nil {
		return nil, err
	}
	t := s.net.Taps[0]
	if len(s.net.Taps) > 1 {
		return nil, misuse.Errorf("a file holds the maps of one layer; choose one with --tap, such as --tap %s", ShellWord(t.Name))
	}
	if len(t.Shape) != 3 || t.Axis != 0 {
		return nil, lang.Errorf("%s: the layer %q is of the shape %v, which is no map", cfg.Eye, t.Name, t.Shape)
	}
	v := &EyeMapped{File: cfg.Out, Shape: append(s.seen.shape, t.Shape[1], t.Shape[2], t.Channels), EyeUsed: s.used}
	size := t.Channels * t.Shape[1] * t.Shape[2]
	group, from := max(1, mapsAtOnce/size), 0
	part := make([]float32, min(group, s.seen.count)*size)
	var failed error // of looking, which is no fault of the file that is written
	err = atomicfile.Write(cfg.Out, func(w io.Writer) error {
		return dataset.WriteNPYParts(w, func() ([]float32, error) {
			n := min(group, s.seen.count-from)
			failed = s.each(ctx, at, cfg.Workers, from, from+n, func(i int, maps [][]float32) { placesFirst(part[(i-from)*size:][:size], maps[0], t.Channels) })
			from += n
			return part[:n*size], failed
		}, v.Shape...)
	})
	if failed != nil {
		err = failed
	}
	if err != nil {
		return nil, err
	}
	s.seen.end(at)
	return v, nil
}

// placesFirst turns a map [channels][places] to [places][channels].
func placesFirst(dst, src []float32, channels int) {
	places := len(src) / channels
	for c := range channels {
		for p, v := range src[c*places:][:places] {
			dst[p*channels+c] = v
		}
	}
}

// each looks at the pictures from to to, several at the same time, and gives the maps of
// each to do, which is called for several at once. The maps are good until do returns.
func (s *sight) each(ctx context.Context, at *desk.Desk, workers, from, to int, do func(i int, maps [][]float32)) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	progress, end := at.Count(lang.T("pictures"))
	defer end()
	errs := make([]error, to-from)
	var next, done atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	var shown sync.Mutex
	for range min(workers, to-from) {
		wg.Go(func() {
			l := s.net.Looker()
			defer l.Close()
			for !stop.Load() {
				i := from + int(next.Add(1)) - 1
				if i >= to {
					return
				}
				pix, err := s.seen.bytes(i)
				if err == nil {
					err = ctx.Err()
				}
				if errs[i-from] = err; err != nil {
					stop.Store(true)
					return
				}
				do(i, l.Look(pix))
				if n := int(done.Add(1)); to-from >= longLook {
					shown.Lock()
					progress(n, to-from)
					shown.Unlock()
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
