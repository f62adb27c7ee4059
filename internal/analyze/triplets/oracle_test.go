package triplets

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mekiki/internal/metric/triplet"
	"mekiki/internal/stats"
)

// oracle is what testdata/oracle.py wrote with NumPy and SciPy.
type oracle struct {
	Dim       int        `json:"dim"`
	Pix       []int      `json:"pix"`
	Labels    []int32    `json:"labels"`
	Index     [][3]int32 `json:"index"`
	Distances map[string]struct {
		AP      []float64 `json:"ap"`
		AN      []float64 `json:"an"`
		InOrder int       `json:"in_order"`
		Mean    float64   `json:"mean"`
		SD      float64   `json:"sd"`
	} `json:"distances"`
	Pearson     float64      `json:"pearson"`
	Spearman    float64      `json:"spearman"`
	Table       [4]int       `json:"table"`
	McNemar     float64      `json:"mcnemar"`
	ForA        []int        `json:"for_a"`
	ForB        []int        `json:"for_b"`
	AP          Parts        `json:"parts_ap"`
	AN          Parts        `json:"parts_an"`
	Difference  Parts        `json:"parts_difference"`
	SharesA     LengthShares `json:"shares_a"`
	SharesB     LengthShares `json:"shares_b"`
	First       [3]float64   `json:"first_lengths"`
	Orders      [4]int       `json:"orders"`
	LengthMeans []float64    `json:"length_means"`
	Loss        []float64    `json:"loss"`
}

func readOracle(t *testing.T) (o oracle, in Input) {
	t.Helper()
	b, err := os.ReadFile("testdata/oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	in = Input{Dim: o.Dim, Index: o.Index, Labels: o.Labels, Classes: []string{"round", "", "long"}}
	for _, v := range o.Pix {
		in.U8 = append(in.U8, uint8(v))
	}
	return o, in
}

// floats is the same input as floats.
func floats(in Input) Input {
	for _, v := range in.U8 {
		in.F32 = append(in.F32, float32(v)/255)
	}
	in.U8 = nil
	return in
}

func near(t *testing.T, what string, want, got any, tolerance float64) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateApprox(tolerance, tolerance)); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func run(t *testing.T, in Input, opt Options) *Result {
	t.Helper()
	r, err := Run(t.Context(), in, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestOracle(t *testing.T) {
	o, in := readOracle(t)
	opt := Options{Shown: 1000, Loss: triplet.Spec{Formula: "0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an + 0.5)"}}
	for name, c := range map[string]struct {
		in        Input
		tolerance float64
	}{"bytes": {in, 1e-13}, "floats": {floats(in), 1e-6}} {
		t.Run(name, func(t *testing.T) {
			r := run(t, c.in, opt)
			for _, s := range r.Distances {
				want := o.Distances[s.Name]
				near(t, s.Name+" d(a,p)", want.AP, s.Arrays.AP, c.tolerance)
				near(t, s.Name+" d(a,n)", want.AN, s.Arrays.AN, c.tolerance)
				near(t, s.Name+" difference", []float64{want.Mean, want.SD}, []float64{s.Diff.Mean, s.Diff.SD}, c.tolerance)
				if s.Right != want.InOrder || s.Ties != 0 {
					t.Errorf("%s: %d in order, %d ties, want %d", s.Name, s.Right, s.Ties, want.InOrder)
				}
			}
			near(t, "correlation", []Correlation{{"cosine", "euclidean", o.Pearson, o.Spearman}}, r.Correlations, c.tolerance)
			d := r.Disagreement
			near(t, "table", o.Table, [4]int{d.Both, d.OnlyA, d.OnlyB, d.Neither}, 0)
			near(t, "McNemar", o.McNemar, d.P, 1e-12)
			near(t, "only cosine", o.ForA, places(d.ForA), 0)
			near(t, "only Euclidean", o.ForB, places(d.ForB), 0)
			near(t, "length shares", []LengthShares{o.SharesA, o.SharesB}, []LengthShares{d.LengthsA, d.LengthsB}, c.tolerance*10)
			near(t, "lengths", o.First, d.ForA[0].Lengths, c.tolerance)
			checkParts(t, "ap", o.AP, r.Lengths.AP, c.tolerance)
			checkParts(t, "an", o.AN, r.Lengths.AN, c.tolerance)
			checkParts(t, "difference", o.Difference, r.Lengths.Diff, c.tolerance)
			length, _ := stats.MeanSD(r.Lengths.Length)
			angle, _ := stats.MeanSD(r.Lengths.Angle)
			near(t, "means of parts", []float64{o.Difference.Length, o.Difference.Angle}, []float64{length, angle}, c.tolerance*10)
			near(t, "orders by part", o.Orders, [4]int{r.Lengths.RightByLength, r.Lengths.RightByAngle, r.Lengths.Helped, r.Lengths.Harmed}, 0)
			for i, l := range r.Lengths.Classes {
				near(t, "length of "+l.Name, o.LengthMeans[i], l.Length.Mean, c.tolerance)
			}
			near(t, "loss", o.Loss, r.Combined.Values, c.tolerance)
		})
	}
}

func places(list []Contested) (out []int) {
	for _, c := range list {
		out = append(out, c.Triplet)
	}
	return out
}

func checkParts(t *testing.T, what string, want, got Parts, tolerance float64) {
	t.Helper()
	want.LengthShare = want.Length / want.Total
	near(t, "parts of "+what, want, got, tolerance*10)
}

// TestPartsAreExact holds the two parts of every pair against |x-y|².
func TestPartsAreExact(t *testing.T) {
	_, in := readOracle(t)
	s := in.newSource(1)
	for x := range int32(in.rows()) {
		for y := range int32(in.rows()) {
			m := s.moments(x, y)
			angle := 2 * math.Sqrt(m.XX) * math.Sqrt(m.YY) * (1 - m.XY/math.Sqrt(m.XX*m.YY))
			near(t, "parts", m.DD, lengthPart(m)+angle, 1e-14*(m.XX+m.YY))
		}
	}
}
