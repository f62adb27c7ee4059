package prediction

import (
	"fmt"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/report/kit"
)

// Verdict says in a few sentences what was found.
func (p *Page) Verdict() string {
	n := len(p.Predicted)
	s := fmt.Sprintf("%s of %s %s called a known class", kit.Count(n-p.unknowns()), kit.Plural(n, "1 picture", "%s pictures").String(), areIs(n-p.unknowns()))
	if u := p.unknowns(); u > 0 {
		s += fmt.Sprintf(", %s %s unknown: farther than %s from every known picture", kit.Count(u), areIs(u), kit.Number(p.OpenSet.Threshold))
	}
	if b := len(p.Broken); b > 0 {
		s += fmt.Sprintf("; %s could not be read", kit.Count(b))
	}
	return s + "."
}

func areIs(n int) string { return map[bool]string{true: "is", false: "are"}[n == 1] }

// ThresholdWords says where the threshold comes from and what it is worth, a sentence each.
func (p *Page) ThresholdWords() []string {
	o := p.OpenSet
	out := []string{fmt.Sprintf("A picture is unknown if it is farther than %s from every known picture. Of %s of known classes %s %s farther (asked for: at most %s %%), so a new picture of a known class is called unknown with a chance of at most %s %%.",
		kit.Number(o.Threshold), kit.Plural(o.HeldOut, "1 held-out picture", "%s held-out pictures").String(), kit.Count(o.Rejected), areIs(o.Rejected), kit.Percentage(o.Reject), kit.Percentage(o.NewRejected))}
	if f := o.Unseen; f != nil {
		out = append(out, fmt.Sprintf("Of %s of classes that no known picture has, %s are called a known class all the same: %s.", kit.Plural(f.Pictures, "1 held-out picture", "%s held-out pictures").String(), kit.Count(f.Accepted), p.acceptedWords(f)))
	}
	if f := o.LeftOut; f != nil {
		out = append(out, fmt.Sprintf("With the known pictures of its own class left out, %s of the %s would be called another class instead of unknown: %s. The network has learned these classes; of classes that it has never seen it may accept more.",
			kit.Count(f.Accepted), kit.Plural(f.Pictures, "1 held-out picture", "%s held-out pictures").String(), p.acceptedWords(f)))
	}
	return out
}

// Cautions say where "unknown" is not to be relied on; nil where nothing speaks against it.
func (p *Page) Cautions() []string {
	for _, f := range []*eval.FalseAccept{p.OpenSet.Unseen, p.OpenSet.LeftOut} {
		if f != nil && f.Share.Value > 0.5 {
			return []string{"Most pictures of unknown classes pass at this threshold: do not rely on it to find them. A larger share to reject makes it smaller; what remains is how well the embedding parts the classes."}
		}
	}
	return nil
}

// acceptedWords are the share, its interval, and the class with the largest share where that
// says more.
func (p *Page) acceptedWords(f *eval.FalseAccept) string {
	e := kit.FinePercent(f.Share)
	s := e.Value
	if e.Range != "" {
		s += " [" + strings.ReplaceAll(e.Range, "\u00a0", " ") + "]"
	}
	if len(f.Classes) < 2 {
		return s
	}
	worst := f.Classes[0]
	for _, c := range f.Classes {
		if c.Accepted*worst.Pictures > worst.Accepted*c.Pictures {
			worst = c
		}
	}
	s += " as a mean over classes"
	if worst.Accepted > 0 {
		s += fmt.Sprintf(", most often %s (%s of %s)", p.className(worst.Class), kit.Count(worst.Accepted), kit.Count(worst.Pictures))
	}
	return s
}

// className is the name of a class, or its number where it has none.
func (p *Page) className(c int32) string {
	if c >= 0 && int(c) < len(p.Classes) {
		return p.Classes[c]
	}
	return fmt.Sprint(c)
}
