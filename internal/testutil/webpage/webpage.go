// Package webpage holds a report's pages to what readers need of them, whatever they say.
package webpage

import (
	"regexp"
	"strings"
	"testing"
)

// Outline is the page without drawings, pictures and style: what is said, and
// in which elements.
func Outline(page string) string {
	for _, cut := range []string{`(?s)<style>.*?</style>`, `(?s)<svg.*?</svg>`, `src="data:[^"]*"`, `data-places="[^"]*"`, `(?s)<script>.*?</script>`} {
		page = regexp.MustCompile(cut).ReplaceAllString(page, "…")
	}
	return page
}

// StandsAlone holds a page to asking for nothing beside itself, and to what
// readers without eyes need.
func StandsAlone(t *testing.T, page string) {
	t.Helper()
	rest := strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, "")
	for _, bad := range []string{"http:", "https:", "<script", "<link", "@import", "url(", "src=\"/", "ZgotmplZ"} {
		if strings.Contains(rest, bad) {
			t.Errorf("the page contains %s", bad)
		}
	}
	for _, img := range regexp.MustCompile(`<img[^>]*>`).FindAllString(page, -1) {
		if !regexp.MustCompile(`alt="[^"]+"`).MatchString(img) {
			t.Error("a picture has no alt text")
		}
	}
	for _, svg := range regexp.MustCompile(`<svg[^>]*>`).FindAllString(page, -1) {
		if !regexp.MustCompile(`role="img" aria-label="[^"]+"`).MatchString(svg) {
			t.Errorf("a figure has no label: %s", svg)
		}
	}
	for _, th := range regexp.MustCompile(`<th\b[^>]*>`).FindAllString(page, -1) {
		if !strings.Contains(th, "scope=") {
			t.Errorf("a table header has no scope: %s", th)
		}
	}
	for _, id := range regexp.MustCompile(`href="#([a-z]+)"`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, `id="`+id[1]+`"`) {
			t.Errorf("link to #%s leads nowhere", id[1])
		}
	}
	Nested(t, page)
}

// Nested holds the page to well-formed nesting of its elements.
func Nested(t *testing.T, page string) {
	t.Helper()
	void := map[string]bool{"meta": true, "img": true, "br": true}
	page = regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAllString(page, "")
	var open []string
	for _, m := range regexp.MustCompile(`<(/?)([a-z0-9]+)((?:[^>"]|"[^"]*")*?)(/?)>`).FindAllStringSubmatch(page, -1) {
		switch {
		case m[1] == "" && m[4] == "" && !void[m[2]]:
			open = append(open, m[2])
		case m[1] == "/":
			if len(open) == 0 || open[len(open)-1] != m[2] {
				t.Fatalf("</%s> closes %v", m[2], open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("never closed: %v", open)
	}
}
