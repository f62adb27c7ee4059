package train

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"reflect"

	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// startOver is the cure for a checkpoint that cannot be read.
var startOver = lang.T("delete it to start from the beginning")

var errNowhere = lang.Errorf("damaged: it stands at a place that does not exist; %s", startOver)

// resume takes over the checkpoint in the folder, if there is one.
func (r *Session) resume() error {
	path := r.checkpointPath()
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return lang.Errorf("checkpoint: %w", err)
	}
	defer file.Close()
	if err := r.load(file); err != nil {
		return lang.Errorf("checkpoint %s: %w", path, err)
	}
	p := &r.progress
	r.saved = lang.T("%s, epoch %d step %d", path, p.Epoch+1, p.Step)
	if p.Done {
		r.emit(Event{Kind: Resumed, Epoch: p.Epoch, Epochs: r.cfg.Epochs, Message: lang.T("%s holds a run that is complete, %d epochs", path, p.Epoch)})
		return nil
	}
	r.emit(Event{Kind: Resumed, Epoch: p.Epoch + 1, Epochs: r.cfg.Epochs, Step: p.Step, Steps: r.steps(),
		Message: lang.T("continues %s at epoch %d, step %d", path, p.Epoch+1, p.Step)})
	return nil
}

// load reads a checkpoint, which must be of the same run. What it says is checked
// before its tensors are read: those of another network have other sizes.
func (r *Session) load(rd io.Reader) error {
	h, err := safetensors.ReadHeader(rd)
	if err != nil {
		return lang.Errorf("%w; %s", err, startOver)
	}
	c, err := r.parse(h.Meta)
	if err != nil {
		return err
	}
	size, err := r.method.size(&c.Progress)
	if err != nil {
		return err
	}
	f, err := h.ReadData(rd, size)
	if err != nil {
		return lang.Errorf("%w; %s", err, startOver)
	}
	if f.Sum() != c.SHA256 {
		return lang.Errorf("damaged: its weights are not those that were written (their SHA-256 differs); %s", startOver)
	}
	p := &r.progress
	*p, r.before = c.Progress, c.Progress.Seconds
	if err := r.method.take(f, c.Adam); err != nil {
		return err
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
		return c, lang.Errorf("no checkpoint of mekiki; %s", startOver)
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, lang.Errorf("damaged: %w; %s", err, startOver)
	}
	if c.Format > checkpointFormat {
		return c, lang.Errorf("written by a newer version (format %d, this program reads %d); use that version", c.Format, checkpointFormat)
	}
	if c.Format < checkpointFormat {
		return c, lang.Errorf("written by an older version (format %d, this program reads %d); finish it with that version, or %s", c.Format, checkpointFormat, startOver)
	}
	if err := r.sameRun(c); err != nil {
		return c, err
	}
	p := c.Progress
	if p.Epoch < 0 || p.Step < 0 || p.Step > r.steps() || c.Adam < 0 || p.BestEpoch < 0 || p.BestEpoch > p.Epoch ||
		len(p.History) != p.Epoch {
		return c, errNowhere
	}
	if p.Epoch > r.cfg.Epochs {
		return c, lang.Errorf("has %d epochs already; ask for as many or more, or choose another folder", p.Epoch)
	}
	return c, nil
}

// sameRun refuses a checkpoint of another configuration or other data. What
// changes no weight may differ, and so may the number of epochs.
func (r *Session) sameRun(c checkpoint) error {
	was, is := c.Config, r.cfg
	for _, cfg := range []*Config{&was, &is} {
		cfg.ScheduleEpochs = cfg.fixedHorizon()
		cfg.Workers, cfg.Chunk, cfg.Dense, cfg.CheckpointEvery, cfg.Epochs = 0, 0, false, 0, 0
		cfg.Memory, cfg.FalseAccept, cfg.Costs = "", 0, ""
		cfg.Data, cfg.Triplets = "", "" // the fingerprint says whether the pictures are the same
		cfg.Eye = ""                    // and its hash whether the eye is
	}
	c.Data.TripletFile = r.job.Meta.Data.TripletFile
	key := firstDifference(was, is)
	if key == "schedule-epochs" {
		return lang.Errorf("follows a schedule over %d epochs, which cannot be changed on the way to %d; ask for --epochs %d, or choose another folder", was.ScheduleEpochs, is.ScheduleEpochs, was.ScheduleEpochs)
	}
	if key != "" {
		return lang.Errorf("was made with another %s; repeat the settings of that run, or choose another folder", key)
	}
	if !reflect.DeepEqual(c.Eye, r.job.Meta.Eye) {
		return lang.Errorf("was made with another eye; use that eye, or choose another folder")
	}
	if c.Data != r.job.Meta.Data {
		return lang.Errorf("was made with other data; use that data, or choose another folder")
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
