package plot

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestQuantiles(t *testing.T) {
	// numpy.quantile([9, 1, 4, 16, 25, 36, 0.5], [0.05, 0.25, 0.5, 0.75, 0.95])
	got := quantiles([]float64{9, 1, math.NaN(), 4, 16, 25, 36, 0.5, math.Inf(1)}, 0.05, 0.25, 0.5, 0.75, 0.95)
	want := []float64{0.65, 2.5, 9, 20.5, 32.7}
	if d := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); d != "" {
		t.Error(d)
	}
	if got := quantiles([]float64{3}, 0, 0.3, 1); got[0] != 3 || got[2] != 3 {
		t.Errorf("one value: %v", got)
	}
}

// TestForestMarks counts fills: hollow marks are filled with the ground.
func TestForestMarks(t *testing.T) {
	nan := math.NaN()
	rows := []Estimate{
		{Name: "clear", Point: 1, Low: 0.5, High: 1.5, Dots: []float64{0.9, nan, 1.2}},
		{Name: "holds", Point: 0.1, Low: -0.5, High: 1},
		{Name: "single", Point: 2, Low: nan, High: nan},
		{Name: "nothing", Point: nan, Low: -1, High: 1},
	}
	count := func(f Forest) (hollow, seeds, ends int) {
		fig, err := f.Figure()
		if err != nil {
			t.Fatal(err)
		}
		svg := string(fig.Inline())
		checkXML(t, "forest", []byte(svg))
		return strings.Count(svg, `fill:var(--plot-surface)`), strings.Count(svg, `fill:var(--plot-b)`), strings.Count(svg, `stroke:var(--plot-a)`)
	}
	// Two intervals of four strokes, a point without, and two legend entries.
	if hollow, seeds, strokes := count(Forest{Rows: rows, Zero: true}); hollow != 3 || seeds != 2 || strokes != 4*4+1 {
		t.Errorf("%d hollow, %d seeds, %d strokes", hollow, seeds, strokes)
	}
	if hollow, seeds, _ := count(Forest{Rows: rows, PointName: "mean", DotsName: "a seed"}); hollow != 0 || seeds != 5 {
		t.Errorf("without zero: %d hollow, %d seeds", hollow, seeds)
	}
	if _, err := (Forest{Rows: rows[3:]}).Figure(); !errors.Is(err, ErrNoData) {
		t.Errorf("%v, want ErrNoData", err)
	}
	if _, err := (Boxes{Rows: []BoxRow{{"a", []float64{nan}, ""}}}).Figure(); !errors.Is(err, ErrNoData) {
		t.Errorf("%v, want ErrNoData", err)
	}
}

// TestNarrowRows: at the width of a phone all words of the wide figure are there, at a
// size that can be read, and each row has its marks below its words.
func TestNarrowRows(t *testing.T) {
	forest := Forest{Zero: true, Left: "cosine better", Right: "better than cosine", XLabel: "points", Narrow: true}
	for i := range 3 {
		v := float64(i) - 1
		forest.Rows = append(forest.Rows, Estimate{Name: "loss " + strconv.Itoa(i), Point: v, Low: v - 0.5, High: v + 0.5, Text: "+0.4 (0.1 to 0.7)"})
	}
	f, err := forest.Figure()
	checkLabels(t, "forest", f, err)
	const phone = 340 // pixels that a figure has there
	if size := tickSize * phone / f.Width; size < 12 {
		t.Errorf("letters of %.1f pixels", size)
	}
	at := map[string]label{}
	for _, l := range labels(t, f) {
		at[l.text] = l
	}
	for _, want := range []string{"loss 0", "loss 2", "+0.4 (0.1 to 0.7)", "← cosine better", "better than cosine →", "points", "interval holds 0"} {
		if at[want] == (label{}) {
			t.Errorf("no %q", want)
		}
	}
	marks := regexp.MustCompile(`M[0-9.]+ ([0-9.]+)L[0-9.]+ ([0-9.]+)" fill="none" stroke-width="1.5"`).FindAllStringSubmatch(string(f.SVG()), -1)
	for i := range 3 {
		name, next := at["loss "+strconv.Itoa(i)], at["loss "+strconv.Itoa(i+1)].y0
		if i == 2 {
			next = f.Height
		}
		in := 0
		for _, m := range marks {
			if y0, y1 := number(t, m[1]), number(t, m[2]); min(y0, y1) > name.y1 && max(y0, y1) < next {
				in++
			}
		}
		if in != 3 { // the interval and its ends
			t.Errorf("row %d: %d marks between its words and the next", i, in)
		}
	}
}

// TestRowsFit lays out many rows with long and with Japanese names.
func TestRowsFit(t *testing.T) {
	long := strings.Repeat("ロスの名前 and a name that goes on ", 4)
	for _, n := range []int{1, 6, 40} {
		forest := Forest{XLabel: long, Zero: true, Left: long, Right: long, DotsName: long}
		boxes := Boxes{XLabel: long}
		for i := range n {
			v := float64(i) - 3
			forest.Rows = append(forest.Rows, Estimate{long + strconv.Itoa(i), v, v - 1, v + 1, long, []float64{v}})
			boxes.Rows = append(boxes.Rows, BoxRow{long, []float64{v, v, v + 0.1}, long})
		}
		boxes.Rows = append(boxes.Rows, BoxRow{Name: "empty"})
		for _, narrow := range []bool{false, true} {
			forest.Narrow, boxes.Narrow = narrow, narrow
			f, err := forest.Figure()
			checkLabels(t, "forest", f, err)
			f, err = boxes.Figure()
			checkLabels(t, "boxes", f, err)
		}
	}
}
