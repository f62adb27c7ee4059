package study

import (
	"fmt"
	"regexp"
	"strings"

	"mekiki/internal/lang"
)

// Loss is one side of a comparison.
type Loss struct {
	// Name is how tables and figures call it, Text what train.Config.Loss takes.
	Name, Text string
}

// named finds "name: formula". A formula itself has no colon, so whatever
// stands before one is a name, if it looks like one.
var named = regexp.MustCompile(`(?s)^\s*([\pL_][\pL\pN _.+-]*?)\s*:\s*(\S.*)$`)

// longestName is the longest formula that serves as its own name.
const longestName = 28

// ParseLosses reads the losses of a comparison as they are typed: the name of a
// preset, a formula, or "name: formula". A formula without a name is called by
// its own text if that is short, else "loss 2" by its place. A name that is
// given twice is an error; what is the same without a given name gets a number.
func ParseLosses(texts []string) ([]Loss, error) {
	var out []Loss
	taken := map[string]bool{}
	for i, text := range texts {
		l := Loss{Text: strings.TrimSpace(text)}
		if l.Text == "" {
			return nil, lang.Errorf("loss %d is empty; give a name or a formula", i+1)
		}
		if m := named.FindStringSubmatch(l.Text); m != nil {
			l.Name, l.Text = m[1], m[2]
			if taken[l.Name] {
				return nil, lang.Errorf("two losses are called %q; give each a name of its own", l.Name)
			}
		} else {
			base := l.Text
			if len(base) > longestName {
				base = fmt.Sprintf("loss %d", i+1)
			}
			l.Name = base
			for n := 2; taken[l.Name]; n++ {
				l.Name = fmt.Sprintf("%s (%d)", base, n)
			}
		}
		taken[l.Name] = true
		out = append(out, l)
	}
	return out, nil
}
