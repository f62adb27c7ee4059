package train

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestBadBatches(t *testing.T) {
	for want, change := range map[string]func(*Job){
		"batch of 32 pictures is smaller than 5 classes x 10 pictures": func(j *Job) { j.Config.Sampler, j.Config.Classes, j.Config.PerClass = "pk", 5, 10 },
		"smaller than 40 classes x 2":                                  func(j *Job) { j.Config.Sampler, j.Config.Classes = "pk", 40 },
		"classes and per-class belong to the sampler pk":               func(j *Job) { j.Config.PerClass = 4 },
		"batch of 8193 pictures is too large":                          func(j *Job) { j.Config.Batch = 8193 },
		"use --batch 8192 or less":                                     func(j *Job) { j.Config.Batch = math.MaxInt32 },
		"batches of 4097 x 2 pictures":                                 func(j *Job) { j.Config.Sampler, j.Config.Batch, j.Config.Classes = "pk", 32, 4097 },
		"at most 8192 fit in one":                                      func(j *Job) { j.Config.Sampler, j.Config.Classes, j.Config.PerClass = "pk", 2, math.MaxInt },
		"classes is 1":                                                 func(j *Job) { j.Config.Sampler, j.Config.Classes = "pk", 1 },
		"choose at most 5 classes":                                     func(j *Job) { j.Config.Sampler, j.Config.Classes = "pk", 9 },
		"needs labels":                                                 func(j *Job) { j.Data.Train.Images.Labels = nil },
		"use larger pictures or fewer pools":                           func(j *Job) { j.Config.Network = strings.Repeat("maxpool; ", 4) + "dense 8" },
		"not in an embedding; let it end with gap":                     func(j *Job) { j.Config.Network = "conv 8; norm" },
		"network and layers exclude each other":                        func(j *Job) { j.Config.Layers = []int{8} },
		`did you mean "conv"`:                                          func(j *Job) { j.Config.Network = "cnv 8; gap" },
		"layers is empty":                                              func(j *Job) { j.Config.Network, j.Config.Miner, j.Config.Loss = "", "semi-hard", "cosine" },
		"weight-decay is -1":                                           func(j *Job) { j.Config.WeightDecay = -1 },
		"clip is -1":                                                   func(j *Job) { j.Config.Clip = -1 },
		"average is 1":                                                 func(j *Job) { j.Config.Average = 1 },
		"warmup is 2":                                                  func(j *Job) { j.Config.Warmup = 2 },
		`did you mean "one-cycle"`:                                     func(j *Job) { j.Config.Schedule = "onecycle" },
		`did you mean "shift"`:                                         func(j *Job) { j.Config.Augment = "shft=1" },
		"schedule-epochs is 1":                                         func(j *Job) { j.Config.ScheduleEpochs = 1 },
		`sampler "pkk"`:                                                func(j *Job) { j.Config.Sampler = "pkk" },
		"batch is 1":                                                   func(j *Job) { j.Config.Batch = 1 },
		"chunk and dense belong to training on triplets":               func(j *Job) { j.Config.Dense = true },
		"0 pictures to learn from":                                     func(j *Job) { j.Data.Pictures = nil },
		"0 to validate":                                                func(j *Job) { j.Data.HeldOut = nil },
		`no picture of class "3" is left to learn from`:                func(j *Job) { j.Data.Pictures = without(j, 3) },
		"it has no weights":                                            func(j *Job) { j.Config.Network = "maxpool; gap" },
		"or smaller pictures": func(j *Job) {
			j.Config.Batch, j.Config.Network = 300, "conv 65536 1x1"+strings.Repeat("; norm", 6)+"; gmp; dense 8"
		},
		"choose fewer or narrower layers": func(j *Job) { j.Config.Network = "dense 60000; relu; dense 60000; norm; dense 8" },
	} {
		j := batchJob(t, "normface")
		change(&j)
		if _, err := Start(j); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	// A run on triplets has no use for these, and says how to get one on batches.
	for _, change := range []func(*Config){
		func(c *Config) { c.Augment = "flip" }, func(c *Config) { c.Clip = 1 }, func(c *Config) { c.Schedule = "cosine" },
		func(c *Config) { c.Sampler = "pk" }, func(c *Config) { c.Average = 0.9 }, func(c *Config) { c.WeightDecay = 0.1 },
	} {
		j := job(t, "cosine")
		change(&j.Config)
		if _, err := Start(j); err == nil || !strings.Contains(err.Error(), "--miner semi-hard") || !strings.Contains(err.Error(), "mlp") {
			t.Errorf("got %v", err)
		}
	}
}

// without are the pictures to learn from but those of a class.
func without(j *Job, class int32) []int32 {
	return slices.DeleteFunc(slices.Clone(j.Data.Pictures), func(i int32) bool { return j.Data.Train.Images.Labels[i] == class })
}

func TestOddClassesAreWarnedOf(t *testing.T) {
	warned := func(j Job) string {
		return strings.Join(mustRun(t, j).Meta.Training.Warnings, "\n")
	}
	j := batchJob(t, "normface")
	j.Config.Epochs, j.Config.Sampler, j.Config.PerClass = 1, "pk", 6
	few := without(&j, 2)
	for _, i := range j.Data.Pictures {
		if j.Data.Train.Images.Labels[i] == 2 && len(few) < len(without(&j, 2))+3 {
			few = append(few, i)
		}
	}
	j.Data.Pictures = few
	if got := warned(j); !strings.Contains(got, `"2" (3)`) || !strings.Contains(got, "repeatedly") {
		t.Errorf("a class of 3 pictures for 6 of a class: %q", got)
	}
	j = batchJob(t, "normface")
	j.Config.Epochs = 1
	j.Data.HeldOut = slices.DeleteFunc(j.Data.HeldOut, func(i int32) bool { return j.Data.Val.Images.Labels[i] == 4 })
	if got := warned(j); !strings.Contains(got, "no validation picture is of 4:") {
		t.Errorf("a class without validation pictures: %q", got)
	}
}

func TestBatchesThatExplodeSayWhatHelps(t *testing.T) {
	j := batchJob(t, "normface")
	j.Config.LearningRate, j.Config.Schedule, j.Config.Warmup, j.Config.Clip = 1e30, "constant", 0, 0
	j.Config.Network = "dense 8"
	_, err := run(context.Background(), j)
	if !errors.Is(err, ErrDiverged) || !strings.Contains(err.Error(), "lower learning rate than 1e+30") || !strings.Contains(err.Error(), "--clip 1") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(j.Dir, CheckpointFile)); err == nil {
		t.Error("spoilt weights were saved")
	}
}

func TestForeignCheckpointsOfBatches(t *testing.T) {
	j := batchJob(t, "normface")
	j.Config.Epochs, j.Config.ScheduleEpochs = 1, 3
	mustRun(t, j)
	path := filepath.Join(j.Dir, CheckpointFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Job){
		"another network":      func(j *Job) { j.Config.Network = "dense 9; norm; dense 8" },
		"another average":      func(j *Job) { j.Config.Average = 0.8 },
		"another augment":      func(j *Job) { j.Config.Augment = "" },
		"another sampler":      func(j *Job) { j.Config.Sampler = "pk" },
		"another weight-decay": func(j *Job) { j.Config.WeightDecay = 0.5 },
		"another preset":       func(j *Job) { j.Config.Preset = "cnn" },
	} {
		k := j
		k.Resume = true
		change(&k)
		if _, err := Start(k); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	for _, name := range []string{"average.layers.0.weight", "adam.m.layers.5.bias", "best.layers.1.running_mean", "loss.weight", "loss.adam.v"} {
		bad := bytes.Replace(good, []byte(`"`+name+`"`), []byte(`"x`+name[1:]+`"`), 1)
		if bytes.Equal(bad, good) {
			t.Fatalf("%s is not in the checkpoint", name)
		}
		if err := os.WriteFile(path, bad, 0o666); err != nil {
			t.Fatal(err)
		}
		k := j
		k.Resume = true
		if _, err := Start(k); err == nil || !strings.Contains(err.Error(), name+" is missing") {
			t.Errorf("got %v, want %s", err, name)
		}
	}
}

func FuzzLoadBatches(f *testing.F) {
	j := batchJob(f, "normface")
	j.Config.Epochs, j.Config.Workers, j.Data.Pictures = 1, 1, j.Data.Pictures[:64]
	s, err := Start(j)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := s.Run(context.Background()); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(j.Dir, CheckpointFile))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(bytes.Replace(good, []byte(`\"step\":0`), []byte(`\"step\":7`), 1))
	f.Add(bytes.Replace(good, []byte(`\"epoch\":1`), []byte(`\"epoch\":0`), 1))
	f.Add(bytes.Replace(good, []byte(`\"adam_steps\":2`), []byte(`\"adam_steps\":9`), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := newSession(j)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if s.load(bytes.NewReader(b)) == nil {
			if _, err := s.Run(context.Background()); err != nil && !errors.Is(err, ErrDiverged) {
				t.Fatal(err)
			}
		}
	})
}

// Two pictures have no triplet.
func TestIdleBatchesSayWhy(t *testing.T) {
	j := batchJob(t, "cosine")
	j.Config.Miner, j.Config.Sampler, j.Config.Batch, j.Config.Epochs = "all", samplerShuffle, 2, 1
	if got := strings.Join(mustRun(t, j).Meta.Training.Warnings, "\n"); !strings.Contains(got, "no batch has a gradient") {
		t.Errorf("%q", got)
	}
}
