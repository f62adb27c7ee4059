package report

import (
	"fmt"

	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/plot"
)

// ModelFigure is the picture of a model as it is trained: three inputs, one
// shared network, the loss. It fails with plot.ErrNoData if m has no network.
func ModelFigure(m model.Meta) (*plot.Figure, error) {
	w := m.Network.Widths
	if len(w) < 2 {
		return nil, plot.ErrNoData
	}
	d := plot.Diagram{
		Label:   "The model: " + sentence(m),
		Network: fmt.Sprintf("one network, shared by the three inputs: %s parameters", count(m.Network.Parameters())),
		Loss:    plot.Box{Title: lossName(m.Loss), Lines: lossLines(m.Loss)},
	}
	shape := fmt.Sprintf("(N, %d)", w[0])
	if in := m.Input; in.Height > 0 && in.Width > 0 {
		shape = fmt.Sprintf("%d × %d pixels → (N, %d)", in.Height, in.Width, w[0])
		if in.Channels > 1 {
			shape = fmt.Sprintf("%d × %d × %d → (N, %d)", in.Height, in.Width, in.Channels, w[0])
		}
	}
	for _, name := range []string{"anchor", "positive", "negative"} {
		d.Inputs = append(d.Inputs, plot.Box{Title: name, Lines: []string{shape}})
		d.Outputs = append(d.Outputs, fmt.Sprintf("%s = embedding (N, %d)", name[:1], w[len(w)-1]))
	}
	for i := 1; i < len(w); i++ {
		kind := "fully connected, ReLU"
		if i == len(w)-1 {
			kind = "fully connected, linear"
		}
		d.Layers = append(d.Layers, plot.Layer{
			Name: fmt.Sprintf("layers.%d", i-1), Kind: kind,
			In: fmt.Sprintf("(N, %d)", w[i-1]), Out: fmt.Sprintf("(N, %d)", w[i]),
			Params: count(model.Network{Widths: w[i-1 : i+1]}.Parameters()) + " parameters",
		})
	}
	return d.Figure()
}

func sentence(m model.Meta) string {
	return fmt.Sprintf("anchor, positive and negative go through one network of %s layers and %s parameters, then into the loss %s.",
		count(len(m.Network.Widths)-1), count(m.Network.Parameters()), lossName(m.Loss))
}

func lossName(s metric.Spec) string {
	if s.Name == "" {
		return "loss"
	}
	return "loss: " + s.Name
}

// lossLines writes the formula, a term a line.
func lossLines(s metric.Spec) []string {
	out := s.Terms()
	for i := 1; i < len(out); i++ {
		out[i] = "+ " + out[i]
	}
	return out
}
