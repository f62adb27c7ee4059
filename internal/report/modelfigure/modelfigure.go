// Package modelfigure draws a model as it is trained: its inputs, the network, the loss.
package modelfigure

import (
	"fmt"
	"maps"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// Draw is the picture of a model as it is trained: its inputs, the network that they
// share, the loss, in a language. It fails with plot.ErrNoData if m has no network.
func Draw(l lang.Language, m model.Meta) (*plot.Figure, error) {
	y, err := m.Layout()
	if err != nil {
		return nil, plot.ErrNoData
	}
	d := plot.Diagram{Label: sentence(l, m, y), Layers: stages(l, m, y), Loss: lossBox(l, m)}
	pixels, size := inputText(l, m.Input), parameters(y.Parameters)
	if e := m.Eye; e != nil {
		pixels += l.Text("%s: (N, %d)", e.Name, e.Dim)
	} else if m.Network.Arch == "" { // fully connected: a picture is a row of values
		pixels += fmt.Sprintf("(N, %d)", m.Input.Height*m.Input.Width*m.Input.Channels)
	} else {
		pixels += fmt.Sprintf("(N, %d, %d, %d)", m.Input.Height, m.Input.Width, m.Input.Channels)
	}
	if m.Network.Arch != "" && m.Eye == nil {
		size = lang.T("%s, %s MFLOP for a picture", size, kit.Number(float64(y.FLOP)/1e6))
	}
	if m.Batch != nil {
		d.Network = l.Text("one network: %s", size)
		d.Inputs = []plot.Box{{Title: l.Text("a batch of pictures"), Lines: []string{pixels}}}
		d.Outputs = []string{l.Text("embeddings (N, %d)", y.Output.Channels)}
		return d.Figure()
	}
	d.Network = l.Text("one network, shared by the three inputs: %s", size)
	for _, input := range []struct {
		short string
		name  lang.Message
	}{{"a", lang.T("anchor")}, {"p", lang.T("positive")}, {"n", lang.T("negative")}} {
		d.Inputs = append(d.Inputs, plot.Box{Title: l.Say(input.name), Lines: []string{pixels}})
		d.Outputs = append(d.Outputs, l.Text("%s = embedding (N, %d)", input.short, y.Output.Channels))
	}
	return d.Figure()
}

// parameters counts them.
func parameters(n int) lang.Message { return lang.T("%s parameters", kit.Count(n)) }

// inputText is the size of a picture, and an arrow to what it becomes.
func inputText(l lang.Language, in model.Input) string {
	if in.Channels > 1 {
		return fmt.Sprintf("%d × %d × %d → ", in.Height, in.Width, in.Channels)
	}
	return l.Text("%d × %d pixels → ", in.Height, in.Width)
}

func sentence(l lang.Language, m model.Meta, y *model.Layout) string {
	layers, size := kit.Count(len(y.Layers)), kit.Count(y.Parameters)
	if m.Batch != nil {
		return l.Text("The model: a batch of pictures goes through one network of %s layers and %s parameters, then into the loss %s.", layers, size, m.LossTitle())
	}
	return l.Text("The model: anchor, positive and negative go through one network of %s layers and %s parameters, then into the loss %s.", layers, size, lossName(m.Loss))
}

// lossBox is the box at the bottom: the formula, and what a batch is made into.
func lossBox(l lang.Language, m model.Meta) plot.Box {
	if m.Batch == nil {
		return plot.Box{Title: l.Say(lossName(m.Loss)), Lines: lossLines(m.Loss)}
	}
	b := plot.Box{Title: l.Text("loss over the batch: %s", m.LossTitle())}
	if o, err := m.Objective(); err == nil && o.Triplets() != nil {
		b.Lines = lossLines(m.Loss)
	}
	for _, line := range []struct {
		value string
		text  lang.Message
	}{
		{paramText(m.Batch.Params), lang.T("settings: %s", paramText(m.Batch.Params))},
		{m.Batch.Miner, lang.T("miner: %s", m.Batch.Miner)}, {m.Batch.Reducer, lang.T("reducer: %s", m.Batch.Reducer)},
	} {
		if line.value != "" {
			b.Lines = append(b.Lines, l.Say(line.text))
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

func lossName(s triplet.Spec) lang.Message {
	if s.Name == "" {
		return lang.T("loss")
	}
	return lang.T("loss: %s", s.Name)
}

// lossLines writes the formula, a term a line.
func lossLines(s triplet.Spec) []string {
	out := s.Terms()
	for i := 1; i < len(out); i++ {
		out[i] = "+ " + out[i]
	}
	return out
}
