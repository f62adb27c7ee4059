package run

import (
	"slices"
	"time"
)

// StepTime is how long a step took.
type StepTime struct {
	Name, Op string // of the node, as in the file
	Jobs     int
	Seconds  float64 // the shortest time
}

// Measure runs the network so often on a picture, as Run does, and returns the shortest time of each
// step.
func (r *Runner) Measure(x []float32, times int) []StepTime {
	list := make([]StepTime, len(r.net.steps))
	for i, s := range r.net.steps {
		list[i] = StepTime{Name: s.name, Op: s.op, Jobs: s.jobs, Seconds: 1e9}
	}
	for range times {
		r.marks = make([]time.Time, 0, len(list)+1)
		r.Run(x)
		for i := range list {
			list[i].Seconds = min(list[i].Seconds, r.marks[i+1].Sub(r.marks[i]).Seconds())
		}
	}
	r.marks = nil
	return slices.Clip(list)
}
