// Package job runs long work behind a station: one piece at a time, with progress, until it
// is done or somebody cancels it.
package job

import (
	"context"
	"slices"
	"sync"
	"time"

	"mekiki/internal/lang"
)

// State is how a job stands.
type State string

// The states.
const (
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Job is a piece of work as it stands.
type Job struct {
	ID    int       `json:"id"`
	Kind  string    `json:"kind"`
	Who   string    `json:"who"`
	About string    `json:"about"` // the hash of the recipe
	State State     `json:"state" enum:"running,done,failed,cancelled"`
	Steps int       `json:"steps"`           // that are done
	Of    int       `json:"of"`              // 0: not known yet
	Error string    `json:"error,omitempty"` // English; lang.Saved knows it
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended,omitzero"`
	// Result is what came out, of a job that is done.
	Result any `json:"result,omitempty"`
}

// ErrBusy means that a job runs.
var ErrBusy = lang.Errorf("another job runs; wait for its end, or cancel it")

// remembered is how many jobs that have ended are kept.
const remembered = 20

// Jobs are the jobs of a station since it was started. The zero value has none; Close ends
// the one that runs. Any number of goroutines may use it.
type Jobs struct {
	mu      sync.Mutex
	list    []*Job
	last    int
	cancel  context.CancelFunc // of the one that runs
	closed  bool
	working sync.WaitGroup
}

// Start begins a job and returns at once. run tells progress and ends soon after its context does.
func (j *Jobs) Start(kind, about, who string, run func(ctx context.Context, progress func(done, of int)) (any, error)) (Job, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cancel != nil || j.closed {
		return Job{}, ErrBusy
	}
	ctx, cancel := context.WithCancel(context.Background())
	j.last++
	one := &Job{ID: j.last, Kind: kind, About: about, Who: who, State: Running, Began: time.Now()}
	if len(j.list) == remembered {
		j.list = slices.Delete(j.list, 0, 1)
	}
	j.list, j.cancel = append(j.list, one), cancel
	j.working.Go(func() {
		defer cancel()
		result, err := run(ctx, func(done, of int) {
			j.mu.Lock()
			defer j.mu.Unlock()
			one.Steps, one.Of = done, of
		})
		j.mu.Lock()
		defer j.mu.Unlock()
		j.cancel = nil
		one.Ended = time.Now()
		switch {
		case err == nil:
			one.State, one.Result = Done, result
		case ctx.Err() != nil:
			one.State = Cancelled
		default:
			one.State, one.Error = Failed, err.Error()
		}
	})
	return *one, nil
}

// List are all that are remembered, the newest first.
func (j *Jobs) List() []Job {
	j.mu.Lock()
	defer j.mu.Unlock()
	list := make([]Job, 0, len(j.list))
	for _, one := range slices.Backward(j.list) {
		list = append(list, *one)
	}
	return list
}

// Get is a job; ok is false if it is not remembered.
func (j *Jobs) Get(id int) (one Job, ok bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := slices.IndexFunc(j.list, func(o *Job) bool { return o.ID == id })
	if i < 0 {
		return Job{}, false
	}
	return *j.list[i], true
}

// Cancel tells a job to end. One that has ended stays as it is.
func (j *Jobs) Cancel(id int) (one Job, ok bool) {
	j.mu.Lock()
	if j.cancel != nil && j.last == id {
		j.cancel()
	}
	j.mu.Unlock()
	return j.Get(id)
}

// Close cancels what runs and waits for its end.
func (j *Jobs) Close() {
	j.mu.Lock()
	j.closed = true
	if j.cancel != nil {
		j.cancel()
	}
	j.mu.Unlock()
	j.working.Wait()
}
