package study

import (
	"testing"

	"mekiki/internal/train"
)

// Runs of studies that older programs kept are found again.
func TestKeysOfRunsOnTripletsStay(t *testing.T) {
	cfg, err := train.Preset("article", "combined")
	if err != nil {
		t.Fatal(err)
	}
	const want = "040a9de92348f0afaece53f77e26fe6d076f9310d8bf219e460bcf1fd0b0b0e3"
	if got := (Origin{Purpose: "test", Data: "d", Judge: "j", Engine: "assembly"}).key(cfg); got != want {
		t.Errorf("key %s, want %s", got, want)
	}
}
