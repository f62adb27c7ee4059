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
func (r *run) resume() error {
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
	r.emit(Event{Kind: Resumed, Epoch: p.Epoch + 1, Epochs: r.cfg.Epochs, Step: p.Step, Steps: r.steps(),
		Message: fmt.Sprintf("continues %s at epoch %d, step %d", path, p.Epoch+1, p.Step)})
	return nil
}

// load reads a checkpoint, which must be of the same run.
func (r *run) load(rd io.Reader) error {
	size := int64(4 * 4)
	for l := range r.net.Layers() {
		size += int64(4*4) * int64(r.net.Widths()[l]+1) * int64(r.net.Widths()[l+1])
	}
	f, err := safetensors.Decode(rd, size)
	if err != nil {
		return fmt.Errorf("%w; delete it to start from the beginning", err)
	}
	text, ok := f.Meta[checkpointKey]
	if !ok {
		return errors.New("no checkpoint of mekiki; delete it to start from the beginning")
	}
	var c checkpoint
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return fmt.Errorf("damaged: %w; delete it to start from the beginning", err)
	}
	if c.Format > checkpointFormat {
		return fmt.Errorf("written by a newer version (format %d, this program reads %d); use that version", c.Format, checkpointFormat)
	}
	if err := r.sameRun(c); err != nil {
		return err
	}
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
	err = errors.Join(
		layers("layers", r.net.SetLayer), layers("best", r.best.SetLayer),
		layers("adam.m", func(l int, w, b []float32) { state.MW[l], state.MB[l] = w, b }),
		layers("adam.v", func(l int, w, b []float32) { state.VW[l], state.VB[l] = w, b }),
	)
	if err != nil {
		return err
	}
	r.trainer.SetState(state)
	r.progress, r.before = c.Progress, c.Progress.Seconds
	// More epochs than the finished run had let it go on.
	if r.progress.Done && r.progress.Epoch == c.Config.Epochs && r.cfg.Epochs > c.Config.Epochs {
		r.progress.Done = false
	}
	return nil
}

// sameRun refuses a checkpoint of another configuration or other data. What
// changes no weight may differ, and so may the number of epochs.
func (r *run) sameRun(c checkpoint) error {
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

// firstDifference is the key and both values of the first field in which two
// configurations differ, or "".
func firstDifference(a, b Config) string {
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range va.NumField() {
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			return va.Type().Field(i).Tag.Get("yaml")
		}
	}
	return ""
}
