package train

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/dataset"
)

func TestFolderSettings(t *testing.T) {
	cfg, err := Preset("cnn-small", "")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Workers = 3
	want := dataset.Folder{Prepare: dataset.Preparation{H: 64, W: 64, Policy: "letterbox"}, SplitSeed: 42, Workers: 3}
	if diff := cmp.Diff(want, cfg.Folder()); diff != "" || cfg.FolderGiven() != nil {
		t.Errorf("nothing given, %v (-want +got):\n%s", cfg.FolderGiven(), diff)
	}
	cfg.Size, cfg.Policy, cfg.ROI, cfg.Color, cfg.Object, cfg.TestShare, cfg.Resplit, cfg.SkipBroken, cfg.Memory = "48x32", "crop", " 1%,2%,3%,4.5% ", "grey", "a(.)", 0.3, true, true, "1MiB"
	want = dataset.Folder{Prepare: dataset.Preparation{H: 48, W: 32, C: 1, Policy: "crop", ROI: "1%,2%,3%,4.5%"}, Object: "a(.)", TestShare: 0.3, Resplit: true, SkipBroken: true, SplitSeed: 42, Workers: 3, Memory: 1 << 20}
	if diff := cmp.Diff(want, cfg.Folder()); diff != "" {
		t.Errorf("all given (-want +got):\n%s", diff)
	}
	if given := cfg.FolderGiven(); !slices.Equal(given, FolderSettings()) {
		t.Errorf("given: %v", given)
	}
	cfg.Complete()
	if err := cfg.Validate(); err != nil {
		t.Error(err)
	}
	var other Config
	other.SetFolder(want)
	other.SplitSeed, other.Workers, other.Memory = cfg.SplitSeed, cfg.Workers, cfg.Memory
	if diff := cmp.Diff(want, other.Folder()); diff != "" {
		t.Errorf("set (-want +got):\n%s", diff)
	}
}

func TestFolderSettingsRefused(t *testing.T) {
	for want, change := range map[string]func(*Config){
		`size "big" is no size`:                                                    func(c *Config) { c.Size = "big" },
		`policy "squeeze" is not one of stretch, letterbox, crop`:                  func(c *Config) { c.Policy = "squeeze" },
		`color "gray" is not one of auto, grey, color`:                             func(c *Config) { c.Color = "gray" },
		`object "(" is no regular expression`:                                      func(c *Config) { c.Object = "(" },
		`roi "1,2,3" has 3 numbers in "1,2,3", not 4`:                              func(c *Config) { c.ROI = "1,2,3" },
		"test-share is 1; it must lie between 0 and 1":                             func(c *Config) { c.TestShare = 1 },
		`memory "much" is no memory`:                                               func(c *Config) { c.Memory = "much" },
		"resplit is a setting of a folder of pictures and has no effect on sample": func(c *Config) { c.Sample, c.Resplit = true, true },
		"size is a setting of a folder of pictures and has no effect on triplets":  func(c *Config) { c.Triplets, c.Size = "t.npy", "8" },
	} {
		cfg, err := Preset("article", "")
		if err != nil {
			t.Fatal(err)
		}
		if change(&cfg); cfg.Validate() == nil || !strings.Contains(cfg.Validate().Error(), want) {
			t.Errorf("error %v, want %q", cfg.Validate(), want)
		}
	}
}
