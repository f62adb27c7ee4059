package train

import "mekiki/internal/lang"

// Event is what a run tells its watcher. Train prints nothing itself.
type Event struct {
	// Kind says which fields are set.
	Kind Kind `json:"kind"`
	// Epoch counts from 1, Step from 1 within the epoch; Steps is the epoch's
	// length. In Checkpoint and Resumed events Epoch is the one under way, of
	// which Step steps are done.
	Epoch  int `json:"epoch,omitempty"`
	Epochs int `json:"epochs,omitempty"`
	Step   int `json:"step,omitempty"`
	Steps  int `json:"steps,omitempty"`
	// Loss is the mean training loss of the epoch so far, ValLoss the last validation loss.
	Loss    float64 `json:"loss,omitempty"`
	ValLoss float64 `json:"val_loss,omitempty"`
	// NoValLoss is true where there was nothing to measure it on.
	NoValLoss bool `json:"no_val_loss,omitempty"`
	// Live is the share of triplets with a gradient in the epoch so far, 0 to 1.
	Live              float64 `json:"live,omitempty"`
	TripletsPerSecond float64 `json:"triplets_per_second,omitempty"`
	// PicturesPerSecond stands for it in training on batches, where ValAccuracy is
	// the last 5-NN accuracy on validation pictures, 0 to 1.
	PicturesPerSecond float64 `json:"pictures_per_second,omitempty"`
	ValAccuracy       float64 `json:"val_accuracy,omitempty"`
	// SecondsLeft estimates the time to the last epoch, early stopping not foreseen.
	SecondsLeft float64 `json:"seconds_left,omitempty"`
	// Message is the text of a Warning, Resumed or Stopped event.
	Message lang.Message `json:"message,omitzero"`
}

// Kind is the kind of an Event.
type Kind string

// The kinds of events, with the fields that they set.
const (
	Started    Kind = "started"    // Epoch, Epochs, Steps
	Progress   Kind = "progress"   // about ten times a second
	EpochEnd   Kind = "epoch"      // the epoch's final figures, ValLoss set
	Warning    Kind = "warning"    // Message says what is wrong and what to do
	Checkpoint Kind = "checkpoint" // a checkpoint is safe on disk
	Resumed    Kind = "resumed"    // Message says from where
	Stopped    Kind = "stopped"    // early stopping; Message says why
)
