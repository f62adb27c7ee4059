package nn

import (
	"strings"
	"testing"

	"mekiki/internal/lang"
)

func TestArchErrorsInJapanese(t *testing.T) {
	for text, want := range map[string]string{
		"conv 32; foo":             "10 文字目：層 \"foo\" はありません。選べるのは " + strings.Join(kindWords(), ", ") + " です",
		"conv":                     "1 文字目：conv にはチャネルの数が必要です。たとえば conv 32 のように書いてください",
		"dense 0":                  "1 文字目：dense の値は 1 から 65536 までです。\"0\" は使えません",
		"residual(conv 8; conw 8)": "18 文字目：層 \"conw\" はありません。\"conv\" ではありませんか",
		"dense 8;":                 "9 文字目：層がありません。たとえば \"dense 128\" のように書いてください",
	} {
		_, err := ParseArch(text)
		if err == nil {
			t.Errorf("%s: no error", text)
			continue
		}
		if got := lang.Japanese.Error(err); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
