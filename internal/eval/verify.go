package eval

import (
	"errors"
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// Verify judges one distance from its values over n test triplets, ap[i] =
// d(a,p) and an[i] = d(a,n), and over the validation triplets that choose the
// held-out threshold. The values may be of any sign; smaller means closer. No
// triplets or a distance that is not finite is an error; ap and an of different length panic.
func Verify(ap, an, valAP, valAN []float32, opt Options) (*Verification, error) {
	if len(ap) != len(an) || len(valAP) != len(valAN) {
		panic("eval: Verify: as many d(a,p) as d(a,n) are needed")
	}
	if err := errors.Join(checkDistances(testPart, ap, an), checkDistances(validationPart, valAP, valAN)); err != nil {
		return nil, err
	}
	n := len(ap)
	ones := make([]int32, max(n, len(valAP)))
	for i := range ones {
		ones[i] = 1
	}
	val := newPairs(valAP, valAN)
	test := newPairs(ap, an)
	f := test.figures(ones)
	v := &Verification{
		Threshold:        test.threshold(f.best),
		HeldOutThreshold: val.threshold(val.figures(ones).best),
		ROC:              test.roc(),
	}

	// What each triplet adds: right calls of its two pairs, and its order.
	right, order := make([]int32, n), make([]int32, n)
	var sumRight, sumOrder int64
	for i := range ap {
		if float64(ap[i]) <= v.HeldOutThreshold {
			right[i]++
		}
		if float64(an[i]) > v.HeldOutThreshold {
			right[i]++
		}
		if ap[i] < an[i] {
			order[i] = 1
		}
		sumRight += int64(right[i])
		sumOrder += int64(order[i])
	}

	rep := struct{ accuracy, heldOut, auc, eer, order []float64 }{}
	rs := stats.NewResampler(opt.Seed)
	weight := make([]int32, n)
	for range opt.Resamples {
		clear(weight)
		var r, o int64
		for range n {
			t := rs.Draw(n)
			weight[t]++
			r += int64(right[t])
			o += int64(order[t])
		}
		g := test.figures(weight)
		rep.accuracy = append(rep.accuracy, g.accuracy)
		rep.auc = append(rep.auc, g.auc)
		rep.eer = append(rep.eer, g.eer)
		rep.heldOut = append(rep.heldOut, float64(r)/float64(2*n))
		rep.order = append(rep.order, float64(o)/float64(n))
	}
	v.Accuracy = interval(f.accuracy, rep.accuracy)
	v.AUC = interval(f.auc, rep.auc)
	v.EER = interval(f.eer, rep.eer)
	v.HeldOutAccuracy = interval(float64(sumRight)/float64(2*n), rep.heldOut)
	v.TripletAccuracy = interval(float64(sumOrder)/float64(n), rep.order)
	return v, nil
}

func checkDistances(set part, ap, an []float32) error {
	if len(ap) == 0 {
		return set.none()
	}
	for i := range ap {
		// The sum of two float32 is finite in float64 exactly if both are.
		if sum := float64(ap[i]) + float64(an[i]); math.IsNaN(sum) || math.IsInf(sum, 0) {
			if set == validationPart {
				return lang.Errorf("eval: validation triplet %d has the distances %v and %v; both must be finite", i, ap[i], an[i])
			}
			return lang.Errorf("eval: test triplet %d has the distances %v and %v; both must be finite", i, ap[i], an[i])
		}
	}
	return nil
}
