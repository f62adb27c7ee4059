package cli

import "testing"

func TestBenchStep(t *testing.T) {
	r := mekiki(t, "bench", "step", "--layers", "16,8", "--batch", "8", "--workers", "2", "--warmup", "5", "--rounds", "1", "--json").want(t, 0).object(t)
	for _, key := range []string{"triplets_per_second", "triplets_per_second_dense", "gflops", "peak_gflops", "live"} {
		if v, ok := r[key].(float64); !ok || v <= 0 {
			t.Errorf("%s is %v", key, r[key])
		}
	}
	mekiki(t, "bench", "step", "--rounds", "0").want(t, exitUsage, "rounds")
	mekiki(t, "bench", "step", "--batch", "99999").want(t, exitUsage, "larger")
	mekiki(t, "bench", "product", "--inputs", "0").want(t, exitUsage, "inputs")
	mekiki(t, "bench", "stop").want(t, exitUsage, `did you mean "step"`)
}
