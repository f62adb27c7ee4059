package run

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/onnx/graph"
)

// Options say how a Net is to be used.
type Options struct {
	// Workers is how many share the work of one picture, at least 1 (0 is 1). It
	// changes no bit of a result.
	Workers int
}

// Net is a graph made ready to be computed. It is not changed by use.
type Net struct {
	workers int
	input   graph.Type
	picture *picture // nil: no step reads the picture as it is
	matrix  *view    // the input as panels; nil: no step reads it so
	steps   []planned
	outputs []output
	memory  int // values of a Runner's memory
	scratch int // values that a worker needs besides
}

// planned is a step with its jobs.
type planned struct {
	step
	name string // of the node, for measurements
	op   string
	jobs int
}

// step is work that is shared in jobs. Jobs of a step do not depend on each other.
type step interface {
	do(r *Runner, job, worker int)
}

// prepared is a step that has something to do before its jobs.
type prepared interface {
	prepare(r *Runner)
}

// output is a value that was asked for.
type output struct {
	name string
	view view
}

// mostMemory is how many bytes the values of one picture may take.
const mostMemory = 32 << 30

// New makes a graph ready. It must have one input, a picture [1,C,H,W]; the error
// says what else it has.
func New(g *graph.Graph, o Options) (*Net, error) {
	if len(g.Inputs) != 1 {
		return nil, lang.Errorf("the network has %d inputs; only networks of one picture are computed", len(g.Inputs))
	}
	in := g.Inputs[0].Type
	if in.Kind != graph.Float || len(in.Shape) != 4 || in.Shape[0] != 1 {
		return nil, lang.Errorf("the network takes %v; only pictures [1,C,H,W] are computed", in.Shape)
	}
	c := &compiler{net: &Net{workers: max(1, o.Workers), input: in}, views: map[*graph.Value]view{}, with: fusions(g)}
	for _, n := range g.Nodes {
		if err := c.node(n); err != nil {
			return nil, lang.Errorf("node %.80q (%s): %w", n.Name, n.Op, err)
		}
	}
	for _, out := range g.Outputs {
		v := c.view(out.Value)
		v.m.needed(len(c.net.steps) + 1)
		c.net.outputs = append(c.net.outputs, output{out.Name, v})
	}
	if c.net.matrix != nil {
		c.net.matrix.m.first = 1
	}
	c.net.memory = place(c.matrices())
	if m := c.net.Memory(); m > mostMemory {
		return nil, lang.Errorf("a picture of %d x %d needs %d GiB of memory in this network, more than the %d that are given; take smaller ones", in.Shape[2], in.Shape[3], m>>30, int64(mostMemory)>>30)
	}
	return c.net, nil
}

// Input is the shape of the picture: [1,C,H,W].
func (n *Net) Input() []int { return slices.Clone(n.input.Shape) }

// Outputs is how many values a Runner has after Run.
func (n *Net) Outputs() int { return len(n.outputs) }

// Shape is that of output i.
func (n *Net) Shape(i int) []int { return n.outputs[i].view.shape() }

// Memory is how many bytes a Runner takes.
func (n *Net) Memory() int64 {
	return 4 * int64(n.memory+n.workers*n.scratch)
}
