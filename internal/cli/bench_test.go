package cli

import (
	"strings"
	"testing"
)

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

func TestBenchNetwork(t *testing.T) {
	network := []string{"--network", "conv 4; norm; relu; gap; dense 3", "--side", "6", "--channels", "3", "--workers", "2", "--json"}
	for _, c := range []struct {
		args []string
		keys []string
	}{
		{[]string{"batch", "--batch", "4", "--warmup", "1", "--rounds", "1", "--slice", "1ms"},
			[]string{"pictures_per_second", "step_ms", "mflop_per_picture", "gflops", "peak_gflops", "parameters"}},
		{[]string{"embed", "--pictures", "5", "--rounds", "1", "--singles", "3"},
			[]string{"pictures_per_second", "single_us", "single_core_us", "mflop_per_picture", "gflops", "peak_gflops", "parameters"}},
	} {
		r := mekiki(t, append(append([]string{"bench"}, c.args...), network...)...).want(t, 0).object(t)
		for _, key := range c.keys {
			if v, ok := r[key].(float64); !ok || v <= 0 {
				t.Errorf("bench %s: %s is %v", c.args[0], key, r[key])
			}
		}
		if r["input"] != "6x6x3" || r["parameters"] != float64(4*27+8+4*3+3) {
			t.Errorf("bench %s: input %v, parameters %v", c.args[0], r["input"], r["parameters"])
		}
	}
	r := mekiki(t, append([]string{"bench", "layers"}, network...)...).want(t, 0).object(t)
	if p, ok := r["products"].([]any); !ok || len(p) != 5 {
		t.Errorf("layers: %v", r["products"])
	}
	article := mekiki(t, "bench", "embed", "--preset", "article", "--pictures", "1", "--rounds", "1", "--singles", "1", "--json").want(t, 0).object(t)
	if article["network"] != "dense 512; relu; dense 256; relu; dense 128" {
		t.Errorf("the article's network is %v", article["network"])
	}
	mekiki(t, "bench", "batch", "--preset", "eye").want(t, exitUsage, "bench eye")
	mekiki(t, "bench", "batch", "--preset", "cnn-smal").want(t, exitUsage, `did you mean "cnn-small"`)
	mekiki(t, "bench", "batch", "--network", "conf 4; gap").want(t, exitUsage, "conf")
	mekiki(t, "bench", "embed", "--network", "conv 4").want(t, exitUsage, "not in an embedding")
	// None of these may be built: they would fill the memory.
	for _, command := range []string{"batch", "embed", "layers"} {
		mekiki(t, "bench", command, "--network", "dense 65536; norm; dense 65536", "--side", "4096").want(t, exitUsage, "network: ", "choose smaller pictures")
		mekiki(t, "bench", command, "--network", "dense 65536; relu; dense 65536").want(t, exitUsage, "network: ", "choose smaller pictures")
	}
	mekiki(t, "bench", "eye", "--singles", "0").want(t, exitUsage, "singles 0")
	mekiki(t, "bench", "eye", "--workers", "5000").want(t, exitUsage, "workers is 5000")
	mekiki(t, "bench", "inspect", "--good", "0").want(t, exitUsage, "good 0")
	mekiki(t, "bench", "inspect", "nosuch.mekiki").want(t, exitFailed, "inspector", "nosuch.mekiki")
	mekiki(t, "bench", "knn", "--distance", "manhattan").want(t, exitUsage, "manhattan")
	mekiki(t, "bench", "layers", "--network", "gap", "--side", "0").want(t, exitUsage, "side 0")
	mekiki(t, "bench", "batch", "--network", "gap; dense 2", "--batch", "0").want(t, exitUsage, "batch 0")
	// Nor may their pictures be made.
	mekiki(t, "bench", "batch", "--network", "gap; dense 2", "--batch", "8193").want(t, exitUsage, "batch of 8193", "use --batch 8192 or less")
	mekiki(t, "bench", "batch", "--network", "gap; dense 2", "--batch", "9223372036854775807").want(t, exitUsage, "use --batch 8192 or less")
	// A panel of 16 each for pictures and convolution at 1024 x 1024 positions, two of the rest.
	mekiki(t, "bench", "batch", "--network", "conv 8; relu; gap; dense 2", "--side", "1024", "--batch", "128").want(t, exitUsage, "batch of 128", "keeps 33554464 values", "use --batch 127 or less, or smaller pictures")
	mekiki(t, "bench", "batch", "--network", strings.Repeat("relu; ", 70)+"gap; dense 2", "--side", "1024", "--channels", "64", "--batch", "1").want(t, exitUsage, "more than the 4294967296 that fit", "smaller pictures")
	mekiki(t, "bench", "batch", "--network", "maxpool 7; gap", "--side", "6").want(t, exitUsage, "layer 1, maxpool: a map of 6 x 6 is left here")
	mekiki(t, "bench", "embed", "--network", "gap; dense 2", "--pictures", "9223372036854775807").want(t, exitUsage, "use --pictures 1369568 or less")
	mekiki(t, "bench", "embed", "--network", "gap; dense 2", "--singles", "0").want(t, exitUsage, "singles 0")
	mekiki(t, "bench", "layers", "--network", "gap; dense 2", "--workers", "-1").want(t, exitUsage, "workers is -1")
}

func TestBenchKNN(t *testing.T) {
	for _, distance := range []string{"cosine", "euclidean"} {
		r := mekiki(t, "bench", "knn", "--queries", "30", "--gallery", "200", "--dim", "8", "--rounds", "2", "--distance", distance, "--json").want(t, 0).object(t)
		if v, ok := r["queries_per_second"].(float64); !ok || v <= 0 || r["distance"] != distance {
			t.Errorf("%v", r)
		}
	}
	mekiki(t, "bench", "knn", "--distance", "manhattan").want(t, exitUsage, "manhattan")
	mekiki(t, "bench", "knn", "--gallery", "9").want(t, exitUsage, "gallery 9")
	mekiki(t, "bench", "knn", "--workers", "9999").want(t, exitUsage, "workers is 9999")
	mekiki(t, "bench", "knn", "--gallery", "9000000000").want(t, exitUsage, "do not fit")
}

func TestBenchInspect(t *testing.T) {
	r := mekiki(t, "bench", "inspect", "--size", "64x64", "--good", "3", "--gallery", "20", "--singles", "2", "--pictures", "3", "--workers", "2", "--json").want(t, 0).object(t)
	for _, key := range []string{"fit_s", "open_ms", "single_ms", "pictures_per_second"} {
		if v, ok := r[key].(float64); !ok || v <= 0 {
			t.Errorf("%s is %v", key, r[key])
		}
	}
	if stages, ok := r["stages"].([]any); !ok || len(stages) != 4 || r["vectors"] != float64(20) || r["good"] != float64(3) {
		t.Errorf("%v", r)
	}
	mekiki(t, "bench", "inspect", "--good", "1").want(t, exitUsage, "good 1")
	mekiki(t, "bench", "inspect", "a", "b").want(t, exitUsage, "wants one inspector")
	mekiki(t, "bench", "inspect", "--size", "0x5").want(t, exitUsage, "0x5")
}
