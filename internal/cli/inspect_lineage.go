package cli

import (
	"slices"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
)

// mostNamed is how many pictures of a side and kind a step names.
const mostNamed = 5

// lineageText prints how an inspector came to be, the first step first.
func lineageText(t *table, steps []inspect.Step) {
	t.line("how it came to be:")
	for _, s := range steps {
		t.line("%s\t%s", s.When, stepWord(s.What))
		if s.By != "" {
			t.line("\tby %s", foreign(s.By))
		}
		if s.Version != "" {
			t.line("\tprogram %s", foreign(s.Version))
		}
		if s.Command != "" {
			t.line("\t%s", foreign(s.Command))
		}
		if s.Parent != "" {
			t.line("\tfrom the file with the SHA-256 %s", foreign(s.Parent))
		}
		if s.Good+s.Bad > 0 {
			t.line("\tpictures: %d good, %d bad", s.Good, s.Bad)
		}
		sourcesText(t, s.Pictures)
		if s.Thresholds != nil {
			t.line("\tREVIEW from a score of %.4g, NG from %.4g", s.Thresholds.Low, s.Thresholds.High)
		}
	}
}

// stepWord says what a step did.
func stepWord(what string) lang.Message {
	switch what {
	case "fit":
		return lang.T("learned good parts (inspect fit)")
	case "learn":
		return lang.T("learned more parts (inspect learn)")
	case "thresholds":
		return lang.T("moved the thresholds (inspect thresholds)")
	}
	return lang.T("%s", foreign(what))
}

// sourcesText names the first pictures of each side and kind, with the begin of their hashes.
func sourcesText(t *table, list []inspect.Source) {
	type group struct {
		bad  bool
		kind string
	}
	var order []group
	of := map[group][]inspect.Source{}
	for _, p := range list {
		g := group{p.Bad, p.Kind}
		if !slices.Contains(order, g) {
			order = append(order, g)
		}
		of[g] = append(of[g], p)
	}
	for _, g := range order {
		side := lang.T("good")
		switch {
		case g.kind != "":
			side = lang.T("bad, %s", foreign(g.kind))
		case g.bad:
			side = lang.T("bad")
		}
		var names lang.List
		for _, p := range of[g][:min(mostNamed, len(of[g]))] {
			names = append(names, lang.T("%s (%.8s)", foreign(p.Name), p.SHA256))
		}
		if more := len(of[g]) - mostNamed; more > 0 {
			t.line("\t%s: %s and %d more; --json has all", side, names, more)
		} else {
			t.line("\t%s: %s", side, names)
		}
	}
}
