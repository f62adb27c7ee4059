package plot

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestVersusCells(t *testing.T) {
	nan := math.NaN()
	v := Versus{Better: "cosine", Worse: "euclidean", Equal: "none", Digits: 1, Classes: []string{"a", "b", "c"}, Values: [][]float64{{nan, 2, -1}, {0, nan, 0.5}, {nan, math.Inf(1), nan}}}
	f, err := v.Figure()
	if err != nil {
		t.Fatal(err)
	}
	svg := string(f.Inline())
	checkXML(t, "versus", []byte(svg))
	for text, want := range map[string]int{
		">+2.0<": 1, ">−1.0<": 1, ">0.0<": 1, ">+0.5<": 1, ">cosine<": 1, ">none<": 1,
		"fill:var(--plot-a)": 3, "fill:var(--plot-b)": 2, // one of each in the legend
		`fill:var(--plot-a)" fill-opacity="0.55"`: 2, `fill:var(--plot-b)" fill-opacity="0.32"`: 1, // 0.315
	} {
		if n := strings.Count(svg, text); n != want {
			t.Errorf("%d times %s, want %d", n, text, want)
		}
	}
	v.Values = [][]float64{{}, {1}, {nan, 3}}
	if f, err = v.Figure(); err != nil || strings.Contains(string(f.SVG()), ">euclidean<") {
		t.Errorf("a triangle without values below 0 has them in its legend (%v)", err)
	}
	v.Values = [][]float64{{}, {1}, {nan}}
	panics(t, "shape", func() { v.Figure() })
	for _, none := range [][][]float64{nil, {{}}, {{nan}}} {
		if _, err := (Versus{Values: none}).Figure(); !errors.Is(err, ErrNoData) {
			t.Errorf("%v: %v, want ErrNoData", none, err)
		}
	}
}

func TestVersusFits(t *testing.T) {
	long := strings.Repeat("クラス class ", 20)
	for _, n := range []int{2, 10, 40, 120} {
		for _, triangle := range []bool{false, true} {
			v := Versus{Better: long, Worse: "worse", Equal: "none", Digits: 2, Classes: []string{long, "b", long, long}}
			for i := range n {
				row := make([]float64, n)
				if triangle {
					row = row[:i]
				}
				for j := range row {
					row[j] = 100.25 * float64(i-j)
				}
				v.Values = append(v.Values, row)
			}
			f, err := v.Figure()
			checkLabels(t, "versus", f, err)
		}
	}
}
