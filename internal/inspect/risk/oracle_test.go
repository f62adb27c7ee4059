package risk

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"mekiki/internal/testutil"
)

// oracle is testdata/oracle.json, written by scikit-learn and SciPy.
type oracle struct {
	Ranking []struct {
		Bad                                 []int
		Score                               []float64
		AUROC, AP, F1, At, Balanced, Recall float64
	}
	Pixels []struct {
		Width             int
		Maps              [][]float32
		Masks             [][]int // not bytes, which JSON would take for base64
		AUROC, AUPRO, IoU float64
		Regions           int
	}
}

func readOracle(t *testing.T) oracle {
	var o oracle
	if err := json.Unmarshal(testutil.Must(os.ReadFile("testdata/oracle.json")), &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Ranking) < 7 || len(o.Pixels) < 2 {
		t.Fatal("the oracle lacks cases")
	}
	return o
}

func TestRankingAsScikitLearn(t *testing.T) {
	for k, c := range readOracle(t).Ranking {
		parts := make([]Part, len(c.Score))
		for i, s := range c.Score {
			parts[i] = Part{Score: s, Bad: c.Bad[i] == 1}
		}
		f := testutil.Must(Test(parts, Options{Thresholds: Thresholds{c.At, c.At}, Confidence: 0.95, Resamples: 50, Seed: 1}))
		r := f.Ranking
		once := make([]int32, len(parts))
		for i := range once {
			once[i] = 1
		}
		for name, v := range map[string][2]float64{
			"AUROC": {r.AUROC.Value, c.AUROC}, "AP": {r.AP.Value, c.AP}, "F1": {r.F1Max.Value, c.F1}, "recall": {r.ZeroOverkill.Value, c.Recall},
			"balanced, low": {r.BalancedLow.Value, c.Balanced}, "balanced, high": {r.BalancedHigh.Value, c.Balanced},
			"AUROC of weights": {newRanking(parts).figures(once).auroc, c.AUROC},
			// At its threshold F1 is what it says.
			"F1 there": {f1At(parts, r.F1Threshold), c.F1},
		} {
			testutil.Near(t, fmt.Sprintf("%s of case %d", name, k), v[0], v[1], 1e-12)
		}
	}
}

func f1At(parts []Part, threshold float64) float64 {
	var hit, called, bad float64
	for _, p := range parts {
		if p.Score >= threshold {
			called++
		}
		if p.Bad {
			bad++
			if p.Score >= threshold {
				hit++
			}
		}
	}
	return 2 * hit / (called + bad)
}

func TestPixelsAsSciPy(t *testing.T) {
	for k, c := range readOracle(t).Pixels {
		all, first, second := NewPixels(), NewPixels(), NewPixels()
		for i, m := range c.Maps {
			mask := make([]uint8, len(m))
			good := true
			for j, v := range c.Masks[i] {
				mask[j] = uint8(255 * v)
				good = good && v == 0
			}
			if good {
				mask = nil
			}
			all.Add(m, mask, c.Width)
			if i%2 == 0 {
				first.Add(m, mask, c.Width)
			} else {
				second.Add(m, mask, c.Width)
			}
		}
		f := all.Figures()
		for name, v := range map[string][2]float64{"AUROC": {f.AUROC, c.AUROC}, "AUPRO": {f.AUPRO, c.AUPRO}, "IoU": {f.IoU, c.IoU}} {
			testutil.Near(t, fmt.Sprintf("%s of case %d", name, k), v[0], v[1], 1e-9)
		}
		if f.Regions != c.Regions || f.Pictures != len(c.Maps) {
			t.Errorf("case %d: %d regions in %d pictures, want %d in %d", k, f.Regions, f.Pictures, c.Regions, len(c.Maps))
		}
		second.Merge(first)
		if got := second.Figures(); *got != *f {
			t.Errorf("merged: %+v, want the same bits as %+v", got, f)
		}
	}
}
