package run

import "time"

// StepTime is how long a step took.
type StepTime struct {
	Name, Op string // of the node, as in the file
	Jobs     int
	Seconds  float64 // the shortest time
}

// Measure calls run so often, which is to call Run or RunBytes once, and returns the
// shortest time of each step.
func (r *Runner) Measure(times int, run func()) []StepTime {
	list := make([]StepTime, len(r.net.steps))
	for i, s := range r.net.steps {
		list[i] = StepTime{Name: s.name, Op: s.op, Jobs: s.jobs, Seconds: 1e9}
	}
	for range times {
		r.marks = make([]time.Time, 0, len(list)+1)
		run()
		for i := range list {
			list[i].Seconds = min(list[i].Seconds, r.marks[i+1].Sub(r.marks[i]).Seconds())
		}
	}
	r.marks = nil
	return list
}
