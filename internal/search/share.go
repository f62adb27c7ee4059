package search

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// shareRows is how many vectors a worker prepares at a time; for fewer another
// worker is not worth its start.
const shareRows = 2048

// Workers is how many goroutines n stands for: 0 and below are one a core.
func Workers(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// Share cuts 0 to n into pieces of size values, and lets workers do them as they
// get free. Each worker has a function of its own, made by worker.
func Share(n, size, workers int, worker func() func(from, to int)) {
	pieces := (n + size - 1) / size
	if workers < 2 || pieces < 2 {
		do := worker()
		for from := 0; from < n; from += size {
			do(from, min(from+size, n))
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, pieces) {
		wg.Go(func() {
			do := worker()
			for {
				from := (int(next.Add(1)) - 1) * size
				if from >= n {
					return
				}
				do(from, min(from+size, n))
			}
		})
	}
	wg.Wait()
}

// shareColumns is Share of the columns of a matrix, each of which is one worker's from the
// first row to the last.
func shareColumns(rows, columns, workers int, do func(from, to int)) {
	workers = max(1, min(workers, rows/shareRows))
	Share(columns, (columns+workers-1)/workers, workers, func() func(from, to int) { return do })
}
