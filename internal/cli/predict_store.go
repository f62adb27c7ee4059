package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"mekiki/internal/atomicfile"
	"mekiki/internal/eval"
	"mekiki/internal/metric"
	"mekiki/internal/model"
)

// knownPictures are those of the file that keeps them, if there is one, else of the data; then they
// are kept, if that is asked for.
func (a *app) knownPictures(ctx context.Context, m *model.Model, from pictures, f predictFlags) (*known, error) {
	if f.known != "" {
		k, err := a.readKnown(m, f)
		switch {
		case err == nil:
			return k, a.drawKnown(ctx, m, from, k, f)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	found, err := a.loadKnown(ctx, m, from)
	if err != nil {
		return nil, err
	}
	k, err := a.makeKnown(ctx, m, found, f.reject, f.workers)
	if err != nil {
		return nil, err
	}
	a.noteOthers(k, m)
	if f.known == "" {
		return k, nil
	}
	if err := atomicfile.Write(f.known, func(w io.Writer) error { return k.Save(w, k.about) }); err != nil {
		return nil, err
	}
	a.note("%s keeps the known pictures for the next call", f.known)
	return k, nil
}

// noteOthers says where the known pictures are not what the model learned from.
func (a *app) noteOthers(k *known, m *model.Model) {
	if k.about.Fingerprint != m.Meta.Data.Fingerprint {
		a.noteKnown(k, "The known pictures, %s, are not those that the model learned from.", k.about.Origin)
	}
}

// readKnown reads the file of known pictures, which must be of this model.
func (a *app) readKnown(m *model.Model, f predictFlags) (*known, error) {
	file, err := os.Open(f.known)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	st, err := file.Stat()
	if err != nil {
		return nil, err
	}
	const cure = "; delete it, and it is made again, or name another --known"
	k := &known{}
	if k.Known, k.about, err = eval.ReadKnown(bufio.NewReaderSize(file, 64<<10), st.Size(), f.workers); err != nil {
		return nil, fmt.Errorf("%s: %w%s", f.known, err, cure)
	}
	measure, err := a.decision(k, &m.Meta)
	if err != nil {
		return nil, err
	}
	has := k.Index().Measure()
	switch {
	case k.about.Weights != m.WeightsSHA256() || k.Index().Dim() != m.Net.Dim():
		return nil, fmt.Errorf("%s holds pictures as another model sees them, not %s%s", f.known, f.model, cure)
	case has.Name() != measure.Name() || !slices.Equal(metric.StateOf(has), metric.StateOf(measure)):
		return nil, fmt.Errorf("%s compares by %s, the model by %s%s", f.known, has.Name(), k.distance, cure)
	case f.rejectSet && f.reject != k.about.OpenSet.Reject:
		return nil, fmt.Errorf("%s was made with --reject %v%s", f.known, k.about.OpenSet.Reject, cure)
	}
	a.noteOthers(k, m)
	a.lap("read known pictures")
	return k, nil
}

// drawKnown loads the pictures of known ones that were read from a file, where a page shows them.
func (a *app) drawKnown(ctx context.Context, m *model.Model, from pictures, k *known, f predictFlags) error {
	if f.out == "" {
		return nil
	}
	found, err := a.loadKnown(ctx, m, from)
	if err != nil {
		return err
	}
	if found.Fingerprint != k.about.Fingerprint {
		return fmt.Errorf("%s was made of %s, which are not the pictures of %s now; delete it, and it is made again, or leave out --out", f.known, k.about.Origin, found.Origin)
	}
	k.images = found.Set.Train
	return nil
}
