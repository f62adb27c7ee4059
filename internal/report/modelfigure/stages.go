package modelfigure

import (
	"fmt"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/plot"
)

// stages are the rows of the network's diagram. A fully connected network has one
// for each layer. Any other has one for each convolution, fully connected layer
// and residual block, with all that follows it up to the next: few enough rows
// for a long network to be read. Equal stages in a row become one.
func stages(l lang.Language, m model.Meta, y *model.Layout) []plot.Layer {
	if m.Network.Arch == "" {
		return plainStages(l, y)
	}
	a, err := nn.ParseArch(m.Network.Arch)
	if err != nil {
		return nil // not of a network that could be laid out
	}
	of, cuts := a.Stages(), []int{0}
	for i, s := range of {
		cuts = append(cuts, cuts[i]+len(s))
	}
	text := func(i int) string { return of[i].String() }
	var rows []plot.Layer
	for i := 0; i+1 < len(cuts); {
		row, next := stage(l, cuts[i], cuts[i+1], y), i+1
		row.Kind = text(i)
		for next+1 < len(cuts) && row.In == row.Out && text(next) == text(i) {
			next++
		}
		if times := next - i; times > 1 {
			row.Name = l.Text("%s to %d", row.Name, cuts[next-1])
			row.Kind = fmt.Sprintf("%d × %s", times, row.Kind)
			row.Params = fmt.Sprintf("%d × %s", times, row.Params)
		}
		rows = append(rows, row)
		i = next
	}
	return rows
}

// stage is the row of the layers from up to to, but for their kind.
func stage(l lang.Language, from, to int, y *model.Layout) plot.Layer {
	params, row := 0, plot.Layer{Name: "layers." + strconv.Itoa(from)}
	for _, layer := range y.Layers {
		top, _, _ := strings.Cut(strings.TrimPrefix(layer.Name, "layers."), ".")
		i, err := strconv.Atoi(top)
		if err != nil || i < from || i >= to {
			continue
		}
		params += layer.Parameters
		if layer.Depth > 0 {
			continue
		}
		if row.In == "" {
			row.In = shapeText(layer.In)
		}
		row.Out = shapeText(layer.Out)
	}
	if params > 0 {
		row.Params = l.Say(parameters(params))
	}
	return row
}

func plainStages(l lang.Language, y *model.Layout) []plot.Layer {
	rows := make([]plot.Layer, len(y.Layers))
	for i, layer := range y.Layers {
		kind := l.Text("fully connected, ReLU")
		if i == len(rows)-1 {
			kind = l.Text("fully connected, linear")
		}
		rows[i] = plot.Layer{Name: layer.Name, Kind: kind, In: shapeText(layer.In), Out: shapeText(layer.Out), Params: l.Say(parameters(layer.Parameters))}
	}
	return rows
}

// shapeText writes a shape as that of N pictures.
func shapeText(s nn.Shape) string {
	if s.Height == 1 && s.Width == 1 {
		return fmt.Sprintf("(N, %d)", s.Channels)
	}
	return fmt.Sprintf("(N, %d, %d, %d)", s.Height, s.Width, s.Channels)
}
