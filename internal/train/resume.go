package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"

	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// resume takes over the checkpoint in the folder, if there is one.
func (r *Session) resume() error {
	path := r.checkpointPath()
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	defer file.Close()
	if err := r.load(file); err != nil {
		return fmt.Errorf("checkpoint %s: %w", path, err)
	}
	p := &r.progress
	r.saved = fmt.Sprintf("the last good checkpoint is %s, epoch %d step %d", path, p.Epoch+1, p.Step)
	if p.Done {
		r.emit(Event{Kind: Resumed, Epoch: p.Epoch, Epochs: r.cfg.Epochs, Message: fmt.Sprintf("%s holds a run that is complete, %d epochs", path, p.Epoch)})
		return nil
	}
	r.emit(Event{Kind: Resumed, Epoch: p.Epoch + 1, Epochs: r.cfg.Epochs, Step: p.Step, Steps: r.steps(),
		Message: fmt.Sprintf("continues %s at epoch %d, step %d", path, p.Epoch+1, p.Step)})
	return nil
}

// load reads a checkpoint, which must be of the same run. What it says is checked
// before its tensors are read: those of another network have other sizes.
func (r *Session) load(rd io.Reader) error {
	h, err := safetensors.ReadHeader(rd)
	if err != nil {
		return fmt.Errorf("%w; delete it to start from the beginning", err)
	}
	c, err := r.parse(h.Meta)
	if err != nil {
		return err
	}
	size := r.fitter.size(r.net.Dim())
	for l := range r.net.Layers() {
		size += int64(4*4) * int64(r.net.Widths()[l]+1) * int64(r.net.Widths()[l+1])
	}
	f, err := h.ReadData(rd, size)
	if err != nil {
		return fmt.Errorf("%w; delete it to start from the beginning", err)
	}
	if f.Sum() != c.SHA256 {
		return errors.New("damaged: its weights are not those that were written (their SHA-256 differs); delete it to start from the beginning")
	}
	if err := r.take(f, c); err != nil {
		return err
	}
	p := &r.progress
	*p, r.before = c.Progress, c.Progress.Seconds
	if r.learner != nil {
		r.learner.state = p.Learned
		r.learner.apply()
	}
	stopped := r.cfg.Patience > 0 && p.Epoch-p.BestEpoch >= r.cfg.Patience
	p.Done = p.Epoch >= r.cfg.Epochs || p.Epoch > 0 && stopped
	return nil
}

// parse reads the metadata of a checkpoint and refuses what does not fit.
func (r *Session) parse(meta map[string]string) (checkpoint, error) {
	var c checkpoint
	text, ok := meta[checkpointKey]
	if !ok {
		return c, errors.New("no checkpoint of mekiki; delete it to start from the beginning")
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("damaged: %w; delete it to start from the beginning", err)
	}
	if c.Format > checkpointFormat {
		return c, fmt.Errorf("written by a newer version (format %d, this program reads %d); use that version", c.Format, checkpointFormat)
	}
	if c.Format < checkpointFormat {
		return c, fmt.Errorf("written by an older version (format %d, this program reads %d); finish it with that version, or delete it to start from the beginning", c.Format, checkpointFormat)
	}
	if err := r.sameRun(c); err != nil {
		return c, err
	}
	p := c.Progress
	if p.Epoch < 0 || p.Step < 0 || p.Step > r.steps() || c.Adam < 0 || p.BestEpoch < 0 || p.BestEpoch > p.Epoch ||
		len(p.History) != p.Epoch || p.Epoch > 0 && len(p.Hinges) != len(r.loss.Activity(nil, 1)) || !r.learner.fits(p.Learned) {
		return c, errors.New("damaged: it stands at a place that does not exist; delete it to start from the beginning")
	}
	if p.Epoch > r.cfg.Epochs {
		return c, fmt.Errorf("has %d epochs already; ask for as many or more, or choose another folder", p.Epoch)
	}
	return c, nil
}

// take takes over weights and optimiser.
func (r *Session) take(f *safetensors.File, c checkpoint) error {
	layers := func(name string, set func(l int, weight, bias []float32)) error {
		for l := range r.net.Layers() {
			in, out := r.net.Widths()[l], r.net.Widths()[l+1]
			w, okW := f.Get(fmt.Sprintf("%s.%d.weight", name, l))
			b, okB := f.Get(fmt.Sprintf("%s.%d.bias", name, l))
			if !okW || !okB || len(w.F32) != in*out || len(b.F32) != out {
				return fmt.Errorf("damaged: layer %d of %s is missing or has another shape; delete it to start from the beginning", l, name)
			}
			set(l, w.F32, b.F32)
		}
		return nil
	}
	n := r.net.Layers()
	state := nn.State{Steps: c.Adam, MW: make([][]float32, n), MB: make([][]float32, n), VW: make([][]float32, n), VB: make([][]float32, n)}
	err := errors.Join(
		layers("layers", r.net.SetLayer), layers("best", r.best.SetLayer),
		layers("adam.m", func(l int, w, b []float32) { state.MW[l], state.MB[l] = w, b }),
		layers("adam.v", func(l int, w, b []float32) { state.VW[l], state.VB[l] = w, b }),
	)
	if err == nil {
		err = r.fitter.take(f, r.net.Dim())
	}
	if err == nil {
		r.trainer.SetState(state)
	}
	return err
}

// sameRun refuses a checkpoint of another configuration or other data. What
// changes no weight may differ, and so may the number of epochs.
func (r *Session) sameRun(c checkpoint) error {
	was, is := c.Config, r.cfg
	for _, cfg := range []*Config{&was, &is} {
		cfg.Workers, cfg.Chunk, cfg.Dense, cfg.CheckpointEvery, cfg.Epochs = 0, 0, false, 0, 0
		cfg.Data, cfg.Triplets = "", "" // the fingerprint says whether the pictures are the same
	}
	c.Data.TripletFile = r.job.Meta.Data.TripletFile
	if key := firstDifference(was, is); key != "" {
		return fmt.Errorf("was made with another %s; repeat the settings of that run, or choose another folder", key)
	}
	if c.Data != r.job.Meta.Data {
		return errors.New("was made with other data; use that data, or choose another folder")
	}
	return nil
}

// firstDifference is the key of the first field in which two configurations
// differ, or "".
func firstDifference(a, b Config) string {
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range va.NumField() {
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			return va.Type().Field(i).Tag.Get("yaml")
		}
	}
	return ""
}
