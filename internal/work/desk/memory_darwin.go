package desk

import "golang.org/x/sys/unix"

// PeakMemory is the most memory that the process has had, in MiB; 0 if unknown.
func PeakMemory() float64 {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Maxrss) / (1 << 20) // bytes on this system
}
