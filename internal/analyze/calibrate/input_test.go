package calibrate

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mekiki/internal/analyze/triplets"
)

// oracleInput is the input of the oracle, testdata/oracle.json of package triplets.
func oracleInput(t *testing.T) triplets.Input {
	t.Helper()
	var o struct {
		Dim    int        `json:"dim"`
		Pix    []int      `json:"pix"`
		Labels []int32    `json:"labels"`
		Index  [][3]int32 `json:"index"`
	}
	b, err := os.ReadFile("../triplets/testdata/oracle.json")
	if err == nil {
		err = json.Unmarshal(b, &o)
	}
	if err != nil {
		t.Fatal(err)
	}
	in := triplets.Input{Dim: o.Dim, Index: o.Index, Labels: o.Labels, Classes: []string{"round", "", "long"}}
	for _, v := range o.Pix {
		in.U8 = append(in.U8, uint8(v))
	}
	return in
}

// inFloats is the same input as floats.
func inFloats(in triplets.Input) triplets.Input {
	for _, v := range in.U8 {
		in.F32 = append(in.F32, float32(v)/255)
	}
	in.U8 = nil
	return in
}

// sampled is an input of several blocks, its triplets of two classes each.
func sampled(n int) triplets.Input {
	rng := rand.New(rand.NewPCG(1, 2))
	in := triplets.Input{Dim: 19, U8: make([]uint8, 200*19), Labels: make([]int32, 200)}
	for i := range in.U8 {
		in.U8[i] = uint8(rng.IntN(256))
	}
	for i := range in.Labels {
		in.Labels[i] = int32(i % 4)
	}
	for range n {
		a, n := rng.Int32N(200), rng.Int32N(200)
		for n%4 == a%4 {
			n = rng.Int32N(200)
		}
		in.Index = append(in.Index, [3]int32{a, (a + 4) % 200, n})
	}
	return in
}

func alike(t *testing.T, what string, want, got any, tolerance float64) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateApprox(tolerance, tolerance)); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}
