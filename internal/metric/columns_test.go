package metric

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
)

// columnFormulas are smooth, kinked, undefined in places, of either sign.
var columnFormulas = []string{
	"cos", "ang", "euc", "sqeuc", "rtb", "|x| - 2*|y|", "0.8*cos + 0.02*euc", "0.5*cos + sqeuc", "cos + abs(|x| - |y|)",
	"cos - euc", "-1/(1 + euc)", "sqrt(euc - 1)", "log(cos)", "log1p(sqeuc - 2)", "exp(3*ang) - softplus(euc)",
	"where(cos < 0.5 and not (euc > 2), cos, 10 + tanh(euc))", "max(cos, ang, 0.3) * min(euc, 2)", "clamp(euc, 0.5, 1.5)/cos",
	"square(euc - 1) + sigmoid(cos)/|y|", "exp(exp(sqeuc))", "relu(rtb - 1)*cos", "sqrt(cos*euc)", "1e9*cos - 1e9*ang",
	"where(sqrt(euc - 1) <= 0.3, 1, 2)", "abs(cos - 1)", "euc/(|x| + |y|)", "where(euc < 1 or |x| < |y|, -cos, -euc)",
}

// randomFormula writes an expression of a pair.
func randomFormula(rng *rand.Rand, depth int) string {
	if depth == 0 || rng.IntN(6) == 0 {
		return []string{"cos", "ang", "euc", "sqeuc", "rtb", "|x|", "|y|", "0.7", "2", "-1.5"}[rng.IntN(10)]
	}
	sub := func() string { return randomFormula(rng, depth-1) }
	functions := formula.Functions()
	switch f := functions[rng.IntN(len(functions))]; {
	case rng.IntN(2) == 0:
		return "(" + sub() + []string{"+", "-", "*", "/"}[rng.IntN(4)] + sub() + ")"
	case f == "where":
		return fmt.Sprintf("where(%s < %s, %s, %s)", sub(), sub(), sub(), sub())
	case f == "clamp":
		return fmt.Sprintf("clamp(%s, -1, 2)", sub())
	case f == "max" || f == "min":
		return f + "(" + sub() + ", " + sub() + ")"
	default:
		return f + "(" + sub() + ")"
	}
}

// TestColumns: with sums off by as much as is said, no distance is farther from
// its value than the radius.
func TestColumns(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	formulas := columnFormulas
	for range 600 {
		formulas = append(formulas, randomFormula(rng, 1+rng.IntN(4)))
	}
	tested, sure := 0, 0
	for i, text := range formulas {
		m, err := ParseMeasure[float32](text)
		if err != nil {
			if i < len(columnFormulas) {
				t.Fatal(err)
			}
			continue // a constant, or an undefined one
		}
		c, ok := NewColumns(m)
		if !ok {
			t.Fatalf("%s needs the vectors", text)
		}
		for _, size := range []float64{1e-7, 1e-4, 1e-2} {
			n, s := checkColumns(t, rng, m, c, size)
			tested += n
			sure += s
		}
	}
	if tested < 100_000 || sure < tested/2 {
		t.Errorf("of %d distances %d are sure", tested, sure)
	}
}

// checkColumns takes one x against many y, near and far ones, equal and zero ones.
func checkColumns(t *testing.T, rng *rand.Rand, m Measure[float32], c *Columns, size float64) (tested, sure int) {
	const n, dim = 70, 5
	x := make([]float32, dim)
	for k := range x {
		x[k] = float32(rng.NormFloat64())
	}
	if rng.IntN(10) == 0 {
		clear(x)
	}
	y, yy := make([][]float32, n), make([]float64, n)
	s := distance.Sums{XY: make([]float64, n), DD: make([]float64, n), ErrXY: size, ErrDD: 2 * size}
	for j := range y {
		y[j] = make([]float32, dim)
		noise := math.Pow(10, -float64(rng.IntN(6)))
		for k := range y[j] {
			y[j][k] = x[k] + float32(rng.NormFloat64()*noise)
		}
		switch rng.IntN(20) {
		case 0:
			clear(y[j])
		case 1:
			copy(y[j], x)
		}
		sums := distance.MomentsOf(x, y[j])
		off := []float64{-1, -0.5, 0, 1}[rng.IntN(4)] * size * 0.999
		s.XX, yy[j] = sums.XX, sums.YY
		s.XY[j], s.DD[j] = sums.XY+off, max(sums.DD-2*off, 0)
	}
	s.Y = distance.NewLengths(yy)
	got := make([]float64, n)
	radius, unsure := c.Eval(got, &s)
	skip := make([]bool, n)
	for _, j := range unsure {
		skip[j] = true
	}
	for j := range got {
		tested++
		if skip[j] {
			continue
		}
		sure++
		if want := m.Value(x, y[j]); !(math.Abs(got[j]-want) <= radius) {
			t.Errorf("%s of %v, %v: %v, want %v within %v", m.Name(), x, y[j], got[j], want, radius)
		}
	}
	return tested, sure
}

// TestColumnsAreSure: what is defined everywhere has a small radius and nothing
// to measure again.
func TestColumnsAreSure(t *testing.T) {
	rng := rand.New(rand.NewPCG(43, 44))
	const dim, err = 16, 1e-6
	x, yy := make([]float32, dim), make([]float64, ColumnRows)
	s := distance.Sums{XY: make([]float64, ColumnRows), DD: make([]float64, ColumnRows), ErrXY: err, ErrDD: 2 * err}
	for k := range x {
		x[k] = float32(rng.NormFloat64())
	}
	for j := range yy {
		y := make([]float32, dim)
		for k := range y {
			y[k] = float32(rng.NormFloat64())
		}
		m := distance.MomentsOf(x, y)
		s.XX, yy[j], s.XY[j], s.DD[j] = m.XX, m.YY, m.XY, m.DD
	}
	s.Y = distance.NewLengths(yy)
	for _, text := range []string{"0.8*cos + 0.02*euc", "cos + abs(|x| - |y|)", "-exp(-euc)", "euc/(|x| + |y|)", "sqrt(1 + sqeuc)*cos"} {
		m, parseErr := ParseMeasure[float32](text)
		if parseErr != nil {
			t.Fatal(parseErr)
		}
		c, _ := NewColumns(m)
		if radius, unsure := c.Eval(make([]float64, ColumnRows), &s); !(radius < 1e-4) || len(unsure) > 0 {
			t.Errorf("%s: radius %v, %d unsure", text, radius, len(unsure))
		}
	}
}

func TestColumnsOf(t *testing.T) {
	for text, want := range map[string]string{
		"cos": "cosine", "1*ang": "angular", "sqeuclidean": "sqeuclidean", "2*cos": "", "|x|": "", "man": "manhattan",
	} {
		m, err := ParseMeasure[float32](text)
		if err != nil {
			t.Fatal(err)
		}
		if got := Alone(m); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
		if _, ok := NewColumns(m); ok == strings.HasPrefix(text, "man") {
			t.Errorf("%s: columns %v", text, ok)
		}
	}
	if _, ok := NewColumns[float32](other{}); ok {
		t.Error("a distance of its own passes for a formula")
	}
}
