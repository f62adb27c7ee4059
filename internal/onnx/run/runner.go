package run

import (
	"fmt"
	"time"

	"mekiki/internal/kernel"
	"mekiki/internal/workers"
)

// Runner computes a Net again and again. It is not safe for concurrent use; several
// Runners of one Net are.
type Runner struct {
	net     *Net
	memory  []float32
	scratch [][]float32 // of each worker
	pool    *workers.Pool
	shares  *workers.Shares
	at      *planned
	phase   func(worker int)
	given   given       // the picture of this run
	marks   []time.Time // when each step began, while they are measured
}

// Runner makes the memory for one computation at a time. Close ends its workers.
func (n *Net) Runner() *Runner {
	r := &Runner{net: n, memory: make([]float32, n.memory), pool: workers.New(n.workers), shares: workers.NewShares(n.workers)}
	for range n.workers {
		r.scratch = append(r.scratch, make([]float32, n.scratch))
	}
	r.phase = r.work
	return r
}

// Close ends the workers.
func (r *Runner) Close() { r.pool.Close() }

// Run computes the outputs for a picture of float32 values [C,H,W], as the network
// wants them. It panics if there are not as many.
func (r *Runner) Run(x []float32) {
	n := r.net
	if len(x) != n.input.Len() {
		panic(fmt.Sprintf("run: %d values for a picture %v", len(x), n.input.Shape))
	}
	r.given = given{planes: x}
	if n.matrix != nil {
		scatter(r.of(n.matrix.m), *n.matrix, x)
	}
	r.steps()
}

// RunBytes is Run for a picture of uint8 values [H,W,C]: value v of channel c counts
// as tables[c][v]. One table serves all channels; a grey picture [H,W] serves a
// network of several channels. It panics if there are not as many values.
func (r *Runner) RunBytes(x []uint8, tables [][256]float32) {
	n := r.net
	shape := n.input.Shape
	c, places := shape[1], shape[2]*shape[3]
	if len(x) != c*places && len(x) != places || len(tables) != 1 && len(tables) != c {
		panic(fmt.Sprintf("run: %d bytes and %d tables for a picture %v", len(x), len(tables), shape))
	}
	r.given = given{bytes: x, tables: tables}
	if n.matrix != nil {
		to := r.of(n.matrix.m)
		step := len(x) / places
		i := 0
		n.matrix.each(func(at int) {
			ch, place := i/places, i%places
			to[at] = tables[ch%len(tables)][x[place*step+ch%step]]
			i++
		})
	}
	r.steps()
}

// steps runs all steps in their order.
func (r *Runner) steps() {
	for i := range r.net.steps {
		r.mark()
		s := &r.net.steps[i]
		if p, ok := s.step.(prepared); ok {
			p.prepare(r)
		}
		r.share(s)
	}
	r.mark()
	r.given = given{} // whose picture is not kept
}

// share does the jobs of a step.
func (r *Runner) share(s *planned) {
	if s.jobs == 1 {
		s.do(r, 0, 0)
		return
	}
	r.at = s
	r.shares.Even(s.jobs)
	r.pool.Run(r.phase)
}

func (r *Runner) mark() {
	if r.marks != nil {
		r.marks = append(r.marks, time.Now())
	}
}

// work is what a worker does in a step.
func (r *Runner) work(worker int) {
	for {
		job, ok := r.shares.Take(worker)
		if !ok {
			return
		}
		r.at.do(r, job, worker)
	}
}

// of is the memory of a matrix.
func (r *Runner) of(m *matrix) []float32 {
	if m.fixed != nil {
		return m.fixed
	}
	return r.memory[m.at:][:m.size()]
}

// Values writes output i to dst, row-major in its Shape. It panics if dst is too
// short.
func (r *Runner) Values(dst []float32, i int) {
	v := r.net.outputs[i].view
	gather(dst, r.of(v.m), v)
}

// Panels is output i as it lies in memory, if its channels are the columns of panels of
// 16: column q of row r stands at data[q/16*stride+r*16+q%16], rows are its other axes, the last going
// fastest. It panics if the output lies otherwise. It is good until the next run.
func (r *Runner) Panels(i int) (data []float32, stride int) {
	v := r.net.outputs[i].view
	if !v.covers() || v.row != 0 {
		panic("run: an output that is no whole panels")
	}
	return r.of(v.m)[v.col/kernel.Lane*v.m.panel():], v.m.panel()
}
