package work

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"mekiki/internal/atomicfile"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// knownPictures are those of the file that keeps them, if there is one, else of the data; then they
// are kept, if that is asked for.
func knownPictures(ctx context.Context, at *desk.Desk, d describer, from data.Pictures, f PredictConfig) (*known, error) {
	if f.Known != "" {
		k, err := readKnown(at, d, from, f, lang.T("; delete it, and it is made again, or name another --known"))
		switch {
		case err == nil:
			return k, drawKnown(ctx, at, d, from, k, f)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	found, err := d.load(ctx, at, from)
	if err != nil {
		return nil, err
	}
	k, err := makeKnown(ctx, at, d, found, f.Reject, f.Workers)
	if err != nil {
		return nil, err
	}
	noteOthers(at, k, d)
	if f.Known == "" {
		return k, nil
	}
	if err := atomicfile.Write(f.Known, func(w io.Writer) error { return k.Save(w, k.about) }); err != nil {
		return nil, err
	}
	at.Note("%s keeps the known pictures for the next call", f.Known)
	return k, nil
}

// noteOthers says where the known pictures are not what the model learned from.
func noteOthers(at *desk.Desk, k *known, d describer) {
	if learned := d.learned(); learned != "" && k.about.Fingerprint != learned {
		noteKnown(at, k, lang.T("The known pictures, %s, are not those that the model learned from.", lang.Saved(k.about.Origin)))
	}
}

// readKnown reads the file of known pictures, which must be of this model or eye. cure ends what
// is said of one that is not.
func readKnown(at *desk.Desk, d describer, from data.Pictures, f PredictConfig, cure lang.Message) (*known, error) {
	file, err := os.Open(f.Known)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	st, err := file.Stat()
	if err != nil {
		return nil, err
	}
	k := &known{}
	if k.Known, k.about, err = eval.ReadKnown(bufio.NewReaderSize(file, 64<<10), st.Size(), f.Workers); err != nil {
		return nil, lang.Errorf("%s: %w%s", f.Known, err, cure)
	}
	if k.about.Weights != d.hash() {
		return nil, lang.Errorf("%s holds pictures as another model sees them, not %s%s", f.Known, d.file(), cure)
	}
	if err := d.recall(at, from, k.about); err != nil {
		return nil, lang.Errorf("%s: %w%s", f.Known, err, cure)
	}
	measure, err := d.decision(at, k)
	if err != nil {
		return nil, err
	}
	has := k.Index().Measure()
	switch {
	case k.Index().Dim() != d.dim():
		return nil, lang.Errorf("%s holds pictures as another model sees them, not %s%s", f.Known, d.file(), cure)
	case has.Name() != measure.Name() || !slices.Equal(metric.StateOf(has), metric.StateOf(measure)):
		return nil, lang.Errorf("%s compares by %s, the model by %s%s", f.Known, has.Name(), k.distance, cure)
	case f.RejectGiven && f.Reject != k.about.OpenSet.Reject:
		return nil, lang.Errorf("%s was made with --reject %v%s", f.Known, k.about.OpenSet.Reject, cure)
	}
	noteOthers(at, k, d)
	at.Lap("read known pictures")
	return k, nil
}

// drawKnown loads the pictures of known ones that were read from a file, where a page shows them.
func drawKnown(ctx context.Context, at *desk.Desk, d describer, from data.Pictures, k *known, f PredictConfig) error {
	if f.Out == "" {
		return nil
	}
	found, err := d.load(ctx, at, from)
	if err != nil {
		return err
	}
	if found.Fingerprint != k.about.Fingerprint {
		return lang.Errorf("%s was made of %s, which are not the pictures of %s now; delete it, and it is made again, or leave out --out", f.Known, lang.Saved(k.about.Origin), lang.Saved(found.Origin))
	}
	k.images, k.notes = found.Set.Train, slices.Concat(found.Notes, k.notes)
	return nil
}
