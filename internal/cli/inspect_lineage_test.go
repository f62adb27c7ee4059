package cli

import (
	"fmt"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
)

// TestLineageText: a lineage is printed whole, but for the names of many pictures; steps of old files, too.
func TestLineageText(t *testing.T) {
	var pictures []inspect.Source
	for i := range 8 {
		pictures = append(pictures, inspect.Source{Name: fmt.Sprintf("%03d.png", i), SHA256: strings.Repeat(fmt.Sprint(i), 64)})
	}
	pictures = append(pictures, inspect.Source{Name: "chip/a.png", SHA256: strings.Repeat("a", 64), Bad: true, Kind: "chip"}, inspect.Source{Name: "b.png", SHA256: strings.Repeat("b", 64), Bad: true})
	steps := []inspect.Step{
		{What: "fit", When: "2026-11-30T00:00:00Z", Command: "mekiki inspect fit", Good: 8, Bad: 2, By: "Y. Tanaka", Version: "1.2", Pictures: pictures, Thresholds: &risk.Thresholds{Low: 1, High: 2}},
		{What: "learn", When: "2026-12-01T00:00:00Z", Bad: 3, Parent: strings.Repeat("c", 64)},
	}
	for language, want := range map[lang.Language][]string{
		lang.English: {
			"2026-11-30T00:00:00Z", "learned good parts", "by Y. Tanaka", "program 1.2", "mekiki inspect fit", "pictures: 8 good, 2 bad",
			"good: 000.png (00000000), 001.png (11111111), 002.png (22222222), 003.png (33333333), 004.png (44444444) and 3 more; --json has all",
			"bad, chip: chip/a.png (aaaaaaaa)", "bad: b.png (bbbbbbbb)", "REVIEW from a score of 1, NG from 2", "learned more parts", "SHA-256 " + strings.Repeat("c", 64),
		},
		lang.Japanese: {"良品: 000.png (00000000)、001.png", "ほか 3 枚", "不良品（chip）: chip/a.png", "Y. Tanaka"},
	} {
		var out strings.Builder
		a := &app{lang: language}
		a.Out = &out
		if err := a.text(func(t *table) { lineageText(t, steps) }); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%q is not in\n%s", w, out.String())
			}
		}
	}
}
