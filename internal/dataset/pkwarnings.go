package dataset

import (
	"fmt"
	"strings"

	"mekiki/internal/lang"
)

// uneven is how many times oftener an epoch may show the pictures of one class
// than those of another before Warnings says so.
const uneven = 4

// Warnings names classes with fewer than K pictures, and the two ends where
// sizes of the others differ so much that the epoch is uneven.
func (s *PKSampler) Warnings() []string {
	var small, out []string
	var often, seldom *class
	// Times is how often an epoch shows each picture of a class.
	times := func(c *class) float64 { return float64(c.groups*s.k) / float64(len(c.deck)) }
	for i := range s.classes {
		c := &s.classes[i]
		if len(c.deck) < s.k {
			small = append(small, fmt.Sprintf("%q (%d)", s.names(c.label), len(c.deck)))
			continue
		}
		if often == nil || times(c) > times(often) {
			often = c
		}
		if seldom == nil || times(c) < times(seldom) {
			seldom = c
		}
	}
	if small != nil {
		out = append(out, lang.T("fewer than the %d pictures that a batch takes of a class: %s; they are shown repeatedly: add pictures, or choose fewer a class", s.k, list(small)).String())
	}
	if often != nil && times(often) > uneven*times(seldom) {
		out = append(out, lang.T("classes differ much in size: to put %d classes into every batch, an epoch shows each picture of %q about %.2g times and each of %q %.2g times; choose fewer classes a batch, or the shuffle sampler",
			s.p, s.names(often.label), times(often), s.names(seldom.label), times(seldom)).String())
	}
	return out
}

// list joins names, at most eight of them.
func list(names []string) lang.Message { return listed(names, 8) }

// listed joins the first names, and says how many more there are.
func listed(names []string, most int) lang.Message {
	if len(names) <= most {
		return lang.T("%s", strings.Join(names, ", "))
	}
	return lang.T("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
