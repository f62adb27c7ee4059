package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLossCheck(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "loss.svg")
	o := mekiki(t, "loss", "check", "combined", "--param", "m_euc=-1", "--picture", picture).want(t, exitOK)
	for _, want := range []string{"0.02*relu(euc_ap - euc_an - 1)", "m_euc = -1", "the distance 0.8*cos + 0.02*euc", "as a loss should"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("stdout lacks %q:\n%s", want, o.out)
		}
	}
	if svg, err := os.ReadFile(picture); err != nil || !strings.Contains(string(svg), "</svg>") {
		t.Errorf("picture: %v", err)
	}
	o = mekiki(t, "loss", "check", "relu(cos_an - cos_ap + 0.4)", "--json").want(t, exitOK)
	var v struct {
		Verdict   string
		Variables []struct {
			Name   string
			Effect string
		}
	}
	if err := json.Unmarshal([]byte(o.out), &v); err != nil || !strings.Contains(v.Verdict, "inverted") || len(v.Variables) != 2 {
		t.Errorf("%v: %+v", err, v)
	}
}

func TestMahalanobis(t *testing.T) {
	const loss = "relu(mah_ap - mah_an + 1)"
	o := mekiki(t, "loss", "check", loss).want(t, exitOK)
	if !strings.Contains(o.out, "has no fit and measures as Euclidean") || !strings.Contains(o.out, "as a loss should") {
		t.Errorf("loss check:\n%s", o.out)
	}
	dir := t.TempDir()
	trained := mekiki(t, "train", "--layers", "8,4", "--epochs", "1", "--batch", "8", "--out", dir, "--loss", loss, "--json").want(t, exitOK).object(t)
	model := filepath.Join(dir, modelFile)
	evaluated := mekiki(t, "eval", "--model", model, "--json", "--resamples", "0").want(t, exitOK).object(t)
	// A folder that cannot be made is found before the work.
	if o := mekiki(t, "eval", "--model", model, "--out", model).want(t, exitFailed, "choose another one with --out"); strings.Contains(o.err, "evaluating on") {
		t.Errorf("evaluated first: %s", o.err)
	}
	threshold := func(v map[string]any, name string) any {
		d, _ := v["verification"].(map[string]any)[name].(map[string]any)
		return d["threshold"]
	}
	mah := threshold(evaluated, "mahalanobis")
	if mah == nil || mah != threshold(evaluated, "own") || mah != threshold(trained, "own") || mah == threshold(evaluated, "euclidean") || evaluated["own_distance"] != "mah" {
		t.Errorf("own %v; thresholds as trained %v, as loaded %v, mahalanobis %v, euclidean %v", evaluated["own_distance"],
			threshold(trained, "own"), threshold(evaluated, "own"), mah, threshold(evaluated, "euclidean"))
	}
	o = mekiki(t, "loss", "check", loss, "--model", model).want(t, exitOK)
	if strings.Contains(o.out, "has no fit") {
		t.Errorf("loss check on a model:\n%s", o.out)
	}
	o = mekiki(t, "model", "show", model).want(t, exitOK)
	if !strings.Contains(o.out, "fitted, 4 components") {
		t.Errorf("model show:\n%s", o.out)
	}
	// The state is the same text in the report and in the result as in the model file.
	mekiki(t, "eval", "--model", model, "--resamples", "0", "--out", dir).want(t, exitOK)
	b, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var page map[string]any
	if err := json.Unmarshal(b, &page); err != nil {
		t.Fatal(err)
	}
	follows(t, string(b))
	shown := mekiki(t, "model", "show", model, "--json").want(t, exitOK).object(t)
	if state := at(t, shown, "meta", "loss", "mahalanobis"); state == nil || state != at(t, page, "model", "loss", "mahalanobis") {
		t.Errorf("state %v in the result, %v in the report", state, at(t, page, "model", "loss", "mahalanobis"))
	}
	mekiki(t, "train", "--layers", "8,4", "--epochs", "1", "--batch", "8", "--out", dir, "--overwrite", "--loss", "cosine").want(t, exitOK)
	verified := mekiki(t, "eval", "--model", model, "--json", "--resamples", "0").want(t, exitOK).object(t)["verification"].(map[string]any)
	if verified["euclidean"] == nil || verified["mahalanobis"] != nil {
		t.Error("a model without a state is judged by mahalanobis")
	}
}

func TestLossCheckOnAModel(t *testing.T) {
	dir := t.TempDir()
	mekiki(t, "train", "--layers", "8,4", "--epochs", "1", "--batch", "8", "--out", dir, "--loss", "let d = cos + 0.1*euc; relu(d_ap - d_an + 0.4)").want(t, exitOK)
	model := filepath.Join(dir, modelFile)
	o := mekiki(t, "loss", "check", "combined", "--model", model).want(t, exitOK)
	if !strings.Contains(o.out, "validation triplets of "+model) {
		t.Errorf("stdout:\n%s", o.out)
	}
	o = mekiki(t, "model", "show", model).want(t, exitOK)
	if !strings.Contains(o.out, "relu(cos_ap + 0.1*euc_ap - (cos_an + 0.1*euc_an) + 0.4)") {
		t.Errorf("model show:\n%s", o.out)
	}
	v := mekiki(t, "eval", "--model", model, "--json", "--resamples", "0").want(t, exitOK).object(t)
	if v["own_distance"] != "cos + 0.1*euc" || v["pair_accuracy"].(map[string]any)["own"] == nil {
		t.Errorf("eval by %v: %v", v["own_distance"], v["pair_accuracy"])
	}
}

func TestLossShowListsTheLanguage(t *testing.T) {
	o := mekiki(t, "loss", "show").want(t, exitOK)
	for _, want := range []string{"combined-as-printed", "sqeuc", "softplus", "learn(", "|a|"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("loss show lacks %q", want)
		}
	}
}

func TestWrongLosses(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"loss", "check"}, "takes one loss in quotes"},
		{[]string{"loss", "check", "relu(cos_ap", "-", "cos_an)"}, "takes one loss in quotes"},
		{[]string{"loss", "check", "relu(coss_ap)"}, "did you mean cos_ap? (column 6)"},
		{[]string{"loss", "check", "combined", "--param", "m_eucc=1"}, `did you mean "m_euc"?`},
		{[]string{"loss", "check", "combined", "--param", "m_euc"}, "is not name=number"},
		{[]string{"loss", "check", "combined", "--picture", "x.gif"}, ".svg or .png"},
		{[]string{"train", "--loss", "1 + 2"}, "whatever the pictures"},
		{[]string{"train", "--loss", "let w = 1; w*cos_ap", "--param", "v=2"}, "no parameter v; it has w"},
		{[]string{"train", "--loss", "cos_ap", "--param", "v=2"}, "no parameter v, it names none"},
	} {
		mekiki(t, c.args...).want(t, exitUsage, c.want)
	}
}
