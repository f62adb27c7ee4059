package cli

import (
	"fmt"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/work"
)

// modelLayer is one layer as model show prints it. Those of a fully connected
// network have Activation, Inputs and Outputs, all others Kind, In and Out.
type modelLayer struct {
	Name       string  `json:"name"`
	Activation string  `json:"activation,omitempty"`
	Inputs     int     `json:"inputs,omitempty"`
	Outputs    int     `json:"outputs,omitempty"`
	Kind       string  `json:"kind,omitempty"`
	In         []int   `json:"in,omitempty"` // height, width, channels
	Out        []int   `json:"out,omitempty"`
	Parameters int     `json:"parameters"`
	MFLOP      float64 `json:"mflop"` // of one picture
	// Field is what a cell of its map sees; nothing for the whole picture and for
	// what lies in residual blocks.
	Field *nn.Field `json:"field,omitempty"`
}

// modelLayers are the layers of y; fields are those of the layers outside of
// residual blocks.
func modelLayers(n model.Network, y *model.Layout, fields []nn.Field) []modelLayer {
	layers := make([]modelLayer, len(y.Layers))
	for i, l := range y.Layers {
		layers[i] = modelLayer{Name: l.Name, Parameters: l.Parameters, MFLOP: mega(l.FLOP)}
		if n.Arch != "" {
			layers[i].Kind, layers[i].In, layers[i].Out = l.Kind, sides(l.In), sides(l.Out)
			if l.Depth == 0 {
				layers[i].Field, fields = work.Sees(fields[0]), fields[1:]
			}
			continue
		}
		layers[i].Activation, layers[i].Inputs, layers[i].Outputs = "ReLU", l.In.Channels, l.Out.Channels
		if i == len(y.Layers)-1 {
			layers[i].Activation = "linear"
		}
	}
	return layers
}

func sides(s nn.Shape) []int { return []int{s.Height, s.Width, s.Channels} }

// label is the kind of layer; what lies in residual blocks is moved in.
func (l modelLayer) label(depth int) string {
	return strings.Repeat("  ", depth) + l.Activation + l.Kind
}

func (l modelLayer) in() string  { return shapeText(l.Inputs, l.In) }
func (l modelLayer) out() string { return shapeText(l.Outputs, l.Out) }

// sees says how many pixels a side a cell of a layer's map sees, and by how many
// the next is further.
func (l modelLayer) sees() lang.Message {
	if l.Field == nil {
		return lang.Message{}
	}
	return lang.T("%d x %d, step %d", l.Field.Size, l.Field.Size, l.Field.Stride)
}

// shapeText writes a width, or the sides of a map.
func shapeText(width int, sides []int) string {
	switch {
	case sides == nil:
		return fmt.Sprint(width)
	case sides[0] == 1 && sides[1] == 1:
		return fmt.Sprint(sides[2])
	}
	return fmt.Sprintf("%d x %d x %d", sides[0], sides[1], sides[2])
}

// millions writes them; nothing for none.
func millions(mflop float64) string {
	if mflop == 0 {
		return ""
	}
	return fmt.Sprintf("%.4g", mflop)
}

// unlessZero leaves out what a layer does not have.
func unlessZero[N int | float64](v N) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprint(v)
}

// mega counts operations in millions.
func mega(flop int64) float64 { return float64(flop) / 1e6 }

// showBatch prints how a network learned from whole batches.
func showBatch(t *table, m model.Meta) {
	b, r := m.Batch, m.Training
	for _, v := range []struct {
		name lang.Message
		text string
	}{
		{lang.T("preset"), b.Preset}, {lang.T("miner"), b.Miner}, {lang.T("reducer"), b.Reducer}, {lang.T("sampler"), b.Sampler},
		{lang.T("augmentation"), b.Augment}, {lang.T("schedule"), b.Schedule},
	} {
		if v.text != "" {
			t.line("%s\t%s", v.name, v.text)
		}
	}
	optimiser := lang.List{lang.T("AdamW, learning rate %g, batch %d", r.LearningRate, r.Batch)}
	for _, v := range []struct {
		value float64
		said  lang.Message
	}{
		{b.WeightDecay, lang.T("weight decay %g", b.WeightDecay)}, {b.Average, lang.T("moving average of weights %g", b.Average)},
		{b.Clip, lang.T("gradients clipped at %g", b.Clip)},
	} {
		if v.value != 0 {
			optimiser = append(optimiser, v.said)
		}
	}
	t.line("optimiser\t%s, patience %d, seed %d", optimiser, r.Patience, m.Seed)
	switch {
	case b.HeldOut == 0:
	case r.Patience > 0:
		t.line("held out\t%d training pictures, which chose the best epoch and the thresholds", b.HeldOut)
	default:
		t.line("held out\t%d training pictures, which chose the thresholds", b.HeldOut)
	}
}
