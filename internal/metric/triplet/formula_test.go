package triplet

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"mekiki/internal/metric/formula"
	"mekiki/internal/testutil"
)

// quantities are what a formula knows of a triplet.
type quantities struct{ cosAP, cosAN, cosPN, eucAP, eucAN, eucPN, a, p, n float64 }

func quantitiesOf(a, p, n []float64) quantities {
	zero := make([]float64, len(a))
	cos, euc := mustDistance("cosine").Value, mustDistance("euclidean").Value
	return quantities{cos(a, p), cos(a, n), cos(p, n), euc(a, p), euc(a, n), euc(p, n), euc(a, zero), euc(p, zero), euc(n, zero)}
}

// formulas are lines of the language and the same in Go.
var formulas = []struct {
	text string
	want func(v quantities) float64
}{
	{"let w = 0.8; w*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)", func(v quantities) float64 {
		return 0.8*math.Max(v.cosAP-v.cosAN+0.4, 0) + 0.02*math.Max(v.eucAP-v.eucAN-5, 0)
	}},
	{"let d = cos + 0.1*euc; relu(d_ap - d_an + 0.2)", func(v quantities) float64 {
		return math.Max(v.cosAP+0.1*v.eucAP-v.cosAN-0.1*v.eucAN+0.2, 0)
	}},
	{"let s = 2; let d = cos + s*abs(|x| - |y|); let e = d + euc/3; softplus(e_ap - e_pn)", func(v quantities) float64 {
		e := v.cosAP + 2*math.Abs(v.a-v.p) + v.eucAP/3
		f := v.cosPN + 2*math.Abs(v.p-v.n) + v.eucPN/3
		return math.Log(1 + math.Exp(e-f))
	}},
	{"-euc_ap - -2*euc_an*(1 - 3/(4 + |n|))", func(v quantities) float64 { return -v.eucAP + 2*v.eucAN*(1-3/(4+v.n)) }},
	{"max(euc_ap, euc_an, euc_pn, 0.5) + min(euc_ap, 1, euc_an)", func(v quantities) float64 {
		return max(v.eucAP, v.eucAN, v.eucPN, 0.5) + min(v.eucAP, 1, v.eucAN)
	}},
	{"square(cos_ap)*sqrt(euc_an + 1)*exp(-euc_ap)", func(v quantities) float64 {
		return v.cosAP * v.cosAP * math.Sqrt(v.eucAN+1) * math.Exp(-v.eucAP)
	}},
	{"log(1 + euc_ap) + log1p(euc_an) + tanh(cos_ap - 1) + sigmoid(3*cos_an)", func(v quantities) float64 {
		return math.Log(1+v.eucAP) + math.Log(1+v.eucAN) + math.Tanh(v.cosAP-1) + 1/(1+math.Exp(-3*v.cosAN))
	}},
	{"clamp(euc_ap, 1, 2) + where(cos_ap < cos_an and not (euc_ap >= euc_an), |a|, |p|*2)", func(v quantities) float64 {
		w := v.p * 2
		if v.cosAP < v.cosAN && v.eucAP < v.eucAN {
			w = v.a
		}
		return min(max(v.eucAP, 1), 2) + w
	}},
	{"where(euc_ap > 2 or cos_an <= 0.9, euc_ap, 0.1*euc_an)", func(v quantities) float64 {
		if v.eucAP > 2 || v.cosAN <= 0.9 {
			return v.eucAP
		}
		return 0.1 * v.eucAN
	}},
	// The logistic loss of a threshold is the likelihood of same or different.
	{"let k = 10; let t = 0.3; softplus(k*(cos_ap - t)) + 0.5*softplus(k*(t - cos_an)) + 0.5*softplus(k*(t - cos_pn))", func(v quantities) float64 {
		same := func(d float64) float64 { return 1 / (1 + math.Exp(10*(d-0.3))) }
		return -math.Log(same(v.cosAP)) - 0.5*math.Log(1-same(v.cosAN)) - 0.5*math.Log(1-same(v.cosPN))
	}},
	{"log1p(exp((cos_ap - cos_an)/0.1) + exp((cos_ap - 0.5)/0.1))", func(v quantities) float64 {
		return math.Log(1 + math.Exp((v.cosAP-v.cosAN)/0.1) + math.Exp((v.cosAP-0.5)/0.1))
	}},
}

func TestFormulaValuesAndGradients(t *testing.T) {
	const dim = 5
	for _, f := range formulas {
		l := compile[float64](t, Spec{Formula: f.text})
		checked := 0
		for seed := range uint64(40) {
			emb := testutil.Normals[float64](seed, 3*dim, 0.5+float64(seed%4))
			a, p, n := emb[:dim], emb[dim:2*dim], emb[2*dim:]
			v := quantitiesOf(a, p, n)
			testutil.Near(t, fmt.Sprintf("%s, seed %d", f.text, seed), valueOf(l, a, p, n), f.want(v), 1e-12)
			grad, loss, live := testutil.Fill[float64](3*dim, 9), make([]float64, 1), make([]bool, 1)
			if broken := eval(l, emb, grad, dim, loss, live, 0.5); broken >= 0 {
				t.Fatalf("%s: triplet %d is broken", f.text, broken)
			}
			if !smooth(l, emb, dim) {
				continue
			}
			checked++
			half := func(e []float64) float64 { return 0.5 * valueOf(l, e[:dim], e[dim:2*dim], e[2*dim:]) }
			testutil.GradCheck(t, fmt.Sprintf("%s, seed %d", f.text, seed), half, emb, grad, 3e-9)
		}
		if checked < 15 {
			t.Errorf("%s: only %d gradients checked", f.text, checked)
		}
	}
}

// smooth says whether no kink and no step lies near the triplet: its loss goes on as its
// slopes say, and these hardly change, if one of its variables moves a little.
func smooth(l *Loss[float64], emb []float64, dim int) bool {
	const step = 1e-4
	values := l.Values(emb, dim)
	slopes, near := make([]float64, len(values)), make([]float64, len(values))
	l.SlopesAt(values, slopes)
	for i, v := range values {
		var at [2]float64
		for k, by := range []float64{-step, step} {
			values[i] = v + by
			at[k] = l.SlopesAt(values, near)
			for j := range near {
				if math.Abs(near[j]-slopes[j]) > 0.004 {
					return false
				}
			}
		}
		values[i] = v
		if math.Abs(at[1]-at[0]-2*step*slopes[i]) > 1e-6 {
			return false
		}
	}
	return true
}

func TestFormulaErrorsPointAtTheColumn(t *testing.T) {
	for _, c := range []struct {
		text   string
		column int
		want   string
	}{
		{"relu(cos_ap - euk_an)", 15, "unknown name euk_an; did you mean euc_an?"},
		{"rellu(cos_ap)", 1, "did you mean relu?"},
		{"relu(cos_ap - xyzzy)", 15, "a formula knows cos_ap"},
		{"relu(cos - cos_an)", 6, "cos is a distance: say of which pair, cos_ap"},
		{"relu(cos_ap", 11, "1 bracket(s) are opened and not closed"},
		{"relu(cos_ap))", 13, "1 bracket(s) are closed and were not opened"},
		{"cos_ap +", 8, "ends too early"},
		{"let w = 2;", 10, "ends too early"},
		{"let w = 2; relu(cos_ap)", 9, "w is defined but never used"},
		{"let w = 2; let w = 3; w*cos_ap", 16, "w is defined twice"},
		{"let cos = 2; cos*cos_ap", 5, "cos is the name of a distance"},
		{"let relu = 2; relu*cos_ap", 5, "relu is a function"},
		{"let d_ap = 2; d_ap*cos_ap", 5, "must not end in _ap"},
		{"let d = cos; relu(d - 1)", 19, "d is a distance: say of which pair, d_ap"},
		{"let d = cos + euc_ap; d_ap", 15, "belongs to one pair"},
		{"let d = cos + |a|; d_ap", 15, "|a| belongs to one pair"},
		{"cos_ap*|x|", 8, "|x| stands in a distance of one's own only"},
		{"cos_ap | relu", 8, "bars stand around one picture"},
		{"$a$ + cos_ap", 1, "has no $"},
		{"cos_ap^2", 7, "no operator ^; write square(x)"},
		{"cos_ap % 2", 8, "no operator %"},
		{"cos_ap/0", 7, "division by 0"},
		{"cos_ap*sqrt(-1)", 8, "this is undefined"},
		{"cos_ap + log(0)", 10, "this is too large for a number"},
		{"cos_ap < 1", 8, "a condition, not a number"},
		{"where(cos_ap, 1, 2)", 7, "a number, not a condition"},
		{"cos_ap < 1 ? 1 : 2", 18, "write where("},
		{"relu(cos_ap, 1)", 1, "relu takes 1 argument, here are 2"},
		{"max(cos_ap)", 1, "max takes 2 arguments or more"},
		{`cos_ap + "a"`, 10, "string is not part of the formula language"},
		{"cos_ap + [1]", 10, "array is not part"},
		{"learn(1, 0, 2)*cos_ap", 1, "learn stands alone in a let"},
		{"let w = learn(3, 0, 2); w*cos_ap", 9, "within its bounds 0 to 2"},
		{"let w = learn(1, 2); w*cos_ap", 9, "learn takes a start and two bounds"},
		{"cos_ap; euc_ap", 1, "one loss only"},
		{"1 + 2", 0, "is 3 whatever the pictures"},
		{"0*cos_ap", 0, "is 0 whatever the pictures"},
		{"relu(euc_pn + |p|)", 0, "does not look at the anchor"},
		{"clamp(cos_ap, 2, 1)", 1, "wrong order: 2 to 1"},
		{"", 0, "is empty"},
		{strings.Repeat("cos_ap + ", 600) + "1", 0, "has 5401 bytes"},
	} {
		_, err := Compile[float32](Spec{Formula: c.text})
		var e *formula.Error
		if err == nil || !errors.As(err, &e) || !strings.Contains(e.Message.String(), c.want) || e.Column != c.column {
			t.Errorf("%.60q:\n%v\nwant %q at column %d", c.text, err, c.want, c.column)
			continue
		}
		if mark := strings.Index(err.Error(), "^"); c.column > 0 && !strings.HasSuffix(c.text, "^2") {
			lines := strings.Split(err.Error(), "\n")
			if mark < 0 || strings.IndexByte(lines[len(lines)-1], '^') != c.column+1 {
				t.Errorf("the mark is not under column %d:\n%v", c.column, err)
			}
		}
	}
}

func TestFormulaIsWrittenAsItIsRead(t *testing.T) {
	for text, want := range map[string]string{
		"let w = 2; w*relu(cos_ap-cos_an+0)":                  "2*relu(cos_ap - cos_an)",
		"cos_ap - (cos_an - 3) - -2":                          "cos_ap - (cos_an - 3) + 2",
		"cos_ap/(euc_ap*(1+|a|))/2":                           "cos_ap/(euc_ap*(1 + |a|))/2",
		"-(cos_ap + 1)*2":                                     "-(cos_ap + 1)*2",
		"where(cos_ap<1 and (euc_ap>2 or not(|a|<=3)), 1, 2)": "where(cos_ap < 1 and (2 < euc_ap or not (|a| <= 3)), 1, 2)",
		"clamp(cos_ap, 0, 1)":                                 "min(max(cos_ap, 0), 1)",
		"let w = learn(1, 0, 2); w*cos_ap":                    "w*cos_ap",
		"let d = cos+euc; relu(d_ap-d_an)":                    "relu(cos_ap + euc_ap - (cos_an + euc_an))",
	} {
		s := Spec{Formula: text}
		if got := s.String(); got != want {
			t.Errorf("%s\n is written %s\nbut should be %s", text, got, want)
		}
		if strings.Contains(text, "learn") {
			continue
		}
		a, b := compile[float64](t, s), compile[float64](t, Spec{Formula: s.String()})
		emb := testutil.Normals[float64](3, 9, 1)
		if x, y := valueOf(a, emb[:3], emb[3:6], emb[6:]), valueOf(b, emb[:3], emb[3:6], emb[6:]); x != y {
			t.Errorf("%s: %v, written and read again %v", text, x, y)
		}
	}
}

func TestEveryPartOfAFormulaIsComputedOnce(t *testing.T) {
	l := compile[float64](t, Spec{Formula: "let h = relu(cos_ap - cos_an + 0.4); h*h + sqrt(h + 1) + relu(cos_ap - cos_an + 0.4)"})
	if hinges := l.program.Hinges(); len(hinges) != 1 {
		t.Errorf("%d hinges are computed, want 1", len(hinges))
	}
}

// doubled is a formula that multiplies a value by itself, again and again.
func doubled(first, last string, times int) string {
	text := "let d0 = " + first + "; "
	for i := range times {
		text += fmt.Sprintf("let d%d = d%d*d%d; ", i+1, i, i)
	}
	name := fmt.Sprintf("d%d", times)
	return text + fmt.Sprintf(last, name, name)
}

// What is used twice is made once, and not written out without end.
func TestRepeatedPartsStaySmall(t *testing.T) {
	for _, text := range []string{doubled("cos + euc", "relu(%s_ap - %s_an)", 60), doubled("cos_ap + euc_an", "relu(%s + 1 - %s)", 60)} {
		s := Spec{Formula: text}
		l := compile[float64](t, s)
		for _, written := range []string{s.String(), l.Decision(), l.Activity(nil, 1)[0].Hinge, strings.Join(s.Terms(), "")} {
			if len(written) > 2<<16 {
				t.Errorf("%d bytes are written", len(written))
			}
		}
	}
}

func FuzzFormula(f *testing.F) {
	for _, c := range formulas {
		f.Add(c.text)
	}
	f.Add("let w = learn(0.5, 0, 1); w*(|a| - |x|)")
	f.Add("let d = (((cos)))&&!true; {a: [1..2]}")
	f.Add(doubled("cos + euc", "relu(%s_ap - %s_an)", 6))
	f.Add(doubled("cos_ap + euc_an", "relu(%s + 0*%s)", 6))
	emb := testutil.Normals[float64](1, 9, 1)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		l, err := Compile[float64](s)
		if err != nil {
			var e *formula.Error
			if errors.As(err, &e) && (e.Column < 0 || e.Column > len(text)+1) {
				t.Errorf("%q: column %d", text, e.Column)
			}
			return
		}
		grad, loss, live := make([]float64, 9), make([]float64, 1), make([]bool, 1)
		eval(l, emb, grad, 3, loss, live, 1)
		// What is written again must mean the same.
		if len(l.Learned()) > 0 || len(s.String()) > 4096 {
			return
		}
		again, err := Compile[float64](Spec{Formula: s.String()})
		if err != nil {
			t.Fatalf("%q is written %q: %v", text, s.String(), err)
		}
		if x, y := loss[0], valueOf(again, emb[:3], emb[3:6], emb[6:]); x != y && (x == x || y == y) {
			t.Errorf("%q is %v, written as %q it is %v", text, x, s.String(), y)
		}
		l.Decision()
		l.AtMargin()
	})
}
