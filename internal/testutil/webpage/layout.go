package webpage

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Folded are settings to add to a page before Layout looks at it: one in use and two
// that say nothing.
var Folded = [3][2]string{{"kept", "7"}, {"nothing-here", ""}, {"zero-here", "0"}}

// Layout holds a page that shows Folded to what phones and paper ask for. narrow is the
// number of charts of rows, each of which has a narrow form.
func Layout(t *testing.T, page string, narrow int) {
	t.Helper()
	onAPhone(t, page, narrow)
	onPaper(t, page)
	foldsSettings(t, page)
}

// onAPhone: every table of figures lies in something that scrolls and shows
// by a shade that it does, and every chart of rows has its narrow form.
func onAPhone(t *testing.T, page string, narrow int) {
	t.Helper()
	shade := regexp.MustCompile(`\.scroll,\.side>div:not\(\.missing\),\.side-panel\{overflow-x:auto;background:[^}]*\blocal\b[^}]*var\(--shade\)[^}]*\bscroll\b`)
	if !shade.MatchString(page) {
		t.Error("what scrolls has no shade")
	}
	tables, roomy, phone := 0, 0, 0
	walk(page, func(e element, in []element) {
		if e.is("roomy") {
			roomy++
		}
		if e.is("phone") {
			phone++
		}
		if e.name != "table" || !e.is("numbers") {
			return
		}
		tables++
		for i, p := range in {
			if p.is("scroll") || p.is("side-panel") || p.name == "div" && i > 0 && in[i-1].is("side") {
				return
			}
		}
		t.Errorf("a table in %v cannot scroll", in)
	})
	if roomy != phone || phone != narrow {
		t.Errorf("%d tables, %d charts of rows, %d narrow ones, want %d", tables, roomy, phone, narrow)
	}
}

// onPaper: folded tables are open there, heads of tables come again, and
// titles stay with what they are of.
func onPaper(t *testing.T, page string) {
	t.Helper()
	_, paper, _ := strings.Cut(page, "@media print{")
	for _, rule := range []string{
		`details::details-content{display:block;content-visibility:visible`,
		`thead{display:table-header-group}`,
		// A hint ends a section: kept with what follows, it would tie sections together,
		// and a browser that may break nowhere breaks in a figure.
		`h2,h3,caption,summary,section>p:not(.hint,:last-child){break-after:avoid}`,
	} {
		if !strings.Contains(paper, rule) {
			t.Errorf("no rule %s", rule)
		}
	}
	if whole := regexp.MustCompile(`[^}]*\{break-inside:avoid\}`).FindString(paper); !strings.Contains(whole, ",figure,") || !strings.Contains(whole, ",tr,") {
		t.Errorf("what is kept whole: %s", whole)
	}
	walk(page, func(e element, in []element) {
		switch {
		case e.is("plot") && in[len(in)-1].name != "figure":
			t.Error("a drawing outside its figure")
		case e.name == "tbody" && in[len(in)-1].is("scroll"):
			t.Error("rows outside a table")
		}
	})
	for _, table := range regexp.MustCompile(`(?s)<table class="numbers[^"]*">.*?</table>`).FindAllString(page, -1) {
		if !strings.Contains(table, "<thead>") && !strings.Contains(table, "Without the network") {
			t.Errorf("a table without a head: %.200s", table)
		}
	}
}

// foldsSettings: the rows that say nothing are there, but folded.
func foldsSettings(t *testing.T, page string) {
	t.Helper()
	at := map[string]int{}
	for _, s := range Folded {
		at[s[0]] = strings.Index(page, `<th scope="row">`+s[0]+`</th>`)
	}
	start := strings.LastIndex(page, "<details>")
	if start < 0 || !strings.Contains(page[start:], "zero or not used</summary>") {
		t.Error("nothing is folded")
		return
	}
	end := start + strings.Index(page[start:], "</details>")
	if at["kept"] < 0 || at["kept"] > start {
		t.Error("a setting in use is folded or lost")
	}
	for _, key := range []string{"nothing-here", "zero-here"} {
		if at[key] < start || at[key] > end {
			t.Errorf("%s is not folded, or lost", key)
		}
	}
}

// element is an open element of a page: its name, and its classes between blanks.
type element struct{ name, class string }

// walk calls at with each element and those that it lies in, the outermost first.
func walk(page string, at func(e element, in []element)) {
	page = regexp.MustCompile(`(?s)<(style|script)\b.*?</(style|script)>`).ReplaceAllString(page, "")
	class := regexp.MustCompile(`class="([^"]*)"`)
	void := []string{"meta", "img", "br"}
	var open []element
	for _, m := range regexp.MustCompile(`<(/?)([a-z0-9]+)((?:[^>"]|"[^"]*")*?)(/?)>`).FindAllStringSubmatch(page, -1) {
		if m[1] == "/" {
			open = open[:len(open)-1]
			continue
		}
		e := element{name: m[2]}
		if c := class.FindStringSubmatch(m[3]); c != nil {
			e.class = " " + c[1] + " "
		}
		at(e, open)
		if m[4] == "" && !slices.Contains(void, e.name) {
			open = append(open, e)
		}
	}
}

func (e element) is(class string) bool { return strings.Contains(e.class, " "+class+" ") }
