// Package eyefigure draws an eye: the layers of a network, stage by stage, down to those
// that are looked at.
package eyefigure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// Draw is the picture of the network that g computes, in a language. Layers whose places
// are as far apart make a row together; a layer that is looked at ends one. name is what
// to call the network, formula how values of pictures become its input, or "". It fails
// with plot.ErrNoData if the network has no layers.
func Draw(l lang.Language, g *graph.Graph, name, formula string) (*plot.Figure, error) {
	layers := onnx.Describe(g)
	if len(layers) == 0 || len(g.Inputs) == 0 {
		return nil, plot.ErrNoData
	}
	d := plot.Diagram{Layers: rows(l, g, layers), Outputs: []string{l.Text("features")}}
	in := plot.Box{Title: l.Text("a picture"), Lines: []string{shape(g.Inputs[0].Shape[1:])}}
	if formula != "" {
		in.Lines = append(in.Lines, formula)
	}
	params, flop := 0, 0.0
	for _, y := range layers {
		params, flop = params+y.Parameters, flop+y.MFLOP
	}
	d.Inputs = []plot.Box{in}
	d.Network = l.Text("%s: %s parameters, %s MFLOP for a picture", name, kit.Count(params), kit.Count(int(math.Round(flop))))
	d.Loss = plot.Box{Title: l.Text("looked at")}
	for _, out := range g.Outputs {
		line := fmt.Sprintf("%s: %s", out.Name, shape(out.Value.Shape[1:]))
		if y := of(layers, g, out.Value); y != nil && y.Stride > 0 {
			line = l.Text("%s, stride %s", line, kit.Number(y.Stride))
		}
		d.Loss.Lines = append(d.Loss.Lines, line)
	}
	d.Label = l.Text("The network %s: %d layers from a picture of %s down to what is looked at.", name, len(layers), shape(g.Inputs[0].Shape[1:]))
	return d.Figure()
}

// of is the layer that makes a value, or nil.
func of(layers []onnx.Layer, g *graph.Graph, v *graph.Value) *onnx.Layer {
	for i := range layers {
		if g.Named(layers[i].Name) == v {
			return &layers[i]
		}
	}
	return nil
}

// rows are the stages of the network.
func rows(l lang.Language, g *graph.Graph, layers []onnx.Layer) []plot.Layer {
	var list []plot.Layer
	from := g.Inputs[0].Shape[1:]
	for i := 0; i < len(layers); {
		next := i + 1
		for next < len(layers) && !lookedAt(g, layers[next-1].Name) && layers[i].Stride == layers[next].Stride {
			next++
		}
		part := layers[i:next]
		last := part[len(part)-1]
		row := plot.Layer{Name: stageName(l, last), Kind: kinds(part), In: shape(from), Out: shape(last.Shape[1:])}
		if lookedAt(g, last.Name) {
			row.Name = l.Text("%s: %s", row.Name, last.Name)
		}
		n := 0
		for _, y := range part {
			n += y.Parameters
		}
		if n > 0 {
			row.Params = l.Text("%s parameters", kit.Count(n))
		}
		list = append(list, row)
		from, i = last.Shape[1:], next
	}
	return list
}

// stageName says how far the places of a layer are apart.
func stageName(l lang.Language, y onnx.Layer) string {
	if y.Stride == 0 {
		return l.Text("whole picture")
	}
	return l.Text("stride %s", kit.Number(y.Stride))
}

func lookedAt(g *graph.Graph, name string) bool {
	return slices.ContainsFunc(g.Outputs, func(o graph.Output) bool { return o.Value.Name == name })
}

// moves are operations that only lay numbers out in another way.
var moves = []string{"Reshape", "Transpose", "Slice", "Concat", "Split"}

// kinds counts operations that compute, in the order in which they come first.
func kinds(layers []onnx.Layer) string {
	count, order := map[string]int{}, []string{}
	for _, y := range layers {
		if slices.Contains(moves, y.Op) {
			continue
		}
		if count[y.Op] == 0 {
			order = append(order, y.Op)
		}
		count[y.Op]++
	}
	for i, op := range order {
		if n := count[op]; n > 1 {
			order[i] = fmt.Sprintf("%d × %s", n, op)
		}
	}
	return strings.Join(order, ", ")
}

// shape is that of one picture.
func shape(dims []int) string {
	texts := make([]string, len(dims))
	for i, d := range dims {
		texts[i] = fmt.Sprint(d)
	}
	return strings.Join(texts, " × ")
}
