package system

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// profileDir is where the benchmarks leave profiles of the server process. It
// has the program built with what takes them, which the program itself lacks.
var profileDir = flag.String("profile", "", "folder for cpu.pprof and allocs.pprof of the field, in BenchmarkInterviews")

// profile begins to measure what the field does, and gives what ends it.
func (s *server) profile(b *testing.B) func() {
	b.Helper()
	if *profileDir == "" {
		return func() {}
	}
	done := filepath.Join(*profileDir, "cpu.pprof")
	if err := os.Remove(done); err != nil && !errors.Is(err, fs.ErrNotExist) {
		b.Fatal(err)
	}
	s.cmd.Process.Signal(syscall.SIGUSR1)
	return func() {
		s.cmd.Process.Signal(syscall.SIGUSR1)
		for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			if _, err := os.Stat(done); err == nil {
				return
			}
		}
		b.Fatal("the field wrote no profile")
	}
}
