package cli

import (
	"fmt"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// cellText says how many pixels a side a cell of a layer's map sees, and by how many
// the next is further.
func cellText(f *nn.Field) lang.Message {
	if f == nil {
		return lang.Message{}
	}
	return lang.T("%d x %d, step %d", f.Size, f.Size, f.Stride)
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
