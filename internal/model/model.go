// Package model is the model file: weights and everything needed to use them,
// in one safetensors file. See docs/formats.md.
package model

import (
	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// Model is a trained network with everything needed to use it.
type Model struct {
	Meta Meta
	Net  *nn.Net
	// Remarks says in words what Read made of a file that holds something else than
	// float32; nil of all other models.
	Remarks []string
}

// newestFormat is the newest version of the file that this program reads. It changes
// only if an older program would misread a file; new fields of Meta do not
// change it. A file is written as the oldest version that says it all.
const newestFormat = 5

// Format is the version of the file of such a model: 5 where an eye looks before the network, 4 where values are
// preprocessed in another way than v/255 or the decision is not the loss's, 3 where there is an architecture, else 2.
func (m *Meta) Format() int {
	switch {
	case m.Eye != nil:
		return 5
	case !m.Input.Preprocess().IsDefault() || m.needsDecision():
		return 4
	case m.Network.Arch != "":
		return 3
	}
	return 2
}

const (
	formatKey = "mekiki.format"
	modelKey  = "mekiki.model"
	sumKey    = "mekiki.weights_sha256"
)

// Parameters is the number of weights and biases of a network with Widths; 0 for
// one with Arch, whose Layout counts them.
func (n Network) Parameters() int {
	sum := 0
	for l := 1; l < len(n.Widths); l++ {
		sum += n.Widths[l] * (n.Widths[l-1] + 1)
	}
	return sum
}

// NetworkOf describes a network: by its widths if it is plain, else by its
// architecture.
func NetworkOf(n *nn.Net) Network {
	if n.Plain() {
		return Network{Widths: n.Widths()}
	}
	return Network{Arch: n.Arch().String()}
}

// String writes the widths or the architecture.
func (n Network) String() string { return n.In(lang.English) }

// In is String in a language.
func (n Network) In(l lang.Language) string {
	if n.Arch == "" {
		return l.Text("widths %v", n.Widths)
	}
	return l.Text("architecture %q", n.Arch)
}

// build makes the network that the metadata describes, with weights of no meaning.
func (m *Meta) build() (*nn.Net, error) {
	net, err := m.buildLayers()
	if err == nil && m.Eye == nil {
		net.SetPreprocess(m.Input.Preprocess())
	}
	return net, err
}

func (m *Meta) buildLayers() (*nn.Net, error) {
	if m.Network.Arch == "" {
		return nn.New(m.Network.Widths, 0), nil
	}
	a, err := nn.ParseArch(m.Network.Arch)
	if err != nil {
		return nil, err
	}
	return nn.Build(a, m.Reads(), 0)
}
