package model

import "mekiki/internal/nn"

// Model is a trained network with everything needed to use it.
type Model struct {
	Meta Meta
	Net  *nn.Net
}
