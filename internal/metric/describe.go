package metric

import (
	"slices"
	"strconv"
	"strings"
)

// AtMargin is the loss of a triplet whose distances are all equal: the sum of
// Weight * max(Margin, 0). A training loss that stays there says that nothing
// is learned: collapsed embeddings, an inverted sign or a wrong learning rate.
func (s Spec) AtMargin() float64 {
	sum := 0.0
	for _, t := range s.Terms {
		sum += t.Weight * max(t.Margin, 0)
	}
	return sum
}

// String writes the formula of one triplet's loss, such as
//
//	0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)
//
// A spec without terms is "0".
func (s Spec) String() string {
	if len(s.Terms) == 0 {
		return "0"
	}
	var terms []string
	for _, t := range s.Terms {
		terms = append(terms, t.String())
	}
	return strings.Join(terms, " + ")
}

// String writes the formula of one term.
func (t TermSpec) String() string {
	symbol := t.Distance
	if d, err := Lookup[float64](t.Distance); err == nil {
		symbol = d.Symbol()
	}
	near, far := symbol+"_ap", symbol+"_an"
	if t.Inverted {
		near, far = far, near
	}
	var b strings.Builder
	if t.Weight != 1 {
		b.WriteString(number(t.Weight) + "*")
	}
	b.WriteString("relu(" + near + " - " + far)
	switch {
	case t.Margin < 0:
		b.WriteString(" - " + number(-t.Margin))
	case t.Margin != 0:
		b.WriteString(" + " + number(t.Margin))
	}
	b.WriteString(")")
	return b.String()
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// clone is a copy that shares no memory with s.
func (s Spec) clone() Spec {
	s.Terms = slices.Clone(s.Terms)
	return s
}
