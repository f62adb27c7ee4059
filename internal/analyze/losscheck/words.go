package losscheck

import (
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/metric/formula"
)

// Finding is one thing that a reader of a Result should know.
type Finding struct {
	// Level is Problem or Note.
	Level string       `json:"level"`
	Text  lang.Message `json:"text"`
}

// The levels of a Finding.
const (
	levelProblem = "problem"
	levelNote    = "note"
)

// say words what minimising does to the variable.
func (v *VariableEffect) say() {
	smaller, larger := lang.T("pulls the positive to the anchor"), lang.T("pushes the positive away")
	switch {
	case v.variable.Length():
		smaller, larger = lang.T("shortens the anchor"), lang.T("lengthens the anchor")
		switch v.variable.Picture {
		case 'p':
			smaller, larger = lang.T("shortens the positive"), lang.T("lengthens the positive")
		case 'n':
			smaller, larger = lang.T("shortens the negative"), lang.T("lengthens the negative")
		}
	case v.variable.Pair == formula.AN:
		smaller, larger = lang.T("pulls the negative to the anchor"), lang.T("pushes the negative away")
	case v.variable.Pair == formula.PN:
		smaller, larger = lang.T("pulls the negative to the positive"), lang.T("pushes the negative away from the positive")
	}
	switch {
	case v.Shrinks == 0 && v.Grows == 0:
		v.Effect = lang.T("does nothing")
	case v.Grows == 0:
		v.Effect = smaller
	case v.Shrinks == 0:
		v.Effect = larger
	default:
		v.Effect = lang.T("%s (%s), %s (%s)", smaller, percent(v.Shrinks), larger, percent(v.Grows))
	}
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// effect sums shares over the variables of some pairs: how far minimising makes
// them smaller and larger.
func (c *Result) effect(pairs ...formula.Pair) (shrinks, grows float64) {
	for _, v := range c.Variables {
		if !v.variable.Length() && slices.Contains(pairs, v.variable.Pair) {
			shrinks, grows = shrinks+v.Shrinks*v.Influence, grows+v.Grows*v.Influence
		}
	}
	return shrinks, grows
}

// judge finds what is wrong or worth knowing, and says the verdict.
func (c *Result) judge() {
	problem := func(text lang.Message) { c.Findings = append(c.Findings, Finding{levelProblem, text}) }
	note := func(text lang.Message) { c.Findings = append(c.Findings, Finding{levelNote, text}) }
	pull, away := c.effect(formula.AP)
	in, push := c.effect(formula.AN, formula.PN)
	switch {
	case c.Undefined == c.Triplets: // said already
	case c.Silent == 1:
		problem(lang.T("it is silent on every triplet: nothing would be learned. Raise a margin"))
	case away > pull && in > push:
		problem(lang.T("it pushes the positive away and pulls the negative in: is it inverted? Swap ap and an"))
	case away > pull:
		problem(lang.T("it pushes the positive away from the anchor: is a sign inverted?"))
	case in > push:
		problem(lang.T("it pulls the negative to the anchor: is a sign inverted?"))
	case push == 0:
		problem(lang.T("nothing pushes negatives away, so all pictures may fall into one point (collapse); add a term with an"))
	case pull == 0:
		problem(lang.T("nothing pulls the positive to the anchor; add a term with ap"))
	}
	for _, v := range c.unbounded() {
		problem(lang.T("it falls without end as %s grows, so lengths may explode; bound it, as in relu(2 - %s)", v, v))
	}
	for _, h := range c.Hinges {
		if h.Active == 0 && c.Silent < 1 {
			problem(lang.T("the term %s is silent on every triplet: what is in it reaches %.3g at most. Whether it ever acts depends on the data; mekiki calibrate says so", h.Hinge, h.Largest))
		}
	}
	if c.Decision == "" {
		note(lang.T("it stands for no single distance, so evaluation looks at cosine and Euclidean; to define one write: let d = cos + 0.1*euc; and use d_ap, d_an"))
	}
	if c.loss.Fitted() && c.loss.Spec().Mahalanobis.Dim() == 0 {
		note(lang.T("mah is fitted in training only; here it has no fit and measures as Euclidean distance. With --model it is fitted on that model's embeddings"))
	}
	if c.anglesOnly() {
		note(lang.T("it looks at angles only: the lengths of embeddings stay free and say nothing"))
	}
	if name, share := c.heaviest(); share > 0.95 {
		note(lang.T("%s of its influence comes from %s alone: the other distances hardly count", percent(share), name))
	}
	c.Verdict = lang.T("It pulls positives to the anchor and pushes negatives away, as a loss should.")
	if i := slices.IndexFunc(c.Findings, func(f Finding) bool { return f.Level == levelProblem }); i >= 0 {
		c.Verdict = lang.T("Something looks wrong: %s.", firstLine{c.Findings[i].Text})
	}
}

// firstLine is a text without its further lines.
type firstLine struct{ lang.Message }

// In says the line in a language.
func (f firstLine) In(l lang.Language) string {
	line, _, _ := strings.Cut(l.Say(f.Message), "\n")
	return line
}

// bounded are the distances that cannot grow beyond a small number.
var bounded = []string{"cosine", "angular", "correlation"}

// unbounded names the variables whose growth makes the loss fall without end.
func (c *Result) unbounded() []string {
	var out []string
	at := make([]float64, len(c.Variables))
	for i, v := range c.Variables {
		at[i] = v.median
	}
	for i, v := range c.Variables {
		if slices.Contains(bounded, v.variable.Distance) {
			continue
		}
		from := at[i]
		at[i] = 1e4 * (1 + from)
		far := c.loss.At(at)
		at[i] *= 100
		farther := c.loss.At(at)
		at[i] = from
		if farther < 10*far && far < 0 {
			out = append(out, v.Name)
		}
	}
	return out
}

func (c *Result) anglesOnly() bool {
	return !slices.ContainsFunc(c.Variables, func(v VariableEffect) bool {
		return v.variable.Distance != "cosine" && v.variable.Distance != "angular"
	})
}

// heaviest is the distance with the largest influence, of several.
func (c *Result) heaviest() (name string, share float64) {
	sum := map[string]float64{}
	for _, v := range c.Variables {
		if !v.variable.Length() {
			sum[v.variable.Distance] += v.Influence
		}
	}
	if len(sum) < 2 {
		return "", 0
	}
	for n, s := range sum {
		if s > share {
			name, share = n, s
		}
	}
	return name, share
}
