package evaluation

import (
	"fmt"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/report/kit"
)

// title names the run.
func (d *Page) title() string {
	data, loss := d.Meta.Data.Name, d.Meta.LossTitle()
	if data == "" {
		data = "unnamed data"
	}
	if loss == "" {
		return data
	}
	if d.other() {
		return fmt.Sprintf("%s, by a model trained on %s with %s loss", kit.Named(d.Judged.Triplets.Name).String(), kit.Named(d.Meta.Data.Name).String(), loss)
	}
	return data + ", " + loss + " loss"
}

// verdict is the lead and what the figures do not bear out.
func (d *Page) verdict() string {
	words := []string{d.opening()}
	if d.Eval != nil {
		words = append(words, d.Eval.Cautions...)
	}
	return strings.Join(words, " ")
}

// opening says in plain words what was trained on what, and how well it does.
func (d *Page) opening() string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }

	m := d.Meta
	if y, err := m.Layout(); err == nil {
		s := fmt.Sprintf("A network with %s learned", kit.Plural(y.Parameters, "1 parameter", "%s parameters").String())
		switch {
		case m.Batch != nil:
			s += " from batches of pictures of " + kit.Named(m.Data.Name).String()
		case m.Data.Count > 0:
			s += fmt.Sprintf(" from the training part of %s of %s", kit.Plural(m.Data.Count, "1 triplet", "%s triplets").String(), kit.Named(m.Data.Name).String())
		default:
			s += " from " + kit.Named(m.Data.Name).String()
		}
		if m.Training.Epochs > 0 {
			s += " in " + kit.Plural(m.Training.Epochs, "1 epoch", "%s epochs").String()
			if m.Training.BestEpoch > 0 && m.Training.BestEpoch != m.Training.Epochs {
				s += fmt.Sprintf(" (the weights of epoch %d were kept)", m.Training.BestEpoch)
			}
		}
		add("%s.", s)
	}
	if d.Eval == nil {
		add("The model was not evaluated.")
		return strings.Join(out, " ")
	}
	if names := verified(d.Eval); len(names) > 0 {
		lead := d.lead(names)
		v := d.Eval.Verification[lead]
		held := "held back from training (single pictures may stand in other triplets)"
		if m.Batch != nil {
			held = "of pictures held back from training"
		}
		if d.other() {
			held = "of " + kit.Named(d.Judged.Triplets.Name).String() + ", another file than it learned from"
		}
		add("On %s %s, it tells the same class from a different one in %s of the pairs by %s, at a threshold chosen on other data.",
			kit.Plural(d.Eval.Triplets, "1 triplet", "%s triplets").String(), held, kit.Percent(v.HeldOutAccuracy), d.spoken(lead))
	}
	if names := searched(d.Eval); len(names) > 0 {
		lead := d.lead(names)
		of := kit.Plural(d.Eval.Queries, "1 test picture", "%s test pictures").String()
		if d.Judged != nil && d.Judged.Pictures != nil && d.Judged.Pictures.Name != m.Data.Name {
			of += " of " + kit.Named(d.Judged.Pictures.Name).String()
		}
		add("Of %s, %s are given their right class by their five nearest among %s by %s.",
			of, kit.Percent(d.Eval.Neighbours[lead].KNN5), kit.Plural(d.Eval.Gallery, "1 training picture", "%s training pictures").String(), d.spoken(lead))
	}
	for _, sentence := range []string{leastWords(d.Eval.Classes[d.Eval.Lead()]), baselineWords(d.Eval.Baselines)} {
		if sentence != "" {
			add("%s", sentence)
		}
	}
	if n := len(m.Training.Warnings); n > 0 {
		add("Training gave %s: read the box below before you use this model.", kit.Plural(n, "1 warning", "%s warnings").String())
	}
	return strings.Join(out, " ")
}

// spoken names a distance within a sentence.
func (d *Page) spoken(name string) string {
	if name == eval.Own {
		return "the distance that the loss stands for, " + d.Eval.Own
	}
	return kit.DistanceName(name).String() + " distance"
}
