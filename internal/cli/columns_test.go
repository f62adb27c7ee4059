package cli

import (
	"bytes"
	"strings"
	"testing"

	"mekiki/internal/lang"
)

// TestTableOfWideCharacters: cells stand in their columns, counted as a terminal does.
func TestTableOfWideCharacters(t *testing.T) {
	var b bytes.Buffer
	a := &app{System: System{Out: &b}, lang: lang.Japanese}
	if err := a.text(func(t *table) {
		t.line("損失\t%s\t%d", "combined", 1)
		t.line("loss\t%s\t%d", "距離", 22)
		t.line("–\t%s\t%d", "a", 333)
	}); err != nil {
		t.Fatal(err)
	}
	if want := "損失  combined  1\nloss  距離      22\n–     a         333\n"; b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		text string
		room int
		want string
	}{{"abc", 2, "ab"}, {"abc", 3, "abc"}, {"距離", 4, "距離"}, {"距離", 3, "距"}, {"距離", 1, ""}, {"a", -1, ""}} {
		if got := clip(c.text, c.room); got != c.want {
			t.Errorf("%q in %d columns: %q", c.text, c.room, got)
		}
	}
}

// TestJapaneseProgress: the lines and the bar of a training are in Japanese, and fit.
func TestJapaneseProgress(t *testing.T) {
	var b bytes.Buffer
	watch := (&app{System: System{Err: &b}, lang: lang.Japanese}).watcher()
	for _, e := range story {
		watch(e)
	}
	if got := b.String(); !strings.HasPrefix(got, "エポック 1/2  損失 0.40000  検証損失 0.37500  有効  70 %   20000 組/秒\n警告： loss is stuck\n") {
		t.Errorf("got\n%s", got)
	}
	for room := 3; room < 80; room++ {
		if got := describe(lang.Japanese, story[5], story[3], room); columnsOf(got) > room {
			t.Errorf("%q does not fit %d columns", got, room)
		}
	}
	if got, want := describe(lang.Japanese, story[5], story[3], 80), "2/2 損失 0.3000 検証損失 0.3750 有効 50% 21.0k/秒 <30s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
