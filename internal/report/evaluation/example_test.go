package evaluation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"mekiki/internal/eval"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/report/kit"
)

var classNames = []string{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"}

// example is a report of plausible numbers over n test triplets. Every call
// gives the same.
func example(n int) *Page {
	rng := rand.New(rand.NewPCG(3, 4))
	d := &Page{
		Version: "0.1.0", Machine: "linux/amd64, 2 cores, AVX2, go1.26",
		Command: "mekiki demo --seed 1 --loss combined --out runs/2026-01-05",
		Time:    time.Date(2026, 1, 5, 9, 30, 0, 0, time.UTC),
		Notes:   []string{"This run used the sample inside the program, not the whole of Fashion-MNIST. Get the whole with: mekiki data fetch"},
		Meta: model.Meta{
			Program: "0.1.0", Network: model.Network{Widths: []int{784, 512, 256, 128}},
			Input:   model.Input{Height: 28, Width: 28, Channels: 1},
			Loss:    triplet.Spec{Name: "combined", Formula: "0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)"},
			Classes: classNames, Seed: 1,
			Data: model.Data{Name: "fashion-mnist", Fingerprint: "9f2d0c5b7c0e4f6a8d1b3e5f7a9c0b2d4e6f8a1c3b5d7e9f0a2c4b6d8e0f1a3c", Triplets: "tutorial", Count: 30000, TestSize: 0.05, ValSize: 0.05, SplitSeed: 42},
		},
	}
	t := &d.Meta.Training
	for e := 1; e <= 14; e++ {
		x := float64(e)
		t.History = append(t.History, model.Epoch{Epoch: e, TrainLoss: 0.018 + 0.1*math.Exp(-x/4), ValLoss: 0.047 + 0.08*math.Exp(-x/3) + 0.0005*x, Live: 0.18 + 0.5*math.Exp(-x/3), Seconds: 1.4})
	}
	t.Epochs, t.BestEpoch, t.TrainLoss, t.ValLoss = 14, 12, t.History[11].TrainLoss, t.History[11].ValLoss
	t.Seconds, t.TripletsPerSecond, t.Batch, t.LearningRate, t.Patience = 19.8, 19120, 64, 3e-5, 2

	around := func(v, half float64) eval.Interval { return eval.Interval{Value: v, Lo: v - half, Hi: v + half} }
	verification := func(acc, auc, k float64) *eval.Verification {
		v := &eval.Verification{
			Accuracy: around(acc+0.004, 0.009), Threshold: 0.43 * k, HeldOutAccuracy: around(acc, 0.009), HeldOutThreshold: 0.41 * k,
			AUC: around(auc, 0.005), EER: around(1-acc, 0.009), TripletAccuracy: around(acc+0.04, 0.01),
		}
		for i := range 129 {
			x := float64(i) / 128
			v.ROC = append(v.ROC, eval.ROCPoint{FPR: x, TPR: math.Pow(x, 1/auc-1+0.03)})
		}
		return v
	}
	confusion := make([][]int, 10)
	for i := range confusion {
		confusion[i] = make([]int, 10)
		confusion[i][i] = 1000
	}
	for _, m := range [][3]int{{6, 0, 173}, {0, 6, 108}, {6, 4, 91}, {2, 4, 96}, {4, 2, 88}, {6, 2, 84}, {4, 6, 61}, {2, 6, 57}, {9, 7, 41}, {7, 9, 33}, {5, 7, 38}, {3, 0, 21}, {3, 4, 19}, {1, 3, 12}, {8, 6, 7}, {0, 3, 20}} {
		confusion[m[0]][m[1]] += m[2]
		confusion[m[0]][m[0]] -= m[2]
	}
	d.Eval = &eval.Result{
		Triplets: n, Queries: 10000, Gallery: 60000, Seconds: 4.2,
		Verification: map[string]*eval.Verification{
			"cosine": verification(0.913, 0.967, 1), "euclidean": verification(0.882, 0.949, 14),
			"angular": verification(0.913, 0.967, 0.7), "sqeuclidean": verification(0.882, 0.949, 200),
		},
		Neighbours: map[string]*eval.Neighbours{
			"cosine":    {KNN5: around(0.864, 0.007), ClassMean: around(0.812, 0.008), Precision1: around(0.841, 0.007), RPrecision: around(0.652, 0.006), MAPR: around(0.561, 0.007), Confusion: confusion},
			"euclidean": {KNN5: around(0.859, 0.007), ClassMean: around(0.795, 0.008), Precision1: around(0.838, 0.007), RPrecision: around(0.614, 0.006), MAPR: around(0.523, 0.007), Confusion: confusion},
		},
	}
	for range n {
		z, hard := rng.NormFloat64(), rng.Float64()
		ap := 0.12 * math.Exp(0.7*rng.NormFloat64())
		an := math.Max(0.01, math.Min(1.7, 0.75+0.28*z-0.5*hard*hard*hard))
		d.Distances.CosAP = append(d.Distances.CosAP, float32(ap))
		d.Distances.CosAN = append(d.Distances.CosAN, float32(an))
		d.Distances.EucAP = append(d.Distances.EucAP, float32(9*math.Sqrt(ap)+rng.NormFloat64()))
		d.Distances.EucAN = append(d.Distances.EucAN, float32(10.5*math.Sqrt(an)+1.2*rng.NormFloat64()))
	}
	for i := range 12 {
		d.Worst = append(d.Worst, Triplet{
			Anchor: blob(rng, classNames[i%10]), Positive: blob(rng, classNames[i%10]), Negative: blob(rng, classNames[(i+4)%10]),
			CosAP: 0.81 - float64(i)*0.02, CosAN: 0.12 + float64(i)*0.01, EucAP: 11.2, EucAN: 4.75,
		})
	}
	for _, kv := range [][2]string{{"preset", "article"}, {"loss", "combined"}, {"margin-cos", "0.4"}, {"margin-euc", "-5"}, {"weight-cos", "0.8"}, {"weight-euc", "0.02"}, {"data", ""}, {"sample", "false"}, {"protocol", "tutorial"}, {"test-size", "0.05"}, {"val-size", "0.05"}, {"split-seed", "42"}, {"layers", "512, 256, 128"}, {"learning-rate", "3e-05"}, {"batch", "64"}, {"epochs", "50"}, {"patience", "2"}, {"seed", "1"}, {"workers", "2"}} {
		d.Settings = append(d.Settings, kit.Setting{Key: kv[0], Value: kv[1]})
	}
	d.Timings = []kit.Timing{{Name: "load pictures", Seconds: 0.412}, {Name: "make triplets", Seconds: 0.031}, {Name: "train", Seconds: 19.8}, {Name: "evaluate", Seconds: 4.2}, {Name: "report", Seconds: 0.31}}
	return d
}

// blob is a picture of some soft shape.
func blob(rng *rand.Rand, class string) kit.Picture {
	p := kit.Picture{H: 28, W: 28, C: 1, Class: class, Index: rng.IntN(60000), Pix: make([]uint8, 784)}
	cx, cy, w, h := 14+rng.NormFloat64(), 14+rng.NormFloat64(), 6+4*rng.Float64(), 8+4*rng.Float64()
	for i := range p.Pix {
		x, y := (float64(i%28)-cx)/w, (float64(i/28)-cy)/h
		if r := x*x*x*x + y*y*y*y; r < 1 {
			p.Pix[i] = uint8(90 + 120*(1-r) + 40*rng.Float64())
		}
	}
	return p
}

// warned is the example with warnings.
func warned() *Page {
	d := example(300)
	d.Meta.Training.Warnings = []string{
		"loss stays at 0.32, its margin, for 2 epochs: nothing is learned. Is a term inverted (combined-as-printed)? Or try a higher learning rate.",
		fmt.Sprintf("embeddings collapse: the mean distance is %.1e. Lower the learning rate.", 3e-5),
	}
	return d
}
