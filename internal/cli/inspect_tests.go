package cli

import (
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
)

// testsText prints the tests that a file keeps, the newest first. now are the thresholds in force.
func testsText(t *table, list []inspect.TestRecord, now risk.Thresholds) {
	if len(list) == 0 {
		return
	}
	t.line("")
	t.line("tests that it keeps:")
	for i := range list {
		r := list[len(list)-1-i]
		t.line("%s\t%s: %d good, %d bad", r.When, foreign(r.Set), r.Good, r.Bad)
		switch {
		case r.LeakChecked == 0:
			t.line("\tit is not known whether pictures of the test had been learned: the inspector kept none")
		case r.Leaks > 0:
			var names lang.List
			for _, name := range r.Leaked[:min(mostNamed, len(r.Leaked))] {
				names = append(names, lang.T("%s", foreign(name)))
			}
			t.line("\tpictures of the test that had been learned, or nearly, so that the figures are too good: %d, such as %s", r.Leaks, names)
		}
		if r.Broken > 0 {
			t.line("\tpictures that could not be read: %d", r.Broken)
		}
		if r.AUROC != nil {
			t.line("\tAUROC %s", between(*r.AUROC))
		}
		t.line("\tescapes: %s", counted(r.Escapes, r.Confidence))
		t.line("\toverkill: %s", counted(r.Overkill, r.Confidence))
		t.line("\tunder review: %d good, %d bad", r.GoodReview.Count, r.BadReview.Count)
		if r.Thresholds == now {
			t.line("\tREVIEW from a score of %.4g, NG from %.4g", r.Thresholds.Low, r.Thresholds.High)
		} else {
			t.line("\tREVIEW from a score of %.4g, NG from %.4g; other thresholds than now", r.Thresholds.Low, r.Thresholds.High)
		}
		t.line("\ttested was the file with the SHA-256 %s, by program %s", foreign(r.Inspector), foreign(r.Version))
	}
}
