package work

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/report/contest"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// labels draws labels of 64 x 64 into a folder.
func labels(t *testing.T, good, testGood, bad int) string {
	t.Helper()
	d := NewDrawPartsConfig()
	d.Kind, d.Size, d.Good, d.TestGood, d.Bad, d.Faintest, d.Out = "label", "64x64", good, testGood, bad, 0, filepath.Join(t.TempDir(), "drawn")
	if _, err := DrawParts(t.Context(), &desk.Desk{Sink: desk.Silent{}}, d); err != nil {
		t.Fatal(err)
	}
	return d.Out
}

func compareLabels(t *testing.T, data string, change func(*InspectCompareConfig)) *contest.Page {
	t.Helper()
	c := NewInspectCompareConfig()
	c.Data, c.Size, c.Vectors, c.Resamples, c.Good, c.GoodDraws = data, "64x64", 100, 100, []int{4, 0}, 2
	if change != nil {
		change(&c)
	}
	v, err := InspectCompare(t.Context(), &desk.Desk{Sink: desk.Silent{}}, c)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestInspectCompare: every distance judges the same parts after the same draws, as inspect
// fit and inspect test would; the number of workers changes nothing.
func TestInspectCompare(t *testing.T) {
	data := labels(t, 7, 4, 5)
	v := compareLabels(t, data, func(c *InspectCompareConfig) { c.Distance = []string{"rule", "euc", " euc*2", "local"} })
	if v.Good != 7 || v.TestGood != 4 || v.TestBad != 5 || len(v.Counts) != 2 || v.Counts[0].Draws != 2 || v.Counts[1].Draws != 1 {
		t.Fatalf("%+v", v)
	}
	for _, c := range v.Counts {
		if c.Methods[1].AUROC != c.Methods[2].AUROC || !slices.Equal(c.Methods[1].Draws, c.Methods[2].Draws) || c.Methods[1].Overkill != c.Methods[2].Overkill {
			t.Errorf("euc and twice euc differ: %+v, %+v", c.Methods[1], c.Methods[2])
		}
		if len(c.Leads) != 3 || len(c.Verdicts) != 3 || c.Leads[2].Method != "local" || c.Leads[2].Than != "rule" {
			t.Errorf("%+v", c.Leads)
		}
		for _, l := range c.Leads {
			if l.Adjusted < l.P {
				t.Errorf("%+v: six comparisons were made", l)
			}
		}
	}

	// All good parts, by the rule: what the other commands say.
	fit := NewInspectFitConfig()
	fit.Good, fit.Size, fit.Vectors, fit.Out = filepath.Join(data, "train"), "64x64", 100, filepath.Join(t.TempDir(), "label.mekiki")
	if _, err := InspectFit(t.Context(), &desk.Desk{Sink: desk.Silent{}}, fit); err != nil {
		t.Fatal(err)
	}
	test := NewInspectTestConfig()
	test.Inspector, test.Data, test.Resamples = fit.Out, filepath.Join(data, "test"), 0
	tested, err := InspectTest(t.Context(), &desk.Desk{Sink: desk.Silent{}}, test)
	if err != nil {
		t.Fatal(err)
	}
	rule, f := v.Counts[1].Methods[0], tested.Figures
	if rule.AUROC.Value != f.Ranking.AUROC.Value || rule.Overkill != f.Overkill.Share || rule.Escapes != f.Escapes.Share || rule.Review != f.GoodReview.Share {
		t.Errorf("compare: %+v, test: %+v with AUROC %v", rule, f, f.Ranking.AUROC)
	}

	text := func(workers int) string {
		b, err := json.Marshal(compareLabels(t, data, func(c *InspectCompareConfig) { c.Workers = workers }).Counts)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if one, three := text(1), text(3); one != three {
		t.Errorf("with one worker %s, with three %s", one, three)
	}
}

// TestInspectCompareWithoutTrain learns from every other good part and tests the others.
func TestInspectCompareWithoutTrain(t *testing.T) {
	data := labels(t, 2, 5, 3)
	bad, err := filepath.Glob(filepath.Join(data, "test", "[^g]*"))
	if err != nil || len(bad) == 0 {
		t.Fatal(bad, err)
	}
	if err := os.Rename(bad[0], filepath.Join(data, "test", "aaa")); err != nil { // listed before good
		t.Fatal(err)
	}
	v := compareLabels(t, filepath.Join(data, "test"), func(c *InspectCompareConfig) { c.Good = []int{0}; c.Distance = []string{"euc", "cos"} })
	if v.Good != 3 || v.TestGood != 2 || v.TestBad != 3 {
		t.Errorf("%+v", v)
	}
}

// TestInspectCompareTaught: known bad parts are drawn from the tested ones and are not judged; with kinds held
// back those of other kinds alone are taught, and bad parts of that kind alone are judged.
func TestInspectCompareTaught(t *testing.T) {
	data := labels(t, 6, 4, 12)
	out := filepath.Join(t.TempDir(), "compared")
	v := compareLabels(t, data, func(c *InspectCompareConfig) {
		c.Good, c.Bad, c.Out, c.Distance = []int{0}, []int{0, 2}, out, []string{"euc"} // so few give no head, which takes seconds to train
	})
	if len(v.Counts) != 2 || v.Counts[0].Judged != 12 || v.Counts[1].Judged != 10 || v.Counts[0].Draws != 1 || v.Counts[1].Draws != 2 {
		t.Fatalf("%+v", v.Counts)
	}
	taught := v.Counts[1]
	if len(taught.Methods) != 2 || taught.Methods[1].Method != "euc + NG" || len(taught.Leads) != 1 || taught.Leads[0].Than != "euc" {
		t.Errorf("%+v", taught.Methods)
	}
	for _, f := range []string{contest.HTMLFile, contest.JSONFile} {
		if st, err := os.Stat(filepath.Join(out, f)); err != nil || st.Size() == 0 {
			t.Error(f, err)
		}
	}

	v = compareLabels(t, data, func(c *InspectCompareConfig) {
		c.Good, c.GoodDraws, c.Bad, c.Distance, c.Loss = []int{0}, 1, []int{2}, []string{"euc"}, []string{"cosine", "combined-threshold"}
	})
	if m := v.Counts[0].Methods; len(m) != 3 || m[1].Method != "euc + NG, cosine" || m[2].Method != "euc + NG, combined-threshold" || len(v.Counts[0].Leads) != 2 {
		t.Errorf("two losses: %+v", m)
	}

	w := &inspectComparison{InspectCompareConfig: NewInspectCompareConfig(), kinds: []string{"a", "b"}}
	for i := range 9 {
		w.parts = append(w.parts, risk.Part{Bad: i > 2, Kind: []string{"", "a", "b"}[i/3]})
	}
	for draw := range 4 {
		w.BadKinds = anyKinds
		list, without := w.drawBad(3, draw)
		if len(list) != 3 || len(without) != 3 || list[0] < 3 || !without[list[0]] || !without[list[2]] {
			t.Errorf("draw %d: taught %v, not judged %v", draw, list, without)
		}
		w.BadKinds = heldKinds
		list, without = w.drawBad(2, draw)
		if len(without) != 3 {
			t.Errorf("draw %d: not judged %v", draw, without)
		}
		for _, i := range list {
			if w.parts[i].Kind == w.kinds[draw%2] || !without[i] {
				t.Errorf("draw %d: part %d of the held kind was taught", draw, i)
			}
		}
	}
	w.Bad = []int{4}
	if _, err := w.badCounts(); err == nil || !strings.Contains(err.Error(), "at most 3 known bad parts") {
		t.Errorf("%v", err)
	}
}

// TestInspectCompareRefuses wants wrong settings refused before a picture is read, and data
// that cannot be compared on by what is missing.
func TestInspectCompareRefuses(t *testing.T) {
	for want, change := range map[string]func(*InspectCompareConfig){
		"needs --data":                   func(c *InspectCompareConfig) { c.Data = "" },
		"good-draws is 0":                func(c *InspectCompareConfig) { c.GoodDraws = 0 },
		"at least 2":                     func(c *InspectCompareConfig) { c.Good = []int{1} },
		"nothing to compare":             func(c *InspectCompareConfig) { c.Distance = []string{"euc"} },
		"is given twice":                 func(c *InspectCompareConfig) { c.Distance = []string{"euc", "euc"} },
		"did you mean euc":               func(c *InspectCompareConfig) { c.Distance = []string{"euc", "euk"} },
		"resamples is 3":                 func(c *InspectCompareConfig) { c.Resamples = 3 },
		"overkill is 0":                  func(c *InspectCompareConfig) { c.Overkill = 0 },
		"gallery is 1":                   func(c *InspectCompareConfig) { c.Vectors = 1 },
		"bad is -1":                      func(c *InspectCompareConfig) { c.Bad = []int{3, -1} },
		"bad-kinds is \"some\"":          func(c *InspectCompareConfig) { c.BadKinds = "some" },
		"say with --bad":                 func(c *InspectCompareConfig) { c.BadKinds = "held" },
		"loss \"angle\"":                 func(c *InspectCompareConfig) { c.Bad, c.Loss = []int{3}, []string{"angle"} },
		"the loss cosine is given twice": func(c *InspectCompareConfig) { c.Bad, c.Loss = []int{3}, []string{"cosine", "cosine"} },
		"combined-threshold is given":    func(c *InspectCompareConfig) { c.Bad, c.Loss = []int{3}, []string{"", "combined-threshold"} },
		"how many parts they learn":      func(c *InspectCompareConfig) { c.Loss = []string{"cosine"} },
		"shown is 99":                    func(c *InspectCompareConfig) { c.Shown = 99 },
		"workers":                        func(c *InspectCompareConfig) { c.Workers = -1 },
		"\"64by64\" is no size":          func(c *InspectCompareConfig) { c.Size = "64by64" },
	} {
		c := NewInspectCompareConfig()
		c.Data = "nowhere"
		change(&c)
		_, err := InspectCompare(t.Context(), &desk.Desk{}, c)
		var wrong *misuse.Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	data := labels(t, 3, 2, 3)
	refuse := func(folder, want string, good ...int) {
		t.Helper()
		c := NewInspectCompareConfig()
		c.Data, c.Size, c.Good = folder, "64x64", append(slices.Clone(good), 0)
		if _, err := InspectCompare(t.Context(), &desk.Desk{Sink: desk.Silent{}}, c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", folder, err, want)
		}
	}
	refuse(data, "there are 3 good parts to learn from", 9)
	refuse(filepath.Join(data, "train", "good"), "lies in no folder")
	if err := os.RemoveAll(filepath.Join(data, "test", "good")); err != nil {
		t.Fatal(err)
	}
	refuse(data, "0 good and 3 bad parts")
	refuse(filepath.Join(data, "test"), "0 good pictures to learn from")
}
