package work

import (
	"context"
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/eye"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/search"
	"mekiki/internal/study"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// byEye compares by the means of an eye's channels. The angle between them decides, after the known pictures
// have said in which directions one class varies (eval.WithinClass).
type byEye struct {
	name string
	*eye.Eye
	taps    []string
	prepare dataset.Preparation // of files, before pictures were loaded or recalled
	sized   bool                // the user said how files are prepared
	seen    model.Input
	parted  model.Folder // how a folder of the pictures was parted
	net     *eye.Net
}

// openEye opens the eye that predict is to look with.
func openEye(f PredictConfig) (*byEye, error) {
	e, err := eye.Open(f.Eye, "")
	if err != nil {
		return nil, err
	}
	prepare, err := preparationFor(e, EmbedConfig{Eye: f.Eye, Pictures: f.Pictures})
	if err != nil {
		return nil, err
	}
	// A layer that does not exist is said before pictures are read.
	if _, err := eyeGraph(e, f.Eye, eye.Options{Height: prepare.H, Width: prepare.W, Taps: f.Tap}); err != nil {
		return nil, err
	}
	given := f.Pictures.FolderGiven()
	sized := slices.ContainsFunc([]string{"size", "policy", "roi"}, func(key string) bool { return slices.Contains(given, key) })
	return &byEye{name: f.Eye, Eye: e, taps: f.Tap, prepare: prepare, sized: sized}, nil
}

func (b *byEye) file() string       { return b.name }
func (b *byEye) hash() string       { return b.Hash }
func (b *byEye) learned() string    { return "" }
func (b *byEye) input() model.Input { return b.seen }
func (b *byEye) dim() int           { return b.net.Dim() }

func (b *byEye) load(ctx context.Context, at *desk.Desk, from data.Pictures) (*fetch.Result, error) {
	from.Folder.Prepare = b.prepare
	if p := b.parted; p.Is { // recalled: the known pictures are the training part of a folder that was parted so
		from.Folder.Object, from.Folder.Resplit = p.Object, p.Resplit
		if p.TestShare > 0 {
			from.Folder.TestShare = p.TestShare
		}
	}
	found, err := data.LoadParts(ctx, at, from)
	if err != nil {
		return nil, err
	}
	if found.Folder != nil {
		b.parted = data.Parted(from, found)
	}
	im := found.Set.Train
	in := model.Input{Height: im.H, Width: im.W, Channels: im.C}
	if b.prepare.H == im.H && b.prepare.W == im.W && b.prepare.C == im.C {
		in.Policy, in.ROI = b.prepare.Policy, b.prepare.ROI
	}
	if err := b.see(in); err != nil {
		return nil, lang.Errorf("%s: %w", lang.Saved(found.Origin), err)
	}
	return found, nil
}

// see readies the eye for pictures of a kind.
func (b *byEye) see(in model.Input) error {
	net, err := b.Net(eye.Options{Height: in.Height, Width: in.Width, Taps: b.taps}, 1)
	switch {
	case err != nil:
		return lang.Errorf("%s: %w", b.name, err)
	case in.Channels != 1 && in.Channels != net.Channels || in.Height != net.Height || in.Width != net.Width:
		return lang.Errorf("the pictures are %d x %d x %d, %s takes %d x %d x %d", in.Height, in.Width, in.Channels, b.name, net.Height, net.Width, net.Channels)
	}
	b.seen, b.net = in, net
	return nil
}

func (b *byEye) recall(_ *desk.Desk, from data.Pictures, about *eval.KnownAbout) error {
	k := about.Eye
	if k == nil {
		return misuse.Errorf("it holds pictures as a model sees them, not an eye")
	}
	in := model.Input{Height: b.prepare.H, Width: b.prepare.W, Channels: b.prepare.C, Policy: b.prepare.Policy, ROI: b.prepare.ROI}
	if b.sized && (in.Height != k.Input.Height || in.Width != k.Input.Width || in.Policy != k.Input.Policy || in.ROI != k.Input.ROI) || b.taps != nil && !slices.Equal(b.taps, k.Taps) {
		return misuse.Errorf("it holds pictures of %d x %d, seen at the layers %v; other settings were given now", k.Input.Height, k.Input.Width, k.Taps)
	}
	given := func(key string) bool { return slices.Contains(from.Given, key) }
	// Older files do not say how a folder was parted.
	if p := k.Folder; p.Is && (given("object") && from.Folder.Object != p.Object || given("test-share") && from.Folder.TestShare != p.TestShare ||
		given("resplit") && from.Folder.Resplit != p.Resplit) {
		return misuse.Errorf("its pictures were parted by other settings than object, test-share and resplit say now")
	}
	b.taps, b.parted = k.Taps, k.Folder
	b.prepare = data.Preparation(k.Input)
	return b.see(k.Input)
}

func (b *byEye) describe(about *eval.KnownAbout) {
	about.Eye = &eval.KnownEye{Name: b.name, Input: b.seen, Folder: b.parted}
	for _, t := range b.net.Taps {
		about.Eye.Taps = append(about.Eye.Taps, t.Name)
	}
}

func (b *byEye) embed(ctx context.Context, im *dataset.Images, rows []int32, workers int) ([]float32, error) {
	n := len(rows)
	if rows == nil {
		n = im.N
	}
	workers = max(1, min(search.Workers(workers), n))
	dim := b.dim()
	out, errs := make([]float32, n*dim), make([]error, n)
	lookers := make(chan *eye.Looker, workers)
	for range workers {
		l := b.net.Looker()
		defer l.Close()
		lookers <- l
	}
	search.Share(n, 1, workers, func() func(from, to int) {
		l := <-lookers
		return func(from, to int) {
			for i := from; i < to && ctx.Err() == nil; i++ {
				at := i
				if rows != nil {
					at = int(rows[i])
				}
				var pix []uint8
				if pix, errs[i] = im.Bytes(at); errs[i] == nil {
					b.net.Mean(out[i*dim:][:dim], l.Look(pix))
				}
			}
		}
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, ctx.Err()
}

// decision is the angle.
func (b *byEye) decision(at *desk.Desk, k *known) (metric.Measure[float32], error) {
	k.distance = study.Cosine
	noteKnown(at, k, lang.T("Nothing was trained: angles between means of the eye's channels decide, after the known pictures have shown in which directions one kind varies."))
	return metric.FittedMeasure[float32](k.distance, nil)
}

func (b *byEye) threshold(ctx context.Context, held, gallery eval.Set, measure metric.Measure[float32], reject float64, workers int) (*eval.OpenSet, *eval.WithinClass, error) {
	return eval.ChooseThresholdWithin(ctx, held, gallery, b.dim(), measure, reject, workers)
}
