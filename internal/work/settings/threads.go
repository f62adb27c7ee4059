package settings

import (
	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
)

// Threads refuses a number of threads that cannot be meant; 0 is every core.
func Threads(workers int) error {
	if workers < 0 || workers > train.MostWorkers {
		return misuse.Errorf("workers is %d; it must lie between 0 and %d", workers, train.MostWorkers)
	}
	return nil
}
