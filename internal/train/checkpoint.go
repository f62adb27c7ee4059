package train

import (
	"encoding/json"
	"io"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/safetensors"
)

// checkpointKey is the metadata key of a checkpoint, checkpointFormat its version.
const (
	checkpointKey    = "mekiki.checkpoint"
	checkpointFormat = 2
)

// checkpoint is the metadata of a checkpoint file; its tensors are those of the
// method.
type checkpoint struct {
	Format   int        `json:"format"`
	Config   Config     `json:"config"`
	Data     model.Data `json:"data"`
	Eye      *model.Eye `json:"eye,omitempty"`
	Adam     int        `json:"adam_steps"`
	Progress progress   `json:"progress"`
	// SHA256 is the sum of all tensors.
	SHA256 string `json:"sha256"`
}

// save writes the checkpoint, the old one stays until the new one is safe.
func (r *Session) save() error {
	if r.job.Dir == "" {
		return nil
	}
	r.progress.Seconds = r.seconds()
	tensors, steps := r.method.tensors()
	f := &safetensors.File{Tensors: tensors}
	meta, err := json.Marshal(checkpoint{checkpointFormat, r.cfg, r.job.Meta.Data, r.job.Meta.Eye, steps, r.progress, f.Sum()})
	if err != nil {
		return lang.Errorf("checkpoint: %w", err)
	}
	f.Meta = map[string]string{checkpointKey: string(meta)}
	path := r.checkpointPath()
	if err := atomicfile.Write(path, func(w io.Writer) error { return safetensors.Encode(w, f) }); err != nil {
		return lang.Errorf("checkpoint: %w", err)
	}
	r.saved = lang.T("%s, epoch %d step %d", path, r.progress.Epoch+1, r.progress.Step)
	r.emit(Event{Kind: Checkpoint, Epoch: r.progress.Epoch + 1, Step: r.progress.Step})
	return nil
}
