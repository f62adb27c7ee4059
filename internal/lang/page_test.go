package lang

import (
	"html/template"
	"strings"
	"testing"
)

// TestPage says texts in each place of a page: they are escaped there, markup is not.
func TestPage(t *testing.T) {
	const page = `<html lang="{{lang}}"><h1>{{t "warning:"}}</h1><p title="{{t "failed: %s" .Evil}}">{{t "failed: %s" .Evil}}</p>` +
		`<p>{{t "%s, %d runs" .Mark 2}}{{say .Note}}</p><script>let x = {{t "failed: %s" .Evil}}</script>`
	show := func(l Language) string {
		var b strings.Builder
		err := template.Must(template.New("").Funcs(l.Funcs()).Parse(page)).Execute(&b, map[string]any{
			"Evil": `<b>&"'`, "Mark": template.HTML("<b>5 &lt; 6</b>"), "Note": T("1 epoch"),
		})
		if err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	const evil = "&lt;b&gt;&amp;&#34;&#39;"
	want := `<html lang="ja"><h1>警告：</h1><p title="失敗しました：` + evil + `">失敗しました：` + evil + `</p>` +
		`<p><b>5 &lt; 6</b>、2 回1 エポック</p><script>let x = "失敗しました：\u003cb\u003e\u0026\"'"</script>`
	if got := show(Japanese); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := show(English); !strings.Contains(got, "<b>5 &lt; 6</b>, 2 runs1 epoch</p>") || !strings.Contains(got, `lang="en"`) {
		t.Errorf("%s", got)
	}
	if got := show(Pseudo); !strings.Contains(got, "<p>⟦<b>5 &lt; 6</b>, 2 runs⟧⟦1 epoch⟧</p>") {
		t.Errorf("%s", got)
	}
}

// TestPageEscapes what is no markup where other arguments are.
func TestPageEscapes(t *testing.T) {
	got := English.page("%s & %v & %d", template.HTML("<i>"), T("%s", "<b>"), 3)
	if got != template.HTML("<i> &amp; &lt;b&gt; &amp; 3") {
		t.Errorf("%v", got)
	}
}
