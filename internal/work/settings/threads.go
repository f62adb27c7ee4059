package settings

import "mekiki/internal/work/misuse"

// MostThreads is the largest number of threads that can be asked for.
const MostThreads = 1024

// Threads refuses a number of threads that cannot be meant; 0 is every core.
func Threads(workers int) error {
	if workers < 0 || workers > MostThreads {
		return misuse.Errorf("workers is %d; it must lie between 0 and %d", workers, MostThreads)
	}
	return nil
}
