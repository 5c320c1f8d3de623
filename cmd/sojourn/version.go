package main

import (
	"runtime"
	"runtime/debug"
)

// versionCommand is "sojourn version".
type versionCommand struct{}

// Help shows an example.
func (versionCommand) Help() string { return "Example: sojourn version" }

// Run prints what this program was built from.
func (versionCommand) Run(c console) error {
	revision := "a working copy"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	c.printf("sojourn %s, %s, %s/%s\n", revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
