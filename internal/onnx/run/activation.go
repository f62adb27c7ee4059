package run

import (
	"math"

	"mekiki/internal/kernel"
	"mekiki/internal/onnx/graph"
)

// clampOf is an activation as bounds, if it is one that only has bounds.
func clampOf(a graph.Act) (kernel.Finish, bool) {
	switch a.Kind {
	case graph.None:
		return kernel.Finish{}, true
	case graph.ReLU:
		return kernel.Finish{Clamp: true, High: float32(math.Inf(1))}, true
	case graph.ReLU6:
		return kernel.Finish{Clamp: true, High: 6}, true
	case graph.Clip:
		return kernel.Finish{Clamp: true, Low: a.A, High: a.B}, true
	}
	return kernel.Finish{}, false
}

// kinds are the activations that the kernels know besides bounds.
var kinds = map[graph.ActKind]kernel.ActivationKind{
	graph.LeakyReLU: kernel.LeakyReLU, graph.ELU: kernel.ELU, graph.Sigmoid: kernel.Sigmoid, graph.HardSigmoid: kernel.HardSigmoid,
	graph.HardSwish: kernel.HardSwish, graph.SiLU: kernel.SiLU, graph.Tanh: kernel.Tanh, graph.GELU: kernel.GELU,
	graph.GELUTanh: kernel.GELUTanh, graph.Softplus: kernel.Softplus,
}

// activationOf is an activation as the kernels know it.
func activationOf(a graph.Act) kernel.Activation {
	if f, ok := clampOf(a); ok {
		low, high := float32(math.Inf(-1)), float32(math.Inf(1))
		if f.Clamp {
			low, high = f.Low, f.High
		}
		return kernel.Activation{Kind: kernel.Clip, A: low, B: high}
	}
	return kernel.Activation{Kind: kinds[a.Kind], A: a.A, B: a.B}
}

// activate applies an activation to numbers; dst may be src.
func activate(dst, src []float32, a graph.Act) { kernel.Activate(dst, src, activationOf(a)) }

// activationStep applies an activation, panel by panel.
type activationStep struct {
	in, out view
	act     graph.Act
}

// activation adds an activation of its own.
func (c *compiler) activation(n *graph.Node, op graph.Act) (view, bool) {
	in := c.view(n.In[0])
	if !in.covers() {
		return view{}, false
	}
	s := &activationStep{in: in, out: like(in), act: op}
	c.emit(n, s, panelsOf(in), in.m, s.out.m)
	return s.out, true
}

// panelsOf is how many panels a view has that covers.
func panelsOf(v view) int { return kernel.Pad(v.columns()) / kernel.Lane }

// panelOf are the rows of panel p of a view that covers.
func (v view) panelOf(r *Runner, p int) []float32 {
	at := (v.col/kernel.Lane + p) * v.m.panel()
	return r.of(v.m)[at:][:v.m.rows*kernel.Lane]
}

func (s *activationStep) do(r *Runner, p, _ int) {
	activate(s.out.panelOf(r, p), s.in.panelOf(r, p), s.act)
}
