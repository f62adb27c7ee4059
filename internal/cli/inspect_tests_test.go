package cli

import (
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// TestTestsText: the tests of a file are printed, the newest first, with what speaks against their figures.
func TestTestsText(t *testing.T) {
	now := risk.Thresholds{Low: 1, High: 2}
	list := []inspect.TestRecord{
		{Set: "old/test", When: "2026-11-30T00:00:00Z", Inspector: strings.Repeat("a", 64), Version: "1.2", Thresholds: risk.Thresholds{Low: 1, High: 3}, Confidence: 0.95, Good: 3, Bad: 4, Leaks: 12, LeakChecked: 6, Leaked: []string{"good/1.png", "good/2.png"}},
		{Set: "new/test", When: "2026-12-01T00:00:00Z", Thresholds: now, Confidence: 0.95, Good: 30, Bad: 40, Broken: 2, AUROC: &stats.Interval{Value: 0.9, Lo: 0.8, Hi: 1}, Escapes: risk.Rate{Count: 3, Of: 40, AtMost: 0.18}},
	}
	for language, want := range map[lang.Language][]string{
		lang.English: {
			"new/test: 30 good, 40 bad", "not known whether", "could not be read: 2", "AUROC 0.9000 (0.8000 to 1.0000)", "escapes: 3 of 40; at most 18 %", "REVIEW from a score of 1, NG from 2\n",
			"old/test: 3 good, 4 bad", "too good: 12, such as good/1.png, good/2.png", "other thresholds than now", "SHA-256 " + strings.Repeat("a", 64) + ", by program 1.2",
		},
		lang.Japanese: {"new/test: 良品 30 枚、不良品 40 枚", "12 枚は、学習済みの画像と同じかほぼ同じです（例: good/1.png、good/2.png）", "現在のしきい値とは別"},
	} {
		var out strings.Builder
		a := &app{lang: language}
		a.Out = &out
		if err := a.text(func(t *table) { testsText(t, list, now) }); err != nil {
			t.Fatal(err)
		}
		at := 0
		for _, w := range want {
			i := strings.Index(out.String()[at:], w)
			if i < 0 {
				t.Errorf("%q is not in its place in\n%s", w, out.String())
			} else if language == lang.English {
				at += i
			}
		}
	}
}
