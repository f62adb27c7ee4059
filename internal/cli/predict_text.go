package cli

import (
	"path/filepath"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/report/prediction"
)

// predictText prints a line for each picture, and what the threshold is worth.
func predictText(t *table, p *prediction.Page, out string) {
	t.line("picture\tclass\tdistance\tnearest known pictures")
	for _, one := range p.Predicted {
		class := lang.T("%s", one.Class)
		if one.Unknown {
			class = lang.T("unknown (nearest: %s)", one.Class)
		}
		var names []string
		for _, n := range one.Neighbours {
			names = append(names, n.Name)
		}
		t.line("%s\t%s\t%.4g\t%s", one.File, class, one.Distance, strings.Join(names, ", "))
	}
	for _, b := range p.Broken {
		t.line("%s\tnot read\t\t%s", b.File, lang.Saved(b.Reason))
	}
	t.line("")
	t.line("%s", p.Verdict())
	t.line("Known are %d pictures, %s; the distance is %s.", p.Known, lang.Saved(p.Origin), distanceName(p.Distance))
	for _, line := range p.ThresholdWords() {
		t.line("%s", line)
	}
	for _, line := range p.Cautions() {
		t.line("warning\t%s", t.as(colorWarning, t.lang.Say(line)))
	}
	if out != "" {
		t.line("")
		t.line("page\t%s", filepath.Join(out, prediction.HTMLFile))
	}
}
