package study

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// Result is a job with what became of it: an Outcome, or Err.
type Result struct {
	Job     Job
	Outcome *Outcome
	// Reused is true if the run was done before.
	Reused bool
	// Err says why there is no outcome; another start of the study tries again.
	Err error
}

// ok says whether the run has figures.
func (r *Result) ok() bool { return r.Err == nil && r.Outcome != nil && r.Outcome.Error == "" }

// Options are the choices of Run.
type Options struct {
	Runner Runner
	// Workers is the most runs at once; 0 and anything above the number of cores
	// take all cores.
	Workers int
	// Events receives what happens, one event at a time; may be nil.
	Events func(Event)
}

// Event is what a study tells its watcher.
type Event struct {
	Kind Kind         `json:"kind"`
	Run  string       `json:"run"`
	Name lang.Message `json:"name"` // the job's title
	Seed uint64       `json:"seed"`
	// Done of Total runs have an outcome or an error.
	Done  int `json:"done"`
	Total int `json:"total"`
	// Outcome is set in RunDone and RunReused, Message in RunFailed.
	Outcome *Outcome     `json:"-"`
	Message lang.Message `json:"message,omitzero"`
	// Train is set in RunProgress.
	Train *train.Event `json:"train,omitempty"`
}

// Kind is the kind of an Event.
type Kind string

// The kinds of events.
const (
	RunStarted   Kind = "run-started"
	RunContinued Kind = "run-continued" // from its checkpoint
	RunProgress  Kind = "run-progress"  // Train says where
	RunDone      Kind = "run-done"
	RunReused    Kind = "run-reused" // was done before
	RunFailed    Kind = "run-failed" // diverged, or an error; the others go on
)

// Run brings every job to its outcome, some at a time, in the order of jobs;
// results come in that order. Jobs that are done already are not run again, and
// jobs with equal keys run once. A job that fails does not stop the others. A
// cancelled ctx stops with checkpoints and an error that wraps its cause; the
// results so far come with it.
func (s Store) Run(ctx context.Context, jobs []Job, opt Options) ([]Result, error) {
	r := &batch{store: s, opt: opt}
	var err error
	if r.folders, err = s.folders(); err != nil {
		return nil, err
	}
	results := make([]Result, len(jobs))
	first := map[string]int{} // of each key
	var own []int             // jobs that are no copies
	for i, job := range jobs {
		results[i].Job = job
		if _, ok := first[job.Key+job.File]; !ok {
			first[job.Key+job.File] = i
			own = append(own, i)
		}
	}
	r.total = len(own)
	// What is done already costs no time, so it counts even if ctx has ended.
	own = slices.DeleteFunc(own, func(i int) bool { return r.settled(&results[i]) })
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(AtOnce(opt.Workers), len(own)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				k := int(next.Add(1)) - 1
				if k >= len(own) {
					return
				}
				r.one(ctx, &results[own[k]])
			}
		})
	}
	wg.Wait()
	for i := range results {
		if k := first[jobs[i].Key+jobs[i].File]; k != i {
			job := results[i].Job
			results[i] = results[k]
			results[i].Job.Name, results[i].Job.Title = job.Name, job.Title
		}
	}
	if err := ctx.Err(); err != nil {
		return results, lang.Errorf("%d of %d runs are done: %w", r.done, r.total, err)
	}
	return results, nil
}

// AtOnce is how many runs go at once: as many as asked for, never more than
// there are cores, all of them for 0.
func AtOnce(asked int) int {
	cores := runtime.GOMAXPROCS(0)
	if asked <= 0 || asked > cores {
		return cores
	}
	return asked
}

// batch is one call of Run under way.
type batch struct {
	store Store
	opt   Options
	total int
	// folders are those of runs that were there before.
	folders map[string]string
	mu      sync.Mutex // guards done and the watcher
	done    int
}

// settled finds the folder of a job and takes over its outcome if it was done
// before. It says whether nothing is left to do, because of that or of an error.
func (r *batch) settled(res *Result) bool {
	job := &res.Job
	if res.Err = r.store.place(job, r.folders); res.Err != nil {
		r.emit(job, Event{Kind: RunFailed, Message: lang.T("%v", res.Err)}, true)
		return true
	}
	o := r.store.finished(job)
	if o == nil {
		return false
	}
	res.Outcome, res.Reused, res.Err = o, true, r.store.tidy(job)
	r.emit(job, Event{Kind: RunReused, Outcome: o}, true)
	return true
}

// one brings one job to its outcome.
func (r *batch) one(ctx context.Context, res *Result) {
	job := &res.Job
	kind := RunStarted
	if r.store.started(job) {
		kind = RunContinued
	}
	r.emit(job, Event{Kind: kind}, false)
	job.Watch = func(e train.Event) { r.emit(job, Event{Kind: RunProgress, Train: &e}, false) }
	o, err := r.opt.Runner(ctx, *job)
	job.Watch = nil
	if err == nil {
		o.Format, o.Key, o.Name, o.Seed = outcomeFormat, job.Key, job.Name, job.Config.Seed
		err = r.store.finish(job, o)
	}
	if err != nil {
		res.Err = err
		if ctx.Err() == nil {
			r.emit(job, Event{Kind: RunFailed, Message: lang.T("%v", err)}, true)
		}
		return
	}
	res.Outcome = o
	if o.Error != "" {
		r.emit(job, Event{Kind: RunFailed, Message: lang.Saved(o.Error)}, true)
		return
	}
	r.emit(job, Event{Kind: RunDone, Outcome: o}, true)
}

// emit sends an event; ended says that the job has come to its end.
func (r *batch) emit(job *Job, e Event, ended bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ended {
		r.done++
	}
	if r.opt.Events != nil {
		e.Run, e.Name, e.Seed, e.Done, e.Total = job.Folder, job.Title, job.Config.Seed, r.done, r.total
		r.opt.Events(e)
	}
}
