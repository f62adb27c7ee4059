package nn

// State is what an undisturbed continuation needs beside the weights: Adam's
// moments, shaped as the weights and biases, and its step count.
type State struct {
	Steps  int
	MW, MB [][]float32 // first moments of each layer's weight (out, in) and bias (out)
	VW, VB [][]float32 // second moments
}

// State copies the optimiser's state.
func (t *TripletTrainer) State() State {
	s := State{Steps: t.steps}
	for l := range t.net.layers {
		s.MW, s.MB = append(s.MW, t.net.weightOf(t.m, l)), append(s.MB, t.net.biasOf(t.m, l))
		s.VW, s.VB = append(s.VW, t.net.weightOf(t.v, l)), append(s.VB, t.net.biasOf(t.v, l))
	}
	return s
}

// SetState takes over an optimiser's state and the weights that the network
// has now. It panics on wrong lengths.
func (t *TripletTrainer) SetState(s State) {
	t.steps = s.Steps
	for l := range t.net.layers {
		t.net.setLayerOf(t.m, l, s.MW[l], s.MB[l])
		t.net.setLayerOf(t.v, l, s.VW[l], s.VB[l])
	}
	t.transposeAll()
}
