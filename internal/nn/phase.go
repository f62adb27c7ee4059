package nn

import "mekiki/internal/kernel"

// A step runs in phases, each ended by all workers together. A normalisation
// needs the whole batch twice, for its moments and for its gradient's, so it
// ends a phase each time. What lies between runs chunk by chunk, while the chunk
// is in the cache.

// part runs n pictures of chunk c.
type part func(x *exec, c, n, worker int)

// phase is some parts for each chunk, then gradients of weights that the phase
// before has made ready, then something for one goroutine.
type phase struct {
	loss  bool
	parts []part
	jobs  []weightJob
	after func(x *exec)
	run   func(worker int) // bound once, so that a step allocates nothing
}

// weighing is an operation whose weights have gradients.
type weighing interface {
	// jobs are pieces of them, that run when all gradients of its output are there.
	jobs(x *exec) []weightJob
	// givesBack reports whether its input needs a gradient.
	givesBack() bool
}

// weightJob computes some gradients of weights over all chunks, in their order.
type weightJob interface {
	run(x *exec, worker int)
}

// turn is a piece of transposed weights.
type turn struct {
	op *convOp
	p  int
}

// schedule lays the phases of a step out, and gives gradients their memory.
func (t *BatchTrainer) schedule(chunks int) {
	now := phase{parts: []part{t.read}}
	end := func(after func(x *exec)) {
		now.after = after
		t.phases = append(t.phases, now)
		now = phase{}
	}
	for _, o := range t.ops {
		if n, ok := o.(*normOp); ok {
			now.parts = append(now.parts, n.moments)
			end(n.reduce)
		}
		now.parts = append(now.parts, o.forward)
	}
	end(nil)
	t.phases = append(t.phases, phase{loss: true})

	lives := make([]life, len(t.values))
	for i, v := range t.values {
		lives[i] = life{size: chunks * v.size(), from: -1, to: -1}
	}
	touch := func(v, phase int) {
		if lives[v].from < 0 {
			lives[v].from = phase
		}
		lives[v].to = max(lives[v].to, phase)
	}
	now = phase{parts: []part{t.spread}}
	touch(len(t.values)-1, len(t.phases))
	var ready []weightJob
	for i := len(t.ops) - 1; i >= 0; i-- {
		o := t.ops[i]
		in, out := o.io()
		if n, ok := o.(*normOp); ok {
			now.parts = append(now.parts, n.sums)
			end(n.reduceSums)
			now.jobs, ready = ready, nil
		}
		now.parts = append(now.parts, o.backward)
		at := len(t.phases)
		touch(out, at)
		w, weighs := o.(weighing)
		if weighs {
			ready = append(ready, w.jobs(&t.exec)...)
			touch(out, at+1)
		}
		if !weighs || w.givesBack() {
			for _, v := range in {
				touch(v, at)
			}
		}
	}
	if len(now.parts) > 0 {
		end(nil)
	}
	if len(ready) > 0 {
		now.jobs = ready
		end(nil)
	}
	t.shareGradients(lives)
	for i := range t.phases {
		p := &t.phases[i]
		p.run = func(worker int) { t.work(p, worker) }
	}
}

// shareGradients gives gradients their memory. The gradient of a residual block's
// sum is that of its ends, where they leave it as it is.
func (t *BatchTrainer) shareGradients(lives []life) {
	root := make([]int, len(lives))
	for i := range root {
		root[i] = i
	}
	for i := len(t.ops) - 1; i >= 0; i-- {
		o, ok := t.ops[i].(*addOp)
		if !ok {
			continue
		}
		if o.sharedBody {
			root[o.body] = root[o.out]
		}
		if o.sharedShort {
			root[o.short] = root[o.out]
		}
	}
	for v, r := range root {
		if v != r && lives[v].from >= 0 {
			lives[r].from, lives[r].to = min(lives[r].from, lives[v].from), max(lives[r].to, lives[v].to)
			lives[v].size = 0
		}
	}
	for v := range lives {
		if lives[v].from < 0 { // the pictures
			lives[v].size = 0
		}
	}
	t.grad = shareMemory(lives)
	for v, r := range root {
		if v != r {
			t.grad[v] = t.grad[r]
		}
	}
}

// runPhase runs one phase.
func (t *BatchTrainer) runPhase(p *phase) {
	t.jobs.Even(t.phaseJobs(p))
	t.pool.Run(p.run)
	if p.after != nil {
		p.after(&t.exec)
	}
}

func (t *BatchTrainer) phaseJobs(p *phase) int {
	n := len(p.jobs)
	if len(p.parts) > 0 {
		n += t.chunks(t.pictures)
	}
	return n
}

// work is a worker's share of a phase.
func (t *BatchTrainer) work(p *phase, worker int) {
	chunks := t.phaseJobs(p) - len(p.jobs)
	for {
		i, ok := t.jobs.Take(worker)
		if !ok {
			return
		}
		if i >= chunks {
			p.jobs[i-chunks].run(&t.exec, worker)
			continue
		}
		n := t.count(i)
		for _, f := range p.parts {
			f(&t.exec, i, n, worker)
		}
	}
}

// read writes a chunk's pictures.
func (t *BatchTrainer) read(x *exec, c, n, worker int) {
	r, v := t.readers[worker], x.values[0]
	for i, row := range t.batch[c*x.chunk : c*x.chunk+n] {
		if t.opt.Picture != nil {
			t.opt.Picture(worker, r.picture, c*x.chunk+i, row)
			r.floats(r.picture, r.picture)
		} else {
			r.read(t.src, int(row))
		}
		r.put(x.of(0, c), v, i)
	}
}

// spread hands a chunk its part of the loss's gradient.
func (t *BatchTrainer) spread(x *exec, c, n, _ int) {
	last, dim := x.last(), x.net.Dim()
	lo := c * x.chunk
	kernel.Pack(x.gradOf(len(x.values)-1, c), t.lossGrad[lo*dim:(lo+n)*dim], n, dim, last.capacity)
}
