package search

import (
	"math/rand/v2"
	"testing"
	"time"
	"os"
	"syscall"

	"mekiki/internal/metric"
)

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano())
}

func TestProf(t *testing.T) {
	const dim = 128
	rng := rand.New(rand.NewPCG(1, 2))
	points := around(rng, make([]float32, 10*dim), 10, dim)
	query, gallery := around(rng, points, 3000, dim), around(rng, points, 60000, dim)
	text := os.Getenv("M")
	d, err := metric.ParseMeasure[float32](text)
	if err != nil {
		t.Fatal(err)
	}
	size := 20000
	if os.Getenv("BIG") != "" {
		size = 60000
	}
	x, _ := NewIndex(gallery[:size*dim], dim, d, 1)
	x.Nearest(t.Context(), query, 5)
	best := time.Hour
	for range 5 {
		s := cpu()
		x.Nearest(t.Context(), query, 5)
		best = min(best, cpu()-s)
	}
	t.Logf("%s: %.1f µs/query", text, float64(best.Nanoseconds())/1e3/float64(len(query)/dim))
}
