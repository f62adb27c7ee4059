package eval

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// shareRows is how many vectors a worker prepares at a time; for fewer another
// worker is not worth its start.
const shareRows = 2048

// workersOf is how many goroutines an evaluation uses: Options.Workers, 0 being one a core.
func workersOf(opt Options) int {
	if opt.Workers <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return opt.Workers
}

// share cuts 0 to n into pieces of size values, and lets workers do them as they
// get free. Each worker has a function of its own, made by worker.
func share(n, size, workers int, worker func() func(from, to int)) {
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

// shareColumns is share of the columns of a matrix, each of which is one worker's from the
// first row to the last.
func shareColumns(rows, columns, workers int, do func(from, to int)) {
	workers = max(1, min(workers, rows/shareRows))
	share(columns, (columns+workers-1)/workers, workers, func() func(from, to int) { return do })
}
