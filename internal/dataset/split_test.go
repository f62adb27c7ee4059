package dataset

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestTrainTestSplitIsScikitLearns compares with indices that scikit-learn
// wrote (testdata/split.py).
func TestTrainTestSplitIsScikitLearns(t *testing.T) {
	var oracle struct {
		Cases []struct {
			N           int
			TestSize    float64 `json:"test_size"`
			Seed        uint32
			NTest       int   `json:"n_test"`
			TestFirst   []int `json:"test_first"`
			SHA256      string
			Train, Test []int
		}
	}
	raw, err := os.ReadFile("testdata/split.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &oracle); err != nil {
		t.Fatal(err)
	}
	if len(oracle.Cases) < 10 {
		t.Fatalf("%d cases in the oracle", len(oracle.Cases))
	}
	for _, c := range oracle.Cases {
		train, test := TrainTestSplit(c.N, c.TestSize, c.Seed)
		if len(test) != c.NTest || len(train)+len(test) != c.N {
			t.Errorf("n=%d test_size=%v: %d train, %d test, want %d test", c.N, c.TestSize, len(train), len(test), c.NTest)
			continue
		}
		if d := cmp.Diff(c.TestFirst, test[:len(c.TestFirst)]); d != "" {
			t.Errorf("n=%d seed=%d: first test indices (-sklearn +ours):\n%s", c.N, c.Seed, d)
		}
		if c.Train != nil {
			if d := cmp.Diff([][]int{c.Train, c.Test}, [][]int{train, test}); d != "" {
				t.Errorf("n=%d seed=%d (-sklearn +ours):\n%s", c.N, c.Seed, d)
			}
		}
		h := sha256.New()
		for _, part := range [][]int{train, test} {
			for _, v := range part {
				h.Write(binary.LittleEndian.AppendUint32(nil, uint32(v)))
			}
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != c.SHA256 {
			t.Errorf("n=%d seed=%d: all indices hash to %s, scikit-learn's to %s", c.N, c.Seed, got, c.SHA256)
		}
	}
}

func TestTrainTestSplitIsAPartition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 300).Draw(t, "n")
		size := rapid.Float64Range(0.001, 0.999).Draw(t, "size")
		train, test := TrainTestSplit(n, size, rapid.Uint32().Draw(t, "seed"))
		seen := make([]bool, n)
		for _, i := range append(append([]int{}, train...), test...) {
			if seen[i] {
				t.Fatalf("index %d twice", i)
			}
			seen[i] = true
		}
		if len(train)+len(test) != n {
			t.Fatalf("%d + %d of %d", len(train), len(test), n)
		}
	})
}

func TestTrainTestSplitRefusesBadShares(t *testing.T) {
	for _, size := range []float64{0, 1, -0.1, 1.5} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("share %v: no panic", size)
				}
			}()
			TrainTestSplit(10, size, 1)
		}()
	}
}
