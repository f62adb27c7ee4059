package work

import (
	"slices"

	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/misuse"
)

// PictureKeys are the settings that choose pictures, and say how those of a folder
// become a data set; TripletKeys are those that say which triplets a run has.
var (
	PictureKeys = slices.Concat([]string{"data", "sample", "transpose"}, train.FolderSettings(), []string{"memory"})
	TripletKeys = slices.Concat(PictureKeys, []string{"triplets", "protocol", "triplet-count", "test-size", "val-size", "split-seed", "seed"})
)

// isFolderSetting says whether a setting is about pictures of a folder: where it has no
// value there is nothing to say about it.
func isFolderSetting(key string) bool {
	return key == "memory" || slices.Contains(train.FolderSettings(), key)
}

// Parts of a data set.
const (
	testPart  = "test"
	trainPart = "train"
	allParts  = "all" // both
)

var setParts = []string{trainPart, testPart}

// usual are the settings of a run that nobody chose anything of.
func usual() train.Config {
	cfg, err := train.Bare("article")
	if err != nil {
		panic(err) // ours
	}
	return cfg
}

// chosen are the pictures that settings choose; settings that exclude each other or
// have no meaning are a mistake.
func chosen(cfg train.Config) (data.Pictures, error) {
	if cfg.Sample && cfg.Data != "" {
		return data.Pictures{}, misuse.Errorf("sample and data exclude each other; give one of them")
	}
	if err := cfg.Validate(); err != nil {
		return data.Pictures{}, &misuse.Error{Err: err}
	}
	return data.PicturesOf(cfg), nil
}
