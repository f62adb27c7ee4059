// Package modelfigure draws a model as it is trained: its inputs, the network, the loss.
package modelfigure

import (
	"fmt"
	"maps"
	"slices"

	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// Draw is the picture of a model as it is trained: its inputs, the
// network that they share, the loss. It fails with plot.ErrNoData if m has no
// network.
func Draw(m model.Meta) (*plot.Figure, error) {
	y, err := m.Layout()
	if err != nil {
		return nil, plot.ErrNoData
	}
	d := plot.Diagram{Label: "The model: " + sentence(m, y), Layers: stages(m, y), Loss: lossBox(m)}
	pixels, size := inputText(m.Input), kit.Count(y.Parameters)+" parameters"
	if m.Network.Arch == "" { // fully connected: a picture is a row of values
		pixels += fmt.Sprintf("(N, %d)", m.Input.Height*m.Input.Width*m.Input.Channels)
	} else {
		pixels += fmt.Sprintf("(N, %d, %d, %d)", m.Input.Height, m.Input.Width, m.Input.Channels)
		size += fmt.Sprintf(", %s MFLOP for a picture", kit.Number(float64(y.FLOP)/1e6))
	}
	if m.Batch != nil {
		d.Network = "one network: " + size
		d.Inputs = []plot.Box{{Title: "a batch of pictures", Lines: []string{pixels}}}
		d.Outputs = []string{fmt.Sprintf("embeddings (N, %d)", y.Output.Channels)}
		return d.Figure()
	}
	d.Network = "one network, shared by the three inputs: " + size
	for _, name := range []string{"anchor", "positive", "negative"} {
		d.Inputs = append(d.Inputs, plot.Box{Title: name, Lines: []string{pixels}})
		d.Outputs = append(d.Outputs, fmt.Sprintf("%s = embedding (N, %d)", name[:1], y.Output.Channels))
	}
	return d.Figure()
}

// inputText is the size of a picture, and an arrow to what it becomes.
func inputText(in model.Input) string {
	if in.Channels > 1 {
		return fmt.Sprintf("%d × %d × %d → ", in.Height, in.Width, in.Channels)
	}
	return fmt.Sprintf("%d × %d pixels → ", in.Height, in.Width)
}

func sentence(m model.Meta, y *model.Layout) string {
	what, loss := "anchor, positive and negative go through one network", lossName(m.Loss)
	if m.Batch != nil {
		what, loss = "a batch of pictures goes through one network", m.LossTitle()
	}
	return fmt.Sprintf("%s of %s layers and %s parameters, then into the loss %s.", what, kit.Count(len(y.Layers)), kit.Count(y.Parameters), loss)
}

// lossBox is the box at the bottom: the formula, and what a batch is made into.
func lossBox(m model.Meta) plot.Box {
	if m.Batch == nil {
		return plot.Box{Title: lossName(m.Loss), Lines: lossLines(m.Loss)}
	}
	b := plot.Box{Title: "loss over the batch: " + m.LossTitle()}
	if o, err := m.Objective(); err == nil && o.Triplets() != nil {
		b.Lines = lossLines(m.Loss)
	}
	for _, v := range [][2]string{{"settings", paramText(m.Batch.Params)}, {"miner", m.Batch.Miner}, {"reducer", m.Batch.Reducer}} {
		if v[1] != "" {
			b.Lines = append(b.Lines, v[0]+": "+v[1])
		}
	}
	return b
}

// paramText writes settings by name, as in "margin 0.2, scale 16".
func paramText(params map[string]float64) string {
	text := ""
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if text != "" {
			text += ", "
		}
		text += name + " " + kit.Number(params[name])
	}
	return text
}

func lossName(s triplet.Spec) string {
	if s.Name == "" {
		return "loss"
	}
	return "loss: " + s.Name
}

// lossLines writes the formula, a term a line.
func lossLines(s triplet.Spec) []string {
	out := s.Terms()
	for i := 1; i < len(out); i++ {
		out[i] = "+ " + out[i]
	}
	return out
}
