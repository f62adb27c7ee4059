package report

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// everyPage is one page of each kind, with more settings.
func everyPage(t *testing.T, extra []Setting) map[string]string {
	t.Helper()
	d := warned()
	d.Settings = append(d.Settings, extra...)
	d.Map = mapExample()
	a := analysis(t, 200, combinedLoss, "cosine", "euclidean")
	a.Settings = append(a.Settings, extra...)
	cal := calibrationExample(t, "cosine", "euclidean")
	cal.Settings = append(cal.Settings, extra...)
	com := compared(t, 3, []string{"cosine", "combined", "euclidean"}, better)
	com.Settings = append(com.Settings, extra...)
	tun := tuned()
	tun.Settings = append(tun.Settings, extra...)
	m := mapExample()
	m.Settings = append(m.Settings, extra...)
	dup := duplicatesExample(t)
	dup.Settings = append(dup.Settings, extra...)
	var check bytes.Buffer
	if err := dup.HTML(&check); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := WriteCalibration(dir, cal); err != nil {
		t.Fatal(err)
	}
	calibration, err := os.ReadFile(filepath.Join(dir, CalibrationHTML))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"report": html(t, d), "analysis": analysisHTML(t, a), "calibration": string(calibration), "comparison": comparisonHTML(t, com),
		"tuning": tuningHTML(t, tun), "map": mapHTML(t, m), "data check": check.String(),
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

// TestPagesOnAPhone: every table of figures lies in something that scrolls and shows
// by a shade that it does, and every chart of rows has its narrow form.
func TestPagesOnAPhone(t *testing.T) {
	shade := regexp.MustCompile(`\.scroll,\.side>div:not\(\.missing\),\.side-panel\{overflow-x:auto;background:[^}]*\blocal\b[^}]*var\(--shade\)[^}]*\bscroll\b`)
	narrow := map[string]int{"comparison": 3, "analysis": 1}
	for name, page := range everyPage(t, nil) {
		if !shade.MatchString(page) {
			t.Errorf("%s: what scrolls has no shade", name)
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
			t.Errorf("%s: a table in %v cannot scroll", name, in)
		})
		if tables == 0 || roomy != phone || phone != narrow[name] {
			t.Errorf("%s: %d tables, %d charts of rows, %d narrow ones, want %d", name, tables, roomy, phone, narrow[name])
		}
	}
}

// TestPagesOnPaper: folded tables are open there, heads of tables come again, and
// titles stay with what they are of.
func TestPagesOnPaper(t *testing.T) {
	for name, page := range everyPage(t, []Setting{{"a", ""}, {"b", ""}}) {
		_, paper, _ := strings.Cut(page, "@media print{")
		for _, rule := range []string{
			`details::details-content{display:block;content-visibility:visible`,
			`thead{display:table-header-group}`,
			// A hint ends a section: kept with what follows, it would tie sections together,
			// and a browser that may break nowhere breaks in a figure.
			`h2,h3,caption,summary,section>p:not(.hint,:last-child){break-after:avoid}`,
		} {
			if !strings.Contains(paper, rule) {
				t.Errorf("%s: no rule %s", name, rule)
			}
		}
		if whole := regexp.MustCompile(`[^}]*\{break-inside:avoid\}`).FindString(paper); !strings.Contains(whole, ",figure,") || !strings.Contains(whole, ",tr,") {
			t.Errorf("%s: what is kept whole: %s", name, whole)
		}
		walk(page, func(e element, in []element) {
			switch {
			case e.is("plot") && in[len(in)-1].name != "figure":
				t.Errorf("%s: a drawing outside its figure", name)
			case e.name == "tbody" && in[len(in)-1].is("scroll"):
				t.Errorf("%s: rows outside a table", name)
			}
		})
		for _, table := range regexp.MustCompile(`(?s)<table class="numbers[^"]*">.*?</table>`).FindAllString(page, -1) {
			if !strings.Contains(table, "<thead>") && !strings.Contains(table, "Without the network") {
				t.Errorf("%s: a table without a head: %.200s", name, table)
			}
		}
	}
}
