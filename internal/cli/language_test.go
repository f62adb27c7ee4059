package cli

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"

	"mekiki/internal/lang"
)

// TestHelpCatalogue holds ja/help.po to the tree of commands: it has all texts of all
// commands; what no command says any more is taken out of it.
func TestHelpCatalogue(t *testing.T) {
	has := map[string]string{}
	for id, text := range lang.Catalogue("") {
		has[id] = text
	}
	said := map[string]bool{}
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		for _, text := range helpTexts(cmd) {
			said[*text] = true
			ja, ok := has[*text]
			if !ok {
				t.Errorf("%s: ja/help.po lacks %q", cmd.CommandPath(), *text)
			}
			if name := placeholder(*text); ok && placeholder(ja) != name {
				t.Errorf("%s: the placeholder of %q is %q, its translation %q has another", cmd.CommandPath(), *text, name, ja)
			}
		}
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
	}
	visit((&app{System: System{Getenv: func(string) string { return "" }}}).root())
	for _, text := range templateWords {
		said[text] = true
		if _, ok := has[text]; !ok {
			t.Errorf("ja/help.po lacks %q", text)
		}
	}
	for id := range lang.Catalogue("help") {
		if !said[id] {
			t.Errorf("ja/help.po: no command says %q any more", id)
		}
	}
}

// placeholder is what stands between backquotes in the usage of a flag: pflag shows it in
// the place of the value, where columns are counted in bytes.
func placeholder(usage string) string {
	_, after, _ := strings.Cut(usage, "`")
	name, _, _ := strings.Cut(after, "`")
	return name
}

// TestJapaneseHelp: help and mistakes are in Japanese, and the English ones as ever after.
func TestJapaneseHelp(t *testing.T) {
	for _, args := range [][]string{{"--lang", "ja", "demo", "--help"}, {"demo", "--lang=ja", "--help"}, {"help", "demo", "--lang", "ja"}} {
		out := mekiki(t, args...).want(t, exitOK).out
		for _, want := range []string{"使い方：\n  mekiki demo", "例：\n  mekiki demo\n", "\nフラグ：\n", "共通のフラグ：\n", "（既定値 64）", "--config file ", "demo のヘルプ"} {
			if !strings.Contains(out, want) {
				t.Errorf("%v: help lacks %q: %s", args, want, out)
			}
		}
		for _, english := range []string{"Usage", "Flags", "default", "Examples"} {
			if strings.Contains(out, english) {
				t.Errorf("%v: help still says %q: %s", args, english, out)
			}
		}
	}
	if out := mekiki(t, "demo", "--help").want(t, exitOK).out; !strings.Contains(out, "Usage:") || strings.Contains(out, "使い方") {
		t.Errorf("English help after a Japanese one: %s", out)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"trin"}, `"trin" というコマンドはありません。"train" ではありませんか`},
		{[]string{"demo", "--epochz", "3"}, "--epochz というフラグはありません。--epochs ではありませんか\nフラグの一覧は 'mekiki demo --help' で見られます。\n"},
		{[]string{"demo", "-x"}, "-x の 'x' という短いフラグはありません"},
		{[]string{"demo", "--epochs"}, "--epochs には値が必要です"},
		{[]string{"version", "now"}, `mekiki version に引数は要りません（"now" が指定されました）`},
		{[]string{"-q", "-v", "version"}, "quiet と verbose は同時に使えません"},
	} {
		mekiki(t, append([]string{"--lang=ja"}, c.args...)...).want(t, exitUsage, c.want)
		// Programs read JSON: it stays English.
		if got := mekiki(t, append([]string{"--lang=ja", "--json"}, c.args...)...); strings.ContainsFunc(got.err, isJapanese) {
			t.Errorf("%v: JSON says %s", c.args, got.err)
		}
	}
	mekiki(t, "demo", "--lang", "fr").want(t, exitUsage, `--lang is "fr"; it must be one of en, ja`)
	mekiki(t, "demo", "--lang").want(t, exitUsage, "flag needs an argument: --lang")
	mekiki(t, "version", "--", "--lang", "ja").want(t, exitUsage, "takes no argument")
}

func isJapanese(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// TestLanguageOf takes the flag before the locale, and nothing after --.
func TestLanguageOf(t *testing.T) {
	locale := func(s string) func(string) string {
		return func(k string) string { return map[string]string{"LANG": s}[k] }
	}
	for _, c := range []struct {
		args   string
		locale string
		want   lang.Language
	}{
		{"demo", "", lang.English},
		{"demo --lang ja", "", lang.Japanese},
		{"--lang=ja demo", "", lang.Japanese},
		{"--lang=ja demo --lang en", "", lang.English},
		{"demo -- --lang ja", "", lang.English},
		{"demo --lang", "", lang.English},
		{"demo --lang fr", "", lang.English},
		{"demo --lang en", "ja_JP.UTF-8", lang.English},
	} {
		if got := languageOf(System{Args: strings.Fields(c.args), Getenv: locale(c.locale)}); got != c.want {
			t.Errorf("%s in %q: %s", c.args, c.locale, got.Code())
		}
	}
	if got := languageOf(System{Getenv: locale("ja_JP.UTF-8")}); got != lang.Japanese {
		t.Errorf("in a Japanese locale: %s", got.Code())
	}
}

// TestPlainlyInJapanese puts Go's own errors into a user's words in Japanese.
func TestPlainlyInJapanese(t *testing.T) {
	_, missing := os.Open("no such thing")
	for _, c := range []struct {
		err  error
		want string
	}{
		{missing, "no such thing: ファイルまたはフォルダがありません"},
		{lang.Errorf("the result cannot be printed: %w", missing), "結果を出力できません：no such thing: ファイルまたはフォルダがありません"},
		{lang.Errorf("the result cannot be printed: %w", &fs.PathError{Op: "write", Path: "x", Err: errors.New("odd")}), "結果を出力できません：x: odd"},
	} {
		if got := plainly(lang.Japanese, c.err); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
