package lang

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// The catalogue's own entries serve as examples: "1 epoch", "shell", "value %d %v".

func TestText(t *testing.T) {
	for _, c := range []struct {
		got  func(Language) string
		want [3]string // English, Japanese, Pseudo
	}{
		{func(l Language) string { return l.Text("%d epochs", 3) }, [3]string{"3 epochs", "3 エポック", "⟦3 epochs⟧"}},
		{func(l Language) string { return l.Text("5 %% of %v, which no catalogue has", 1.5) },
			[3]string{"5 % of 1.5, which no catalogue has", "5 % of 1.5, which no catalogue has", "⟦5 % of 1.5, which no catalogue has⟧"}},
		{func(l Language) string { return l.Text("%s: %.1f %%", "a", 0.5) }, [3]string{"a: 0.5 %", "a: 0.5 %", "a: 0.5 %"}},
		{func(l Language) string { return l.Text("unknown %s %q; did you mean %q?", T("shell"), "zhs", "zsh") },
			[3]string{`unknown shell "zhs"; did you mean "zsh"?`, `"zhs" というシェルはありません。"zsh" ではありませんか`, `⟦unknown ⟦shell⟧ "zhs"; did you mean "zsh"?⟧`}},
		{func(l Language) string { return l.Say(Plural(1, "1 epoch", "%d epochs")) }, [3]string{"1 epoch", "1 エポック", "⟦1 epoch⟧"}},
		{func(l Language) string { return l.Say(Plural(2, "1 epoch", "%d epochs")) }, [3]string{"2 epochs", "2 エポック", "⟦2 epochs⟧"}},
		{func(l Language) string { return l.Text("%s", List{T("a list"), T("a text")}) }, [3]string{"a list, a text", "並び、文字列", "⟦a list⟧, ⟦a text⟧"}},
		{func(l Language) string { return l.Text("%s", Moment(time.Date(2026, 11, 9, 16, 5, 0, 0, time.UTC))) },
			[3]string{"2026-11-09 16:05 UTC", "2026年11月9日 16:05 UTC", "2026-11-09 16:05 UTC"}},
		{func(l Language) string { return l.Say(Message{}) }, [3]string{}},
		{func(l Language) string { return l.Word("5 %") }, [3]string{"5 %", "5 %", "5 %"}},
	} {
		for l, want := range c.want {
			if got := c.got(Language(l)); got != want {
				t.Errorf("%v: got %q, want %q", Language(l).Code(), got, want)
			}
		}
	}
}

// own is an error type of a room that says all of itself.
type own struct{ epoch int }

func (e own) Error() string        { return e.In(English) }
func (e own) In(l Language) string { return l.Text("%d epochs", e.epoch) }

func TestErrors(t *testing.T) {
	_, missing := os.Open("no such thing")
	sentinel := Errorf("nothing is there")
	for _, c := range []struct {
		err      error
		english  string
		japanese string
		is       []error
	}{
		{Errorf("it took too long"), "it took too long", "時間がかかりすぎました", nil},
		{Errorf("failed: %s", sentinel), "failed: nothing is there", "失敗しました：中身がありません", nil},
		{Errorf("the result cannot be printed: %w", sentinel), "the result cannot be printed: nothing is there", "結果を出力できません：中身がありません", []error{sentinel}},
		{fmt.Errorf("%s: %w; look", "f", Errorf("the result cannot be printed: %w", io.EOF)), "f: the result cannot be printed: EOF; look", "f: 結果を出力できません：EOF; look", []error{io.EOF}},
		{Errorf("value %d %v", 3, own{2}), "value 3 2 epochs", "の 3 番目の値2 エポック", nil},
		{Errorf("%w, %w", sentinel, own{1}), "nothing is there, 1 epochs", "中身がありません, 1 エポック", []error{sentinel, own{1}}},
		{errors.Join(sentinel, sentinel), "nothing is there\nnothing is there", "中身がありません\n中身がありません", []error{sentinel}},
		{missing, "open no such thing: no such file or directory", "open no such thing: ファイルまたはフォルダがありません", []error{fs.ErrNotExist}},
		{Errorf("%[2]d of %[1]w", sentinel, 3), "3 of nothing is there", "3 of 中身がありません", []error{sentinel}},
	} {
		if c.err.Error() != c.english || English.Error(c.err) != c.english {
			t.Errorf("English: %q, %q, want %q", c.err, English.Error(c.err), c.english)
		}
		if got := Japanese.Error(c.err); got != c.japanese {
			t.Errorf("Japanese: %q, want %q", got, c.japanese)
		}
		for _, is := range c.is {
			if !errors.Is(c.err, is) {
				t.Errorf("%v is no %v any more", c.err, is)
			}
		}
	}
	var as own
	if !errors.As(Errorf("value %d %w", 1, own{7}), &as) || as.epoch != 7 {
		t.Error("errors.As does not find what is wrapped")
	}
	if in := errors.Unwrap(Errorf("failed: %w", sentinel)); in != sentinel { //nolint:errorlint // this one it must be
		t.Errorf("unwrapped is %v", in)
	}
}

// TestMessageInJSON: a message is its English text, and reads as that afterwards.
func TestMessageInJSON(t *testing.T) {
	type file struct {
		Note  Message `json:"note"`
		Empty Message `json:"empty,omitzero"`
	}
	b, err := json.Marshal(file{Note: T("%d epochs", 3)})
	if err != nil || string(b) != `{"note":"3 epochs"}` {
		t.Fatal(string(b), err)
	}
	var back file
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(file{Note: T("%d epochs", 3)}, back); d != "" {
		t.Error(d)
	}
	if got := Japanese.Say(back.Note); got != "3 エポック" || !back.Empty.IsZero() {
		t.Errorf("%q, %q", got, back.Empty)
	}
}

func TestEnvironment(t *testing.T) {
	for _, c := range []struct {
		all, messages, lang string
		want                Language
	}{
		{"", "", "", English},
		{"", "", "ja_JP.UTF-8", Japanese},
		{"", "", "ja", Japanese},
		{"", "", "Japanese_Japan.932", Japanese},
		{"", "", "jam", English}, // Jamaican Creole
		{"C", "", "ja_JP.UTF-8", English},
		{"", "en_GB.UTF-8", "ja_JP.UTF-8", English},
		{"ja_JP@x", "C", "C", Japanese},
	} {
		env := map[string]string{"LC_ALL": c.all, "LC_MESSAGES": c.messages, "LANG": c.lang}
		if got := FromEnvironment(func(k string) string { return env[k] }); got != c.want {
			t.Errorf("%+v gives %s", c, got.Code())
		}
	}
	for _, code := range Codes() {
		if l, err := Parse(code); err != nil || l.Code() != code {
			t.Errorf("%s: %v, %v", code, l, err)
		}
	}
	if _, err := Parse("fr"); err == nil || Japanese.Error(err) == err.Error() {
		t.Errorf("French: %v", err)
	}
}

func TestVerbs(t *testing.T) {
	for format, want := range map[string]string{
		"no verbs":                "",
		"100 %% of %d":            "1%d",
		"%s is %.2f, %+6.1f %q":   "1%s 2%.2f 3%+6.1f 4%q",
		"%[2]s の %[1]d":           "1%d 2%s",
		"%*d/%d":                  "2%*d*1 3%d",
		"%[1]d and %[1]d":         "1%d 1%d",
		"%[3]*.[2]*[1]f":          "1%*.*f*3*2",
		"ends in %":               "1%",
		"%w; did you mean --%s?":  "1%w 2%s",
		"%5.1f %% of %-8s|%x %X%": "1%5.1f 2%-8s 3%x 4%X 5%",
	} {
		if got := strings.Join(signature(format), " "); got != want {
			t.Errorf("%q: %s, want %s", format, got, want)
		}
	}
	for format, want := range map[string]bool{"%s\t%d": false, "%d / %d": false, "%.1f s": true, "": false, "距離 %v": true, "%d%%": false} {
		if hasWords(format) != want {
			t.Errorf("%q has words: %v", format, !want)
		}
	}
}

func TestParsePO(t *testing.T) {
	got, err := parsePO("# remark\nmsgid \"\"\nmsgstr \"\"\n\"Language: ja\\n\"\n\n#: a.go:3\nmsgid \"a \\\"b\\\"\\t%d\"\nmsgstr \"あ\"\r\n\nmsgid \"\"\n\"two\\n\"\n\"lines\"\nmsgstr \"\"\n\"二\\n\"\n\"行\"\n")
	if want := []entry{{"a \"b\"\t%d", "あ"}, {"two\nlines", "二\n行"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	for bad, want := range map[string]string{
		"msgid \"a\"\nmsgid \"b\"\n": "line 2",
		"msgid \"a\"\n":              "no msgstr",
		"msgstr \"a\"\n":             "line 1",
		"\"a\"\n":                    "line 1",
		"msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"\n": "line 3",
		"msgid a\n":                 "line 1",
		"msgid `a`\n":               "line 1",
		"msgid \"a\nmsgstr \"b\"\n": "line 1",
		"msgctxt \"a\"\n":           "line 1",
		"msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\n":                "line 2",
		"msgid \"a\"\nmsgstr \"b\"\nwhat is this\nmsgid \"c\"\nmsgstr \"\"": "line 3",
	} {
		if got, err := parsePO(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want %s", bad, got, err, want)
		}
	}
}

func FuzzParsePO(f *testing.F) {
	f.Add("msgid \"a\"\n\"b\"\nmsgstr \"c\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		entries, err := parsePO(text)
		if err != nil {
			return
		}
		var b strings.Builder
		for _, e := range entries {
			fmt.Fprintf(&b, "msgid %q\nmsgstr %q\n", e.id, e.text)
		}
		again, err := parsePO("msgid \"\"\nmsgstr \"\"\n" + b.String())
		if err != nil || !slices.Equal(again, entries) {
			t.Errorf("%q reads as %q, %v", entries, again, err)
		}
	})
}

// FuzzText: no format of ours can be broken by an argument, and no other one panics.
func FuzzText(f *testing.F) {
	f.Add("%[2]*d %w", "a")
	f.Add("%ۢ", "0")
	f.Fuzz(func(t *testing.T, format, arg string) {
		again(arg)
		if own, _ := literals(format); utf8.ValidString(format) { // as all in Go's source are
			remade(arg, format, own, format)
		}
		signature(format)
		hasWords(format)
		withoutWrap(format)
		if got := Japanese.Text("failed: %s", arg); got != "失敗しました："+arg {
			t.Errorf("%q becomes %q", arg, got)
		}
	})
}

// TestSaved: what a message says in Japanese after it was saved is what it says before.
func TestSaved(t *testing.T) {
	for _, m := range []Message{
		T("%d epochs", 3), T("1 epoch"), T("stopped; nothing was written"),
		T("stopped in epoch %d after step %d; go on with: %s", 3, 12, "mekiki train --resume --out runs/a b"),
		T("unknown %s %q; did you mean %q?", "zzz", `a "quoted" name`, "b"),
		T("value %d %v", 3, T("is %q; it must be one of %s", "x", "a, b")),
		T("%s: %.2f s, %.0f MiB of memory at the most", "embed", 1.5, 20.0),
		T("%6.0f triplets/s", 123.0), T("  live %3.0f %%", 5.0),
		T("%s: %s", "parts/a.png", T("%d epochs", 3)), T("%s: %s", "parts", T("%s: %s", "a.png", T("1 epoch"))), T("%s.", T("stopped; nothing was written")),
	} {
		if got, want := Japanese.Say(Saved(m.String())), Japanese.Say(m); got != want {
			t.Errorf("%q becomes %q, want %q", m, got, want)
		}
		if got := Saved(m.String()).String(); got != m.String() {
			t.Errorf("%q becomes %q in English", m, got)
		}
	}
	for _, text := range []string{"", "no text of the catalogue", "shell is a class of the user's", "3 epochs and more"} {
		if got := Japanese.Say(Saved(text)); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	// Each text of the catalogue, with words for its arguments, is found again.
	for id, ja := range japanese() {
		if !hasWords(id) || len(verbs(id)) > 0 {
			continue
		}
		if got := Japanese.Say(Saved(id)); got != ja {
			t.Errorf("%q becomes %q, want %q", id, got, ja)
		}
	}
}
