package kernel

import (
	"math"
	"runtime"
	"sync"
)

// chunk is the number of rows summed at once. It does not depend on the
// machine, so that neither do the last digits.
const chunk = 1 << 16

// Split divides n tasks, each of which hangs on no other, among the processors.
func Split(n int, compute func(from, to int)) {
	parts := min(runtime.GOMAXPROCS(0), n)
	if parts < 2 {
		compute(0, n)
		return
	}
	var wait sync.WaitGroup
	for part := range parts {
		wait.Go(func() { compute(part*n/parts, (part+1)*n/parts) })
	}
	wait.Wait()
}

// Triangle divides the rows of the upper half of an n by n matrix among the
// processors, the long rows and the short ones evenly.
func Triangle(n int, compute func(from, to int)) {
	Split(n, func(from, to int) { compute(before(n, from), before(n, to)) })
}

// before is the row before which lie k n-ths of the upper half.
func before(n, k int) int {
	return n - int(math.Round(float64(n)*math.Sqrt(1-float64(k)/float64(n))))
}

// inChunks computes something for every chunk of n rows, several at a time,
// and lists the results in order.
func inChunks[T any](n int, compute func(from, to int) T) []T {
	results := make([]T, (n+chunk-1)/chunk)
	if len(results) == 1 {
		results[0] = compute(0, n)
		return results
	}
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(results)) {
		wait.Go(func() {
			for c := range next {
				results[c] = compute(c*chunk, min((c+1)*chunk, n))
			}
		})
	}
	for c := range results {
		next <- c
	}
	close(next)
	wait.Wait()
	return results
}
