package desk

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// PeakMemory is the most memory that the process has had, in MiB; 0 if unknown.
// The kernel's VmHWM is of this program alone; getrusage would count what the
// shell that started it once had.
func PeakMemory() float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			kib, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 64)
			if err != nil {
				return 0
			}
			return kib / 1024
		}
	}
	return 0
}
