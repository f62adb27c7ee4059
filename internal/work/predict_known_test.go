package work

import (
	"testing"

	"mekiki/internal/metric"
)

func TestMostCompared(t *testing.T) {
	for _, c := range []struct {
		name         string
		n, dim, want int
	}{{"cosine", 1 << 20, 1 << 10, mostHeldOut}, {"manhattan", 100, 8, mostHeldOut}, {"manhattan", 20_000, 100, 1000}, {"manhattan", 1 << 20, 1 << 10, 100}} {
		measure, err := metric.ParseMeasure[float32](c.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := mostCompared(measure, c.n, c.dim); got != c.want {
			t.Errorf("%s among %d of %d values: %d, want %d", c.name, c.n, c.dim, got, c.want)
		}
	}
}
