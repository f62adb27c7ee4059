package evaluation

import (
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// title names the run.
func (d *Page) title() lang.Message {
	data, loss := kit.Named(d.Meta.Data.Name), d.Meta.LossTitle()
	switch {
	case loss == "":
		return data
	case d.other():
		return lang.T("%s, by a model trained on %s with %s loss", kit.Named(d.Judged.Triplets.Name), data, loss)
	}
	return lang.T("%s, %s loss", data, loss)
}

// verdict is the lead and what the figures do not bear out.
func (d *Page) verdict() lang.Message {
	words := []lang.Message{d.opening()}
	if d.Eval != nil {
		words = append(words, d.Eval.Cautions...)
	}
	return kit.Sentences(words...)
}

// opening says in plain words what was trained on what, and how well it does.
func (d *Page) opening() lang.Message {
	m := d.Meta
	if d.Eval == nil {
		return kit.Sentences(d.learned(), lang.T("The model was not evaluated."))
	}
	out := []lang.Message{d.learned()}
	if names := verified(d.Eval); len(names) > 0 {
		lead := d.lead(names)
		v := d.Eval.Verification[lead]
		out = append(out, lang.T("On %s, it tells the same class from a different one in %s of the pairs by %s, at a threshold chosen on other data.",
			d.tested(), kit.Percent(v.HeldOutAccuracy), d.spoken(lead)))
	}
	if names := searched(d.Eval); len(names) > 0 {
		lead := d.lead(names)
		of := kit.Plural(d.Eval.Queries, "1 test picture", "%s test pictures")
		if d.Judged != nil && d.Judged.Pictures != nil && d.Judged.Pictures.Name != m.Data.Name {
			of = kit.Plural(d.Eval.Queries, "1 test picture of %s", "%s test pictures of %s", kit.Named(d.Judged.Pictures.Name))
		}
		out = append(out, lang.T("Of %s, %s are given their right class by their five nearest among %s by %s.",
			of, kit.Percent(d.Eval.Neighbours[lead].KNN5), kit.Plural(d.Eval.Gallery, "1 training picture", "%s training pictures"), d.spoken(lead)))
	}
	out = append(out, leastWords(d.Eval.Classes[d.Eval.Lead()]), baselineWords(d.Eval.Baselines))
	if n := len(m.Training.Warnings); n > 0 {
		out = append(out, lang.T("Training gave %s: read the box below before you use this model.", kit.Plural(n, "1 warning", "%s warnings")))
	}
	return kit.Sentences(out...)
}

// learned says what was trained on what, or nothing where the network is not known.
func (d *Page) learned() lang.Message {
	m := d.Meta
	y, err := m.Layout()
	if err != nil {
		return lang.Message{}
	}
	from := kit.Named(m.Data.Name)
	switch {
	case m.Batch != nil:
		from = lang.T("batches of pictures of %s", from)
	case m.Data.Count > 0:
		from = lang.T("the training part of %s of %s", kit.Plural(m.Data.Count, "1 triplet", "%s triplets"), from)
	}
	size, epochs := kit.Plural(y.Parameters, "1 parameter", "%s parameters"), kit.Plural(m.Training.Epochs, "1 epoch", "%s epochs")
	switch best := m.Training.BestEpoch; {
	case m.Training.Epochs <= 0:
		return lang.T("A network with %s learned from %s.", size, from)
	case best > 0 && best != m.Training.Epochs:
		return lang.T("A network with %s learned from %s in %s (the weights of epoch %d were kept).", size, from, epochs, best)
	}
	return lang.T("A network with %s learned from %s in %s.", size, from, epochs)
}

// tested names the test triplets within a sentence.
func (d *Page) tested() lang.Message {
	n := kit.Plural(d.Eval.Triplets, "1 triplet", "%s triplets")
	switch {
	case d.other():
		return lang.T("%s of %s, another file than it learned from", n, kit.Named(d.Judged.Triplets.Name))
	case d.Meta.Batch != nil:
		return lang.T("%s of pictures held back from training", n)
	}
	return lang.T("%s held back from training (single pictures may stand in other triplets)", n)
}

// spoken names a distance within a sentence.
func (d *Page) spoken(name string) lang.Message {
	if name == eval.Own {
		return lang.T("the distance that the loss stands for, %s", d.Eval.Own)
	}
	return lang.T("%s distance", kit.DistanceName(name))
}
