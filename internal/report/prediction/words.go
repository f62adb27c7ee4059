package prediction

import (
	"fmt"
	"strings"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// Verdict says in a few sentences what was found.
func (p *Page) Verdict() lang.Message {
	n, u := len(p.Predicted), p.unknowns()
	pictures := kit.Plural(n, "1 picture", "%s pictures")
	s := kit.Plural(n-u, "1 of %s is called a known class", "%s of %s are called a known class", pictures)
	if u > 0 {
		unknown := kit.Plural(u, "1 is unknown: farther than %s from every known picture", "%s are unknown: farther than %s from every known picture", kit.Number(p.OpenSet.Threshold))
		s = kit.Plural(n-u, "1 of %s is called a known class, %s", "%s of %s are called a known class, %s", pictures, unknown)
	}
	if b := len(p.Broken); b > 0 {
		s = lang.T("%s; %s could not be read", s, kit.Count(b))
	}
	return lang.T("%s.", s)
}

// ThresholdWords says where the threshold comes from and what it is worth, a sentence each.
func (p *Page) ThresholdWords() []lang.Message {
	o := p.OpenSet
	farther := kit.Plural(o.Rejected, "1 is farther", "%s are farther")
	out := []lang.Message{lang.T("A picture is unknown if it is farther than %s from every known picture. Of %s of known classes %s (asked for: at most %s %%), so a new picture of a known class is called unknown with a chance of at most %s %%.",
		kit.Number(o.Threshold), kit.Plural(o.HeldOut, "1 held-out picture", "%s held-out pictures"), farther, kit.Percentage(o.Reject), kit.Percentage(o.NewRejected))}
	if f := o.Unseen; f != nil {
		out = append(out, lang.T("Of %s of classes that no known picture has, %s are called a known class all the same: %s.", kit.Plural(f.Pictures, "1 held-out picture", "%s held-out pictures"), kit.Count(f.Accepted), p.acceptedWords(f)))
	}
	if f := o.LeftOut; f != nil {
		left := lang.T("With the known pictures of its own class left out, %s of the %s would be called another class instead of unknown: %s.",
			kit.Count(f.Accepted), kit.Plural(f.Pictures, "1 held-out picture", "%s held-out pictures"), p.acceptedWords(f))
		if !p.Eye {
			left = lang.T("%s The network has learned these classes; of classes that it has never seen it may accept more.", left)
		}
		out = append(out, left)
	}
	return out
}

// Cautions say where "unknown" is not to be relied on; nil where nothing speaks against it.
func (p *Page) Cautions() []lang.Message {
	for _, f := range []*eval.FalseAccept{p.OpenSet.Unseen, p.OpenSet.LeftOut} {
		if f != nil && f.Share.Value > 0.5 {
			return []lang.Message{lang.T("Most pictures of unknown classes pass at this threshold: do not rely on it to find them. A larger share to reject makes it smaller; what remains is how well the embedding parts the classes.")}
		}
	}
	return nil
}

// acceptedWords are the share, its interval, and the class with the largest share where that
// says more.
func (p *Page) acceptedWords(f *eval.FalseAccept) lang.Message {
	e := kit.FinePercent(f.Share)
	s := lang.T("%s", e.Value)
	if e.Ranged() {
		s = lang.T("%s [%s]", e.Value, spaced{e.Range})
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
	s = lang.T("%s as a mean over classes", s)
	if worst.Accepted > 0 {
		s = lang.T("%s, most often %s (%s of %s)", s, p.className(worst.Class), kit.Count(worst.Accepted), kit.Count(worst.Pictures))
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

// spaced is a message with plain spaces, for a text that is no page.
type spaced struct{ lang.Message }

func (s spaced) In(l lang.Language) string {
	return strings.ReplaceAll(s.Message.In(l), "\u00a0", " ")
}

func (s spaced) String() string { return s.In(lang.English) }
