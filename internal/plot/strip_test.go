package plot

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestStripMarks(t *testing.T) {
	nan := math.NaN()
	s := Strip{Paired: true, Columns: []Sample{{"a", []float64{1, 2, nan}}, {"b", []float64{2, 3, 4}}, {"c", []float64{nan, 5, 6}}, {"d", []float64{nan, nan, nan}}}}
	count := func(s Strip) (dots, joins, bars int) {
		f, err := s.Figure()
		if err != nil {
			t.Fatal(err)
		}
		svg := string(f.Inline())
		checkXML(t, "strip", []byte(svg))
		return strings.Count(svg, "fill:var(--plot-a)"), strings.Count(svg, `stroke-width="0.8"`), strings.Count(svg, `stroke-width="2.2"`)
	}
	if dots, joins, bars := count(s); dots != 7 || joins != 4 || bars != 3 {
		t.Errorf("%d dots, %d lines, %d means; want 7, 4, 3", dots, joins, bars)
	}
	s.Paired = false
	s.Columns[0].Values = s.Columns[0].Values[:1]
	if dots, joins, _ := count(s); dots != 6 || joins != 0 {
		t.Errorf("not paired: %d dots, %d lines", dots, joins)
	}
	s.Paired = true
	panics(t, "lengths", func() { s.Figure() })
	if _, err := (Strip{Columns: s.Columns[3:]}).Figure(); !errors.Is(err, ErrNoData) {
		t.Errorf("%v, want ErrNoData", err)
	}
}

func TestStripNamesFit(t *testing.T) {
	long := strings.Repeat("損失 loss ", 20)
	for _, n := range []int{1, 3, 12, 24} {
		s := Strip{YLabel: "accuracy", DotName: long, MeanName: "mean"}
		for range n {
			s.Columns = append(s.Columns, Sample{long, []float64{1, 2, 3}})
		}
		f, err := s.Figure()
		checkLabels(t, "strip", f, err)
	}
}
