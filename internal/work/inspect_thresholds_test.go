package work

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// quiet is a desk where nobody listens.
func quiet() *desk.Desk { return desk.New(desk.Silent{}) }

// smallInspector is the file of an inspector of six drawn rings, fitted once.
var smallInspector = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "mekiki-inspector")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	d := NewDrawPartsConfig()
	d.Size, d.Good, d.TestGood, d.Bad, d.Out = "64x64", 6, 0, 0, filepath.Join(dir, "drawn")
	if _, err := DrawParts(context.Background(), quiet(), d); err != nil {
		return nil, err
	}
	c := NewInspectFitConfig()
	c.Size, c.Vectors, c.Good, c.Out = "64x64", 100, filepath.Join(d.Out, "train"), filepath.Join(dir, "ring.mekiki")
	if _, err := InspectFit(context.Background(), quiet(), c); err != nil {
		return nil, err
	}
	return os.ReadFile(c.Out)
})

// inspectorFile is a copy of it; change, if not nil, changes the inspector.
func inspectorFile(t *testing.T, change func(n *inspect.Inspector)) string {
	t.Helper()
	b, err := smallInspector()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ring.mekiki")
	if change != nil {
		n, err := inspect.Read(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		change(n)
		var out bytes.Buffer
		if err := n.Write(&out); err != nil {
			t.Fatal(err)
		}
		b = out.Bytes()
	}
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// knownScores gives an inspector parts of these scores, whose thresholds can be worked out.
func knownScores(good, bad []float64) func(n *inspect.Inspector) {
	return func(n *inspect.Inspector) {
		// The gallery stays that of six pictures.
		for i, s := range good {
			if i < len(n.Good) {
				n.Good[i].Score = s
			} else {
				n.Good = append(n.Good, inspect.Known{Name: "more", Score: s})
			}
		}
		for _, s := range bad {
			n.Bad = append(n.Bad, inspect.Known{Name: "bad", Score: s})
		}
		if err := n.Decide(risk.Rule{Overkill: inspect.DefaultGoal, Review: inspect.DefaultReview}); err != nil {
			panic(err)
		}
	}
}

var (
	tenGood = []float64{1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9}
	fourBad = []float64{1.75, 2.5, 3, 4}
)

// TestThresholdsMove: without a wish nothing is new; a wish is answered by what it would do
// to the known pictures, and only Write changes the file, with the step and its parent.
func TestThresholdsMove(t *testing.T) {
	path := inspectorFile(t, knownScores(tenGood, fourBad))
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := InspectThresholds(t.Context(), quiet(), ThresholdsConfig{Inspector: path})
	if err != nil || m.New != nil || m.Known != nil || m.Now.Figures.Good != 10 || m.Now.Figures.Bad != 4 {
		t.Fatalf("%+v, %v", m, err)
	}
	wish := ThresholdsConfig{Inspector: path, NGFrom: 2.75, ReviewFrom: 1.65}
	if m, err = InspectThresholds(t.Context(), quiet(), wish); err != nil {
		t.Fatal(err)
	}
	f := m.New.Figures
	if m.New.Thresholds != (risk.Thresholds{Low: 1.65, High: 2.75}) || f.GoodReview.Count != 3 || f.Overkill.Count != 0 || f.BadReview.Count != 2 || f.Escapes.Count != 0 {
		t.Errorf("by hand: %+v, %+v", m.New.Thresholds, f)
	}
	for _, p := range m.Known.Changed {
		if was, would := m.Now.Thresholds.Verdict(p.Score), m.New.Thresholds.Verdict(p.Score); p.Was != was || p.Would != would || was == would {
			t.Errorf("%+v", p)
		}
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, before) {
		t.Errorf("the file changed without --write: %v", err)
	}
	wish.Write = true
	if m, err = InspectThresholds(t.Context(), quiet(), wish); err != nil || !m.Written {
		t.Fatalf("%+v, %v", m, err)
	}
	n, parent, err := inspect.OpenParent(path)
	if err != nil {
		t.Fatal(err)
	}
	last := n.Lineage[len(n.Lineage)-1]
	if n.Thresholds != m.New.Thresholds || n.Rule.Fixed == nil || last.What != "thresholds" || len(last.Parent) != 64 || last.Parent == parent {
		t.Errorf("written: %v, %+v, %+v", n.Thresholds, n.Rule, last)
	}
	// What was set by hand goes away with the next wish; the goals are still known.
	m, err = InspectThresholds(t.Context(), quiet(), ThresholdsConfig{Inspector: path, RiskConfig: RiskConfig{Review: 0.3}})
	if err != nil || m.New.Rule.Fixed != nil || m.New.Rule.Overkill != inspect.DefaultGoal || m.New.Rule.Review.Rate != 0.3 {
		t.Errorf("%+v, %v", m, err)
	}
}

// TestThresholdsByBadParts: a limit on escapes and costs choose what package risk chooses.
func TestThresholdsByBadParts(t *testing.T) {
	path := inspectorFile(t, knownScores(tenGood, fourBad))
	look := 1.0
	for name, c := range map[string]struct {
		wish RiskConfig
		rule risk.Rule
	}{
		"limit": {RiskConfig{MaxEscape: 0.5, Confidence: 0.8, Overkill: 0.2}, risk.Rule{Overkill: risk.OverkillGoal{Rate: 0.2, Confidence: 0.8}, Review: risk.OverkillGoal{Rate: 0.2, Confidence: 0.8}, Escape: &risk.EscapeGoal{Rate: 0.5, Confidence: 0.8}}},
		"costs": {RiskConfig{CostEscape: 500, CostOverkill: 3, CostReview: 1, BadRate: 0.005}, risk.Rule{Costs: &risk.Costs{Escape: 500, Overkill: 3, Look: &look, BadRate: 0.005, Confidence: 0.95}}},
	} {
		want, err := risk.Choose(c.rule, tenGood, risk.BadScores{Unseen: fourBad, Learned: fourBad})
		if err != nil {
			t.Fatal(err)
		}
		m, err := InspectThresholds(t.Context(), quiet(), ThresholdsConfig{Inspector: path, RiskConfig: c.wish})
		if err != nil || !reflect.DeepEqual(m.New.Choice, *want) {
			t.Errorf("%s: %+v, %v; want %+v", name, m, err, want)
		}
	}
}

// TestThresholdsRefuse: what contradicts itself, and what known parts cannot say, is wrong
// usage that names the cure.
func TestThresholdsRefuse(t *testing.T) {
	path := inspectorFile(t, nil)
	for want, c := range map[string]ThresholdsConfig{
		"needs an inspector":             {},
		"by cost need cost-escape":       {Inspector: path, RiskConfig: RiskConfig{CostEscape: 5}},
		"leave overkill, review and max": {Inspector: path, RiskConfig: RiskConfig{CostEscape: 5, CostOverkill: 1, BadRate: 0.1, Overkill: 0.1}},
		"needs good and bad parts":       {Inspector: path, RiskConfig: RiskConfig{CostEscape: 5, CostOverkill: 1, BadRate: 0.1}},
		"299 bad parts, none of them":    {Inspector: path, RiskConfig: RiskConfig{MaxEscape: 0.01}},
		"both say where REVIEW begins":   {Inspector: path, RiskConfig: RiskConfig{MaxEscape: 0.01, Review: 0.2}},
		"from overkill, 0.2":             {Inspector: path, RiskConfig: RiskConfig{Overkill: 0.2, Review: 0.1}},
		"overkill is 3":                  {Inspector: path, RiskConfig: RiskConfig{Overkill: 3}},
		"in the wrong order":             {Inspector: path, NGFrom: 1, ReviewFrom: 2},
		"by hand; leave them out":        {Inspector: path, NGFrom: 1, RiskConfig: RiskConfig{Overkill: 0.1}},
		"nothing to write":               {Inspector: path, Write: true},
		"compared with new thresholds":   {Inspector: path, Results: path},
	} {
		_, err := InspectThresholds(t.Context(), quiet(), c)
		var wrong *misuse.Error
		if err == nil || !strings.Contains(err.Error(), want) || !errors.As(err, &wrong) {
			t.Errorf("%s: %v", want, err)
		}
	}
	_, err := InspectThresholds(t.Context(), quiet(), ThresholdsConfig{Inspector: filepath.Join(t.TempDir(), "none.mekiki")})
	if err == nil || !strings.Contains(err.Error(), "mekiki inspect fit makes") {
		t.Error(err)
	}
}

// TestThresholdsOnResults: stored results are judged by their own thresholds and the new
// ones; what the guard held back stays REVIEW, and results of another distance are refused.
func TestThresholdsOnResults(t *testing.T) {
	path := inspectorFile(t, nil)
	n, err := inspect.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string) string {
		t.Helper()
		file := filepath.Join(t.TempDir(), "results.json")
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "DISTANCE", n.Formula())), 0o666); err != nil {
			t.Fatal(err)
		}
		return file
	}
	wish := ThresholdsConfig{Inspector: path, NGFrom: settings.Amount(3), ReviewFrom: settings.Amount(2)}
	wish.Results = write(`{"distance":"DISTANCE","thresholds":{"low":1,"high":4},"parts":[
		{"file":"a","score":0.5},{"file":"b","score":1.5},{"file":"c","score":3.5},{"file":"d","score":3.5,"reason":"dark"},{"file":"e","score":0,"error":"broken"}]}`)
	m, err := InspectThresholds(t.Context(), quiet(), wish)
	if err != nil {
		t.Fatal(err)
	}
	want := []MovedPicture{{"b", 1.5, risk.Review, risk.OK, ""}, {"c", 3.5, risk.Review, risk.NG, ""}}
	if m.Stored.Pictures != 4 || !reflect.DeepEqual(m.Stored.Changed, want) {
		t.Errorf("%+v", m.Stored)
	}
	for words, text := range map[string]string{
		"another inspector": `{"distance":"euc","thresholds":{"low":1,"high":4},"parts":[{"file":"a","score":1}]}`,
		"no results":        `{"distance":"DISTANCE"}`,
		"has no score":      `{"distance":"DISTANCE","thresholds":{"low":1,"high":4},"parts":[{"file":"a","score":null}]}`,
		"wrong order":       `{"distance":"DISTANCE","thresholds":{"low":4,"high":1},"parts":[{"file":"a","score":1}]}`,
		"results.json":      `{`,
	} {
		wish.Results = write(text)
		if _, err := InspectThresholds(t.Context(), quiet(), wish); err == nil || !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), "results.json") {
			t.Errorf("%s: %v", words, err)
		}
	}
}

// FuzzResults must refuse or read, never panic, and gives thresholds in order.
func FuzzResults(f *testing.F) {
	f.Add(`{"distance":"x","thresholds":{"low":1,"high":4},"parts":[{"file":"a","score":1,"kind":"dent"}]}`)
	f.Add(`{"distance":"x","figures":{"thresholds":{"low":1,"high":4}},"parts":[{"file":"a","error":"e"}]}`)
	f.Add(`{"parts":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		list, at, err := decodeResults(strings.NewReader(text), "x")
		if err != nil {
			return
		}
		if _, err := moved(list, at, risk.Thresholds{Low: 1, High: 2}); err != nil {
			t.Error(err)
		}
	})
}
