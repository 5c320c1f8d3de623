//go:build profiled

package main

import (
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"syscall"
)

// init exists only in a program built to be measured (internal/system, flag
// -profile), never in one that people run: a profile tells what the memory of a
// field is used for. The first SIGUSR1 begins a profile of the processor's time,
// the second ends it and writes cpu.pprof and allocs.pprof into SOJOURN_PROFILE.
func init() {
	dir := os.Getenv("SOJOURN_PROFILE")
	if dir == "" {
		return
	}
	runtime.MemProfileRate = 128 << 10
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	go func() {
		<-asked
		cpu, err := os.Create(filepath.Join(dir, "cpu.part"))
		if err == nil {
			err = pprof.StartCPUProfile(cpu)
		}
		if err != nil {
			panic(err)
		}
		<-asked
		pprof.StopCPUProfile()
		allocs, err := os.Create(filepath.Join(dir, "allocs.pprof"))
		if err != nil {
			panic(err)
		}
		if err := pprof.Lookup("allocs").WriteTo(allocs, 0); err != nil {
			panic(err)
		}
		// The name by which the measuring test knows that all is written.
		if err := os.Rename(cpu.Name(), filepath.Join(dir, "cpu.pprof")); err != nil {
			panic(err)
		}
	}()
}
