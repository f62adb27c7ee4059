package nn

import (
	"fmt"
	"runtime"

	"mekiki/internal/kernel"
	"mekiki/internal/workers"
)

// Embedder embeds one picture after another, as an inspection does. What Embed
// prepares in each call, folded weights, tables and memory, it prepares once and
// for one picture. Its workers share the work of each picture. It must not be used by two
// goroutines at the same time. Later changes of the network do not reach it.
type Embedder struct {
	one  *embedder
	seen []float32 // what the front gives; nil without one
	team *workers.Team
	// stages are what is done to a picture, one after the other.
	stages []stage
	src    Source // of the picture
	row    int
}

// stage is work that is shared in jobs.
type stage struct {
	prepare func() // nil: nothing is to be done before
	jobs    int
	do      func(job, worker int)
}

// NewEmbedder prepares the embedding of single pictures by n, by so many workers; 0 means
// one for each core. They come when there is enough to do for them and leave by themselves, so
// there is nothing to close.
func NewEmbedder(n *Net, crew int) *Embedder {
	if crew <= 0 {
		crew = runtime.GOMAXPROCS(0)
	}
	one := layOutBy(n.arch, n.input, 1, false)
	copy(one.params, n.params)
	one.pixels = n.pixels
	e := &Embedder{one: newEmbedder(one, one.fold())}
	most := e.plan(crew)
	for range most - 1 {
		e.one.scratch = append(e.one.scratch, make([]float32, one.plan.scratchOf(false)))
	}
	e.team = workers.NewTeam(most)
	if n.front != nil {
		one.SetFront(n.front)
		e.seen = make([]float32, n.front.Dim())
	}
	return e
}

// plan lays the stages out, and gives the most jobs of one.
func (e *Embedder) plan(crew int) (most int) {
	x := &e.one.exec
	e.stages = []stage{e.reading(crew)}
	for _, o := range x.ops {
		if norm, ok := o.(*normOp); ok && norm.folded {
			continue // the convolution before it does it
		}
		e.stages = append(e.stages, x.stageOf(o, crew))
	}
	for _, s := range e.stages {
		most = max(most, s.jobs)
	}
	return most
}

// stageOf is the forward pass of an operation for one picture.
func (x *exec) stageOf(o operation, crew int) stage {
	switch o := o.(type) {
	case *convOp:
		by := o.cut(x, 1, crew)
		return stage{
			prepare: func() { o.prepare(x, 0) }, jobs: by.jobs(),
			do: func(job, worker int) { o.part(x, 0, 1, worker, o.region(x, 1, by, job)) },
		}
	case byPanels:
		in, out := o.io()
		panels := x.values[out].panels
		by := cutPanels(x.values[in[0]].size(), panels, crew)
		return stage{jobs: by.jobs(), do: func(job, worker int) {
			r := by.region(job, 1, 1, panels)
			for p := r.panel; p < r.panelEnd; p++ {
				o.forwardPanel(x, 0, 1, p, worker)
			}
		}}
	}
	return stage{jobs: 1, do: func(_, worker int) { o.forward(x, 0, 1, worker) }}
}

// reading is the stage that takes the picture.
func (e *Embedder) reading(crew int) stage {
	one, in := e.one, e.one.net.input
	if one.first == nil {
		return stage{jobs: 1, do: func(int, int) { one.read(e.src, e.row, 0, in, 0, 0) }}
	}
	by := cut{max(1, min(crew, in.Height, in.Size()/jobValues)), 1}
	return stage{jobs: by.jobs(), do: func(job, _ int) {
		r := by.region(job, in.Height, 1, 1)
		one.readRows(e.src, e.row, 0, in, 0, 0, r.row, r.rowEnd)
	}}
}

// Embed writes the embedding of a picture of src to dst, Dim values, bitwise as
// Net.Embed does, for every number of workers. It allocates nothing. It panics on wrong shapes
// or a row that is not there.
func (e *Embedder) Embed(dst []float32, src Source, row int) {
	n := e.one.net
	if e.seen != nil && src.U8 != nil {
		src.checkPictures(n.front)
		n.front.See(e.seen, src.picture(row))
		src, row = Source{Size: len(e.seen), F32: e.seen}, 0
	}
	src.check(n.Inputs())
	if len(dst) != n.Dim() || row < 0 || row >= src.Rows() {
		panic(fmt.Sprintf("nn: Embedder: %d values for picture %d of %d, embedding of %d", len(dst), row, src.Rows(), n.Dim()))
	}
	e.src, e.row = src, row
	for i := range e.stages {
		s := &e.stages[i]
		if s.prepare != nil {
			s.prepare()
		}
		e.team.Share(s.jobs, s.do)
	}
	e.src = Source{} // the caller's
	last := e.one.last()
	kernel.Unpack(dst, e.one.of(len(e.one.values)-1, 0), 1, last.Channels, last.capacity)
}
