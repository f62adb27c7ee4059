package metric

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric/batch"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
)

func TestObjective(t *testing.T) {
	for _, c := range []struct {
		text, title, decision, alone string
		triplets, fitted             bool
	}{
		{"supcon", "supcon", "cos", "cosine", false, false},
		{" arcface ", "arcface", "cos", "cosine", false, false},
		{"contrastive", "contrastive", "euc", "euclidean", false, false},
		{"contrastive( cos+0.1*euc )", "contrastive( cos+0.1*euc )", "cos+0.1*euc", "", false, false},
		{"contrastive(cos + mah)", "contrastive(cos + mah)", "cos + mah", "", false, true},
		{"combined", "combined", "0.8*cos + 0.02*euc", "", true, false},
		{"combined-as-printed", "combined-as-printed", "", "cosine", true, false}, // stands for none
		{"soft-margin", "soft-margin", "euc", "euclidean", true, false},
		{"relu(mah_ap - mah_an + 1)", "relu(mah_ap - mah_an + 1)", "mah", "mahalanobis", true, true},
		{"let d = cos; relu(d_ap - d_an) + 0.1*mah_pn", "let d = cos; relu(d_ap - d_an) + 0.1*mah_pn", "cos", "cosine", true, true},
	} {
		o, err := ReadObjective(c.text, nil)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := o.Decision(); got != c.decision || o.Title() != c.title {
			t.Errorf("%s: title %q, stands for %q; want %q, %q", c.text, o.Title(), got, c.title, c.decision)
		}
		if alone := Alone(o.Measure()); alone != c.alone {
			t.Errorf("%s: measures by %q, want %q", c.text, alone, c.alone)
		}
		if (o.Triplets() != nil) != c.triplets || o.Fitted() != c.fitted {
			t.Errorf("%s: triplets %v, fitted %v", c.text, o.Triplets() != nil, o.Fitted())
		}
		if l, err := o.Batches(batch.Spec{Dim: 2, Classes: 3}, nil); err != nil || (l.Triplet() != nil) != c.triplets {
			t.Errorf("%s over batches: %v", c.text, err)
		}
	}
}

func TestObjectiveRefuses(t *testing.T) {
	for _, c := range []struct {
		text, want string
		params     map[string]float64
	}{
		{"supcom", `unknown loss "supcom"; did you mean "supcon"?`, nil},
		{"cosin", `unknown loss "cosin"; did you mean "cosine"?`, nil},
		{"", `unknown loss ""`, nil},
		{"supcon(cos)", "takes no distance in brackets", nil},
		{"contrastive(cosi)", `distance "cosi": loss: unknown name cosi`, nil},
		{"supcon", `unknown parameter "taw"; did you mean "tau"?`, map[string]float64{"taw": 1}},
		{"cosine", `loss cosine: unknown parameter "m"`, map[string]float64{"m": 1}},
		{"relu(cos_ap - cos_np)", "unknown name cos_np", nil},
	} {
		if _, err := ReadObjective(c.text, c.params); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}

func TestObjectiveParameters(t *testing.T) {
	for _, c := range []struct {
		text   string
		params map[string]float64
		want   string
	}{
		{"proxy-anchor", map[string]float64{"delta": 0.2}, "alpha=32 delta=0.2"},
		{"cosine", map[string]float64{"m_cos": 0.3}, "w_cos=1 m_cos=0.3"},
		{"relu(cos_ap - cos_an)", nil, ""},
	} {
		o, err := ReadObjective(c.text, c.params)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range o.Parameters() {
			got = append(got, fmt.Sprintf("%s=%v", p.Name, p.Value))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.text, got, c.want)
		}
	}
}

// What is fitted or learned after the text was read counts.
func TestObjectiveMeasuresByWhatWasFitted(t *testing.T) {
	o, err := ObjectiveOf(triplet.Spec{Formula: "let w = learn(1, 0, 5); let d = w*mah; relu(d_ap - d_an + 1)"})
	if err != nil {
		t.Fatal(err)
	}
	state := distance.Whitening{2}
	if err := o.Triplets().SetWhitening(state); err != nil {
		t.Fatal(err)
	}
	o.Triplets().SetLearned([]float64{3})
	d := o.Measure()
	if got := d.Value([]float32{1}, []float32{5}); got != 24 || !slices.Equal(StateOf(d), state) {
		t.Errorf("%v, state %v", got, StateOf(d))
	}
}

func TestOpaque(t *testing.T) {
	o := Opaque("of-a-later-version")
	if o.Title() != "of-a-later-version" || o.Decision() != "" || o.Fitted() || o.Triplets() != nil || Alone(o.Measure()) != "cosine" || o.Parameters() != nil {
		t.Errorf("%+v", o)
	}
	if _, err := o.Batches(batch.Spec{Dim: 2}, nil); err == nil {
		t.Error("it trains")
	}
}

func TestLossesHaveNamesOfTheirOwn(t *testing.T) {
	for _, name := range batch.Names() {
		if slices.Contains(triplet.PresetNames(), name) {
			t.Errorf("%s is a loss of triplets and one over batches", name)
		}
	}
}
