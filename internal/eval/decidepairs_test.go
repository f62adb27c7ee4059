package eval

import (
	"math"
	"math/rand/v2"
	"testing"

	"mekiki/internal/model"
)

// TestDecidePairs compares with all thresholds that there are, one by one.
func TestDecidePairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		n := 1 + rng.IntN(12)
		ap, an := make([]float32, n), make([]float32, n)
		for i := range ap { // few values, so that many are equal
			ap[i], an[i] = float32(rng.IntN(8)), float32(2+rng.IntN(8))
		}
		mistakes := func(at float64) (accepted, rejected int) {
			for i := range ap {
				if float64(an[i]) <= at {
					accepted++
				}
				if !(float64(ap[i]) <= at) {
					rejected++
				}
			}
			return accepted, rejected
		}
		share := []float64{0, 0.1, 0.25, 0.5, 0.99}[rng.IntN(5)]
		var d model.Decision
		if err := DecidePairs(&d, ap, an, share, nil); err != nil {
			t.Fatal(err)
		}
		accepted, rejected := mistakes(*d.Threshold)
		on := d.ChosenOn
		if accepted != on.Accepted || rejected != on.Rejected || on.Pairs != 2*n || on.FalseAccept != share || d.Costs != nil {
			t.Fatalf("%v, %v: %v has %d and %d, says %+v", ap, an, *d.Threshold, accepted, rejected, on)
		}
		least := n
		for at := -1.0; at < 11; at += 0.5 {
			if a, r := mistakes(at); float64(a) <= share*float64(n) {
				least = min(least, r)
			}
		}
		if float64(accepted) > share*float64(n) || rejected != least {
			t.Fatalf("%v, %v at %v: %d accepted, %d rejected, could be %d", ap, an, share, accepted, rejected, least)
		}

		costs := &model.Costs{Escape: float64(1 + rng.IntN(5)), Overkill: float64(1 + rng.IntN(5))}
		if err := DecidePairs(&d, ap, an, share, costs); err != nil {
			t.Fatal(err)
		}
		cost := func(at float64) float64 {
			a, r := mistakes(at)
			return costs.Escape*float64(a) + costs.Overkill*float64(r)
		}
		cheapest := math.Inf(1)
		for at := -1.0; at < 11; at += 0.5 {
			cheapest = min(cheapest, cost(at))
		}
		if got := cost(*d.Threshold); got != cheapest || d.Costs != costs || d.ChosenOn.FalseAccept != 0 {
			t.Fatalf("%v, %v by %+v: %v costs %v, could be %v", ap, an, costs, *d.Threshold, got, cheapest)
		}
	}
}

func TestDecidePairsRefuses(t *testing.T) {
	for _, bad := range [][]float32{nil, {float32(math.NaN())}, {float32(math.Inf(1))}} {
		var d model.Decision
		if err := DecidePairs(&d, bad, make([]float32, len(bad)), 0.1, nil); err == nil || d.Threshold != nil {
			t.Errorf("%v: %v, %+v", bad, err, d)
		}
	}
}
