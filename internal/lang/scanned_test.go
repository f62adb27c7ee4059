package lang

import (
	"slices"
	"strings"
	"testing"
)

// TestScanFinds shows on made-up files that each way of saying something is found, and
// what cannot be translated, too.
func TestScanFinds(t *testing.T) {
	const src = `package cli
func f(a *app, l lang.Language) error {
	a.note("one %d", 1)
	l.Text("two" + " more")
	x := lang.Plural(n, "three", "%d threes")
	t.line("four\t%s", lang.T("five"))
	fmt.Errorf("six")
	errors.New("seven")
	fmt.Errorf("%s: %w", a, b)
	a.note(text)
	return misuse.Errorf("eight %w", lang.Errorf("nine"))
}
`
	said, faults, err := scanGo("internal/cli/f.go", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, s := range said {
		texts = append(texts, s.text)
	}
	want := []string{"one %d", "two more", "three", "%d threes", "four\t%s", "five", "eight %w", "nine"}
	if !slices.Equal(texts, want) || said[0].line != 3 {
		t.Errorf("said %q from line %d", texts, said[0].line)
	}
	var wrong []string
	for _, f := range faults {
		wrong = append(wrong, f.place()+" "+f.text)
	}
	if len(wrong) != 3 || !strings.Contains(wrong[0], ":7 fmt.Errorf") || !strings.Contains(wrong[1], ":8 errors.New") || !strings.Contains(wrong[2], ":10 .note gets") {
		t.Errorf("faults %q", wrong)
	}
	_, faults, err = scanGo("internal/work/misuse/f.go", []byte("package misuse\nfunc Errorf(format string) { lang.Errorf(format) }\nfunc f(s string) { Errorf(s) }\n"))
	if err != nil || len(faults) != 1 || faults[0].line != 3 {
		t.Errorf("who hands a format on is not told from who makes it: %v, %v", faults, err)
	}
	said, faults, err = scanTemplate("x.tmpl", []byte("{{define \"a\"}}\n{{if t \"one\"}}{{range .X}}{{t \"two %d\" .N}}{{else}}{{(t \"three\") | html}}{{end}}{{end}}{{end}}{{template \"a\" t \"four\"}}{{t .Five}}{{with $x := t \"six\"}}{{end}}"))
	texts = nil
	for _, s := range said {
		texts = append(texts, s.text)
	}
	slices.Sort(texts)
	if err != nil || !slices.Equal(texts, []string{"four", "one", "six", "three", "two %d"}) || len(faults) != 1 {
		t.Errorf("%q, %v, %v", texts, faults, err)
	}
}
