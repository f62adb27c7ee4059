package webpage

import (
	"html"
	"regexp"
	"slices"
	"testing"
)

var (
	unread = regexp.MustCompile(`(?s)<(style|script|title|code)\b.*?</(style|script|title|code)>`)
	spoken = regexp.MustCompile(`\b(?:alt|title|aria-label)="([^"]*)"`)
	tag    = regexp.MustCompile(`(?s)<[^>]*>`)
	cut    = regexp.MustCompile(`<text\b[^>]*>[^<]*[⟦⟧][^<]*</text>`) // a figure shortens and breaks lines
	word   = regexp.MustCompile(`\pL[\pL-]{2,}`)
)

// AllSaid holds a page in lang.Pseudo to have every word between its marks ⟦ and ⟧, but
// for the given ones: names in the data and in formulas. Code is not looked at.
func AllSaid(t *testing.T, page string, names ...string) {
	t.Helper()
	page = cut.ReplaceAllString(unread.ReplaceAllString(page, "\n"), "\n")
	page = tag.ReplaceAllStringFunc(page, func(s string) string {
		text := "\n"
		for _, a := range spoken.FindAllStringSubmatch(s, -1) {
			text += a[1] + "\n"
		}
		return text
	})
	depth, outside := 0, []rune{}
	for _, r := range html.UnescapeString(page) {
		switch r {
		case '⟦':
			depth++
		case '⟧':
			depth--
			r = ' '
		}
		if depth == 0 {
			outside = append(outside, r)
		}
	}
	if depth != 0 || len(outside) == len([]rune(page)) {
		t.Fatalf("%d marks are left open, or there are none", depth)
	}
	for _, w := range word.FindAllString(string(outside), -1) {
		if !slices.Contains(names, w) {
			t.Errorf("%q does not go through package lang", w)
			names = append(names, w)
		}
	}
}
