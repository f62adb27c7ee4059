package inspection

import (
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// Verdict says in a few sentences what was found.
func (p *Page) Verdict() lang.Message {
	f := p.Figures
	var said []lang.Message
	if f.Bad > 0 {
		said = append(said, lang.T("%s of %s are called OK; of those to come at most %s are.",
			kit.Count(f.Escapes.Count), kit.Plural(f.Bad, "1 bad part", "%s bad parts"), risk.Percent(f.Escapes.AtMost)))
	}
	if f.Good > 0 {
		said = append(said, lang.T("%s of %s are called NG; of those to come at most %s are.",
			kit.Count(f.Overkill.Count), kit.Plural(f.Good, "1 good part", "%s good parts"), risk.Percent(f.Overkill.AtMost)))
	}
	if n := f.GoodReview.Count + f.BadReview.Count; n > 0 {
		said = append(said, kit.Plural(n, "1 part is left to a person.", "%s parts are left to a person."))
	}
	said = append(said, lang.T("Each limit holds with %s confidence.", risk.Percent(f.Confidence)))
	return kit.Sentences(said...)
}

// Cautions say what the figures cannot show; nil where nothing speaks against them.
func (p *Page) Cautions() []lang.Message {
	f := p.Figures
	var out []lang.Message
	switch {
	case f.Bad == 0:
		out = append(out, risk.NoMiss(0, f.Confidence))
	case f.Escapes.Count == 0 && f.Escapes.AtMost > 0.01:
		out = append(out, risk.NoMiss(f.Escapes.Cases, f.Confidence))
	}
	if f.Good == 0 {
		out = append(out, lang.T("Without a good part nothing can be said of overkill."))
	}
	return append(out, p.Masks.words()...)
}

// LeakWords says how many pictures of the test were learned, or that nobody can tell; a zero message where none was.
func (p *Page) LeakWords() lang.Message {
	if p.LeakChecked == 0 {
		return lang.T("Nobody can tell whether pictures of the test were learned: the inspector keeps no pictures (--no-thumbnails). If some were, the figures below are too good.")
	}
	if len(p.Leaks) == 0 {
		return lang.Message{}
	}
	return kit.Plural(len(p.Leaks), "1 picture of the test is among those that were learned, or nearly: the figures below are too good.",
		"%s pictures of the test are among those that were learned, or nearly: the figures below are too good.")
}

// Line says what a picture is a copy of.
func (l Leak) Line() lang.Message {
	if l.Distance == 0 {
		return lang.T("%s is a copy of %s", l.File, l.Known)
	}
	return lang.T("%s is nearly %s (distance %s)", l.File, l.Known, kit.Brief(l.Distance))
}
