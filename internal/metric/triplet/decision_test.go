package triplet

import (
	"math"
	"strings"
	"testing"

	"mekiki/internal/testutil"
)

func TestDecision(t *testing.T) {
	for text, want := range map[string]string{
		"relu(cos_ap - cos_an + 0.4)":                                                 "cos",
		"0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)":            "0.8*cos + 0.02*euc",
		"let w = learn(0.25, 0, 1); w*relu(cos_ap - cos_an) + relu(man_ap - man_an)":  "0.25*cos + 1*man",
		"let w = 3; let d = cos + w*euc; relu(d_ap - d_an + 0.4)":                     "cos + 3*euc",
		"let w = learn(0.5, 0, 1); let d = w*cos + abs(|x| - |y|); relu(d_ap - d_an)": "0.5*cos + abs(|x| - |y|)",
		"softplus((cos_ap - cos_an)/0.1) + softplus((euc_ap - euc_an)/0.5)":           "5*cos + 1*euc",
		"log1p(exp(cos_ap - cos_an) + exp(cos_ap - cos_pn))":                          "cos",
		"square(euc_ap) + square(relu(2 - euc_an))":                                   "euc",
		"relu(cos_an - cos_ap + 0.4)":                                                 "", // inverted
		"square(cos_ap) - square(cos_an) + relu(euc_ap - euc_an)":                     "", // weights that change
		"relu(|a| - 1)":   "",
		"cos_ap - euc_an": "",
	} {
		l := compile[float64](t, Spec{Formula: text})
		got := l.Decision()
		if got != want {
			t.Errorf("%s stands for %q, want %q", text, got, want)
		}
		if got == "" {
			continue
		}
		if _, err := CompilePair[float32](got, nil); err != nil {
			t.Errorf("%s: %v", got, err)
		}
	}
}

func TestAtAndSlopesAt(t *testing.T) {
	l := compile[float64](t, Spec{Formula: "0.8*relu(cos_ap - cos_an + 0.4) + square(euc_an)/|a|"})
	names := ""
	for _, v := range l.Variables() {
		names += v.Name + " "
	}
	if names != "cos_ap cos_an euc_an |a| " {
		t.Fatalf("variables %s", names)
	}
	at, slopes := []float64{0.3, 0.2, 3, 2}, make([]float64, 4)
	testutil.Near(t, "at", l.At(at), 0.8*0.5+4.5, 1e-15)
	testutil.Near(t, "slopes at", l.SlopesAt(at, slopes), 0.8*0.5+4.5, 1e-15)
	for i, want := range []float64{0.8, -0.8, 3, -2.25} {
		testutil.Near(t, l.Variables()[i].Name, slopes[i], want, 1e-15)
	}
	emb := testutil.Normals[float64](8, 12, 1)
	values := l.Values(emb, 4)
	loss := make([]float64, 1)
	eval(l, emb, nil, 4, loss, nil, 1)
	testutil.Near(t, "measured values", l.At(values), loss[0], 0)
}

func TestLearnedParameters(t *testing.T) {
	l := compile[float64](t, Spec{Formula: "let w = learn(0.5, 0, 1); let unused = learn(1, 0, 2); let m = learn(0.4, 0, 1); w*relu(cos_ap - cos_an + m) + 0*unused*cos_ap"})
	if got := l.Learned(); len(got) != 2 || got[0].Name != "w" || got[1].Name != "m" || got[1].Value != 0.4 {
		t.Fatalf("learned %+v", got)
	}
	const n, dim = 20, 4
	emb := testutil.Normals[float64](5, 3*n*dim, 1)
	loss, slopes := make([]float64, n), make([]float64, 2*n)
	eval := func(w, m float64) []float64 {
		l.SetLearned([]float64{w, m})
		out := make([]float64, n)
		l.Eval(Batch[float64]{Emb: emb, Dim: dim, Loss: out})
		return out
	}
	l.SetLearned([]float64{0.7, 0.3})
	l.Eval(Batch[float64]{Emb: emb, Dim: dim, Loss: loss, Slopes: slopes})
	const h = 1e-6
	wUp, wDown, mUp, mDown := eval(0.7+h, 0.3), eval(0.7-h, 0.3), eval(0.7, 0.3+h), eval(0.7, 0.3-h)
	live := 0
	for i := range n {
		testutil.Near(t, "slope by w", slopes[2*i], (wUp[i]-wDown[i])/(2*h), 1e-8)
		testutil.Near(t, "slope by m", slopes[2*i+1], (mUp[i]-mDown[i])/(2*h), 1e-8)
		if loss[i] > 0 {
			live++
		}
	}
	if live < 5 || live == n {
		t.Errorf("%d of %d live tests too little", live, n)
	}
}

func TestUndefinedPointsAreFoundAndExplained(t *testing.T) {
	same, far := []float64{1, 2}, []float64{2, 1}
	for _, c := range []struct{ formula, want string }{
		{"sqrt(euc_ap) + relu(cos_an)", "sqrt(euc_ap) takes the root of 0, where its slope is infinite"},
		{"sqrt(cos_ap - cos_an) + euc_an", "takes the root of -0.2, which is below 0"},
		{"log(euc_ap) + cos_an", "log(euc_ap) takes the logarithm of 0"},
		{"log1p(-1 - euc_ap) + cos_an", "takes log1p of -1"},
		{"cos_an/euc_ap", "cos_an/euc_ap divides by 0"},
		{"exp(2000*euc_an) + cos_ap", "exp(2000*euc_an) is +Inf"},
	} {
		l := compile[float64](t, Spec{Formula: c.formula})
		emb := append(append(append([]float64{}, 3, 1, 2, 5, 1, 1), same...), append(append([]float64{}, same...), far...)...)
		loss, grad := make([]float64, 2), make([]float64, len(emb))
		if c.formula[0] == 's' && c.formula[5] == 'c' {
			emb = emb[6:]
			loss, grad = loss[:1], grad[:6]
		}
		if broken := eval(l, emb, grad, 2, loss, make([]bool, len(loss)), 1); broken < 0 {
			t.Errorf("%s: triplet %d is broken (losses %v)", c.formula, broken, loss)
		}
		err := l.Explain(same, same, far)
		wantError(t, c.formula, err, c.want)
	}
	// In a branch that is not taken nothing is wrong.
	l := compile[float64](t, Spec{Formula: "where(euc_ap > 0, sqrt(euc_ap) + log(euc_ap), 0) + cos_an"})
	loss, grad := make([]float64, 1), make([]float64, 6)
	if broken := eval(l, []float64{1, 2, 1, 2, 2, 1}, grad, 2, loss, nil, 1); broken >= 0 || math.IsNaN(grad[0]) {
		t.Errorf("a branch that is not taken broke triplet %d, gradient %v", broken, grad)
	}
	if err := l.Explain(same, same, far); err != nil {
		t.Error(err)
	}
}

func wantError(t *testing.T, what string, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v, want %q", what, err, want)
	}
}
