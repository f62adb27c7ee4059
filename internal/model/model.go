// Package model is the model file: weights and everything needed to use them,
// in one safetensors file. See docs/formats.md.
package model

import "mekiki/internal/nn"

// Model is a trained network with everything needed to use it.
type Model struct {
	Meta Meta
	Net  *nn.Net
}

// Format is the version of the file that this program writes and the newest
// that it reads. It changes only if an older program would misread a file; new
// fields of Meta do not change it.
const Format = 2

const (
	formatKey = "mekiki.format"
	modelKey  = "mekiki.model"
	sumKey    = "mekiki.weights_sha256"
)

// Parameters is the number of weights and biases of the network.
func (n Network) Parameters() int {
	sum := 0
	for l := 1; l < len(n.Widths); l++ {
		sum += n.Widths[l] * (n.Widths[l-1] + 1)
	}
	return sum
}
