package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"
)

// figure is a float64 that JSON may hold as the text of NaN or an infinity.
type figure float64

func (f *figure) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		text = string(b)
	}
	v, err := strconv.ParseFloat(text, 64)
	*f = figure(v)
	return err
}

type sample []figure

func (s sample) floats() []float64 {
	x := make([]float64, len(s))
	for i, v := range s {
		x[i] = float64(v)
	}
	return x
}

// signedCase is one Wilcoxon test.
type signedCase struct {
	D sample
	P float64
}

// oracle is testdata/oracle.json, written by SciPy and statsmodels.
type oracle struct {
	Summary []struct {
		X, Quantiles   sample
		Mean, SD, Skew figure
	}
	Paired []struct {
		A, B                   sample
		Mean, SD, Lo, Hi, T, P float64
		WilcoxonP              float64 `json:"wilcoxon_p"`
	}
	Wilcoxon map[string][]signedCase
	Holm     []struct{ P, Adjusted sample }
	McNemar  []struct {
		B, C int
		P    float64
	}
	Detectable []struct {
		SD, D float64
		N     int
	}
	Correlation []struct {
		X, Y              sample
		Pearson, Spearman figure
	}
}

func readOracle(t *testing.T) oracle {
	t.Helper()
	b, err := os.ReadFile("testdata/oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	var o oracle
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// same compares relative to want: p-values may be tiny.
func same(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return
	}
	if off := math.Abs(got-want) / math.Abs(want); !(off <= tol) {
		t.Errorf("%s = %.17g, want %.17g: off by a share of %.3g, allowed %.3g", what, got, want, off, tol)
	}
}

func TestOracleSummary(t *testing.T) {
	for i, c := range readOracle(t).Summary {
		what := fmt.Sprintf("summary %d: ", i)
		x := c.X.floats()
		got := Summarise(x)
		same(t, what+"mean", got.Mean, float64(c.Mean), 1e-14)
		same(t, what+"skew", got.Skew, float64(c.Skew), 1e-8)
		// NumPy finds a spread of 1e-17 in seven times 0.1.
		if c.SD > 1e-15 || c.SD == 0 || math.IsNaN(float64(c.SD)) {
			same(t, what+"sd", got.SD, float64(c.SD), 1e-12)
		} else if got.SD != 0 {
			t.Errorf("%sd = %g for equal values", what, got.SD)
		}
		for k, q := range Quantiles(x, 0, 0.05, 0.25, 0.5, 0.75, 0.9, 1) {
			same(t, what+"quantile", q, float64(c.Quantiles[k]), 1e-14)
		}
		for k, q := range map[int]float64{0: got.Min, 2: got.Q25, 3: got.Median, 4: got.Q75, 6: got.Max} {
			same(t, what+"its quantile", q, float64(c.Quantiles[k]), 1e-14)
		}
	}
}

func TestOraclePaired(t *testing.T) {
	for i, c := range readOracle(t).Paired {
		what := fmt.Sprintf("paired %d: ", i)
		got := ComparePaired(c.A.floats(), c.B.floats())
		same(t, what+"mean", got.Mean, c.Mean, 1e-11)
		same(t, what+"mean of a - mean of b", got.MeanA-got.MeanB, c.Mean, 1e-11)
		same(t, what+"sd", got.SD, c.SD, 1e-12)
		same(t, what+"lo", got.Lo, c.Lo, 1e-11)
		same(t, what+"hi", got.Hi, c.Hi, 1e-11)
		same(t, what+"t", got.T, c.T, 1e-11)
		same(t, what+"p", got.P, c.P, 1e-10)
		same(t, what+"wilcoxon", got.WilcoxonP, c.WilcoxonP, 1e-12)
		if got.N != len(c.A) || !got.HasInterval() || got.identical() {
			t.Errorf("%s%+v", what, got)
		}
	}
}

func TestOracleWilcoxon(t *testing.T) {
	for method, cases := range readOracle(t).Wilcoxon {
		for i, c := range cases {
			same(t, fmt.Sprintf("wilcoxon, %s %d", method, i), wilcoxon(c.D.floats()), c.P, 1e-12)
		}
	}
}

func TestOracleHolm(t *testing.T) {
	for i, c := range readOracle(t).Holm {
		for k, p := range Holm(c.P.floats()) {
			same(t, fmt.Sprintf("holm %d, entry %d", i, k), p, float64(c.Adjusted[k]), 1e-14)
		}
	}
}

func TestOracleMcNemar(t *testing.T) {
	for _, c := range readOracle(t).McNemar {
		same(t, fmt.Sprintf("McNemar(%d, %d)", c.B, c.C), McNemar(c.B, c.C), c.P, 1e-9)
	}
}

func TestOracleDetectable(t *testing.T) {
	for _, c := range readOracle(t).Detectable {
		same(t, fmt.Sprintf("Detectable(%g, %d)", c.SD, c.N), detectable(c.SD, c.N), c.D, 1e-8)
	}
}

func TestOracleCorrelation(t *testing.T) {
	for i, c := range readOracle(t).Correlation {
		x, y := c.X.floats(), c.Y.floats()
		same(t, fmt.Sprintf("pearson %d", i), Pearson(x, y), float64(c.Pearson), 1e-9)
		same(t, fmt.Sprintf("spearman %d", i), Spearman(x, y), float64(c.Spearman), 1e-12)
	}
}
