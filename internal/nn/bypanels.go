package nn

// byPanels is an operation that computes each panel of its output by itself.
type byPanels interface {
	operation
	// forwardPanel runs n pictures of chunk c.
	forwardPanel(x *exec, c, n, p, worker int)
}

// allPanels is the forward pass of an operation for all of its panels.
func allPanels(o byPanels, x *exec, c, n, worker int) {
	_, out := o.io()
	for p := range x.values[out].panels {
		o.forwardPanel(x, c, n, p, worker)
	}
}
