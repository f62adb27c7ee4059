package cli

import (
	"os"
)

// Names of files that users and their scripts know.
const (
	runFile       = "run.json"
	modelFile     = "model.safetensors"
	unfinishedDir = ".unfinished"
	lockName      = ".mekiki.lock"
	bestFile      = "best.yaml"
)

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
